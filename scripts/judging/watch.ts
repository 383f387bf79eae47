import path from 'node:path';
import { slashed } from '../repository/sources.ts';

/** Editors write a file in several steps. */
const quietMilliseconds = 150;

/**
 * Waits for files to change, and judges once it has been quiet, until a signal (INT, TERM) ends it. What changes meanwhile is judged after.
 * @param paths files and folders
 * @param judge takes the files that changed, relative to the working directory, sorted
 */
export async function watch(paths: readonly string[], judge: (files: readonly string[]) => Promise<void>): Promise<void> {
  const { watch: start } = await import('chokidar');
  const watcher = start([...paths], { ignoreInitial: true, ignored: (file) => /(?:^|[\\/])(?:\.git|node_modules)(?:[\\/]|$)/.test(file) });
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const ended = Promise.withResolvers<void>();
  const settle = () => {
    running = running.then(async () => {
      const files = [...changed].sort();
      changed.clear();
      if (files.length > 0) await judge(files);
    });
    running.catch(ended.reject);
  };
  watcher.on('all', (event, file) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    changed.add(slashed(path.relative(process.cwd(), path.resolve(file))));
    clearTimeout(timer);
    timer = setTimeout(settle, quietMilliseconds);
  });
  watcher.on('error', ended.reject);
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  process.stderr.write(`Watching ${paths.join(', ')}. End it with Ctrl-C.\n`);
  const end = () => ended.resolve();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  try {
    await ended.promise;
  } finally {
    clearTimeout(timer);
    await watcher.close();
    await running.catch(() => undefined);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
  }
}
