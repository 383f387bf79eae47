import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { instantOf } from '../../generators/model/time.ts';
import { git } from '../operations/git/git.ts';
import { inTemporaryFolder } from '../terminal/temporary.ts';

/** A throw-away repository, in which commands are run at times of their own. */
export interface Stage {
  readonly root: string;
  /** Runs what a person types, in the folder of the repository. */
  run(command: string, now: number): Promise<Ended>;
}

/** What a command printed on both its ways out, and its exit code. */
export interface Ended {
  readonly code: number;
  readonly text: string;
}

/**
 * Runs a task with a repository of one commit that holds what is checked out here. Its objects are read where they are, and it uses the
 * installed packages with what they keep in `node_modules/.cache`; nothing else of this clone is touched. It is removed afterwards, also
 * when a signal ends the program.
 * @param since the date of the commit, as milliseconds since 1970
 * @param parent where it is made; absent: where temporary files are
 */
export function onStage<T>(repository: string, since: number, task: (stage: Stage) => Promise<T>, parent?: string): Promise<T> {
  const made = async (folder: string) => {
    const root = path.join(folder, 'erp-gitops');
    const temporary = path.join(folder, 'tmp');
    const home = path.join(root, '.git');
    mkdirSync(temporary);
    const objects = path.resolve(repository, (await git(repository, ['rev-parse', '--git-path', 'objects'])).trim());
    const tree = (await git(repository, ['rev-parse', 'HEAD^{tree}'])).trim();
    // Neither hooks nor signatures of whoever plays it.
    await git(folder, ['init', '--quiet', '--template=', '--initial-branch=main', root]);
    mkdirSync(path.join(home, 'info'), { recursive: true });
    mkdirSync(path.join(home, 'objects/info'), { recursive: true });
    writeFileSync(path.join(home, 'info/exclude'), 'node_modules\n');
    writeFileSync(path.join(home, 'objects/info/alternates'), `${objects}\n`);
    appendFileSync(
      path.join(home, 'config'),
      '[user]\n\tname = Demo\n\temail = demo@example.com\n[commit]\n\tgpgsign = false\n[core]\n\thooksPath = /dev/null\n[gc]\n\tauto = 0\n',
    );
    const commit = (await git(root, ['commit-tree', tree, '-m', 'What is there'], { env: dates(since) })).trim();
    await git(root, ['reset', '--quiet', '--hard', commit]);
    symlinkSync(path.join(repository, 'node_modules'), path.join(root, 'node_modules'));
    return task({ root, run: (command, now) => runIn(root, command, { ...dates(now), OPS_NOW: instantOf(now), TMPDIR: temporary }) });
  };
  return inTemporaryFolder('erp-gitops-demo-', made, parent);
}

function dates(now: number): Readonly<Record<string, string>> {
  const date = `${Math.floor(now / 1000)} +0000`;
  return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
}

function runIn(root: string, command: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const { GIT_DIR: _, GIT_WORK_TREE: __, GIT_INDEX_FILE: ___, GIT_PREFIX: ____, ...own } = process.env;
  return new Promise((resolve, reject) => {
    // A group of its own, which ends as a whole.
    const child = spawn('sh', ['-c', command], { cwd: root, env: { ...own, ...env, NO_COLOR: '1' }, detached: true });
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
      rmSync(path.dirname(root), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    };
    process.once('exit', end);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    }
    child.stdin.end();
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('exit', end);
      resolve({ code: code ?? 1, text });
    });
  });
}
