import { hash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { keep, keepNewest, kept } from '../repository/kept/sealed-file.ts';

const packages = path.join(import.meta.dirname, '../../node_modules');
/** 1,000 services have as many pictures in each of four environments. */
const mostPictures = 20_000;

/**
 * Graphs of the DOT language as SVG, in their order. The same graph gives the same bytes on every machine, so that one that was drawn
 * before, by the same Graphviz and code, is not drawn again.
 * @param folder where pictures are kept
 */
export async function drawn(
  graphs: readonly string[],
  folder = path.join(packages, '.cache/erp-gitops/pictures'),
): Promise<readonly string[]> {
  const artist = artistName();
  const files = graphs.map((graph) => path.join(folder, hash('sha256', `${artist}\n${graph}`)));
  const pictures = files.map((file) => kept(file, nameOf(file)));
  const fresh = await drawnAnew(graphs.filter((_, index) => typeof pictures[index] !== 'string'));
  let next = 0;
  const all = pictures.map((picture, index) => {
    if (typeof picture === 'string') return picture;
    const own = fresh[next] ?? '';
    next += 1;
    keep(files[index] ?? '', nameOf(files[index] ?? ''), own);
    return own;
  });
  if (fresh.length > 0) keepNewest(folder, mostPictures);
  return all;
}

function nameOf(file: string): string {
  return path.basename(file);
}

/** Changes with Graphviz, and with what we make of its pictures. */
function artistName(): string {
  const { version } = JSON.parse(readFileSync(path.join(packages, '@hpcc-js/wasm-graphviz/package.json'), 'utf8')) as { version: string };
  return `${version}\n${readFileSync(path.join(import.meta.dirname, 'graphviz-thread.ts'), 'utf8')}`;
}

/** Graphviz is WebAssembly that computes without a pause, so it runs in threads beside this one, which stays free to be ended by a signal. */
async function drawnAnew(graphs: readonly string[]): Promise<readonly string[]> {
  const pictures: string[] = [];
  let next = 0;
  // A thread loads Graphviz first, which takes longer than drawing some small pictures.
  const threads = Math.min(availableParallelism(), Math.ceil(graphs.length / 4));
  await Promise.all(
    Array.from({ length: threads }, async () => {
      // It remarks on how it lays out arrows, with paths of the machine that built it; what is wrong with a graph it throws.
      const worker = new Worker(new URL('./graphviz-thread.ts', import.meta.url), { stderr: true });
      worker.stderr.resume();
      try {
        while (next < graphs.length) {
          const index = next;
          next += 1;
          pictures[index] = await answerOf(worker, graphs[index] ?? '');
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
  return pictures;
}

/** @throws what the thread throws: of a graph that is none, the words of Graphviz */
async function answerOf(worker: Worker, graph: string): Promise<string> {
  worker.postMessage(graph);
  // An error of the thread is an `error` event, which `once` throws.
  const [picture] = (await once(worker, 'message')) as [string];
  return picture;
}
