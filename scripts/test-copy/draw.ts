import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { UserError } from '../terminal/errors.ts';

/** Draws everything that is drawn from the catalog, in a copy of the repository. */
export async function draw(copy: string): Promise<void> {
  // What the generators may not drop is what Git knows: here it is nothing.
  rmSync(path.join(copy, '.git'), { recursive: true, force: true });
  await run(copy, 'generate');
  for (const script of ['docs', 'topology', 'conformance']) await run(copy, script);
}

async function run(copy: string, script: string): Promise<void> {
  const command = ['--import', './scripts/terminal/start.mjs', `scripts/${script}.ts`];
  const child = spawn(process.execPath, command, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code === 0) return;
  process.stderr.write(stdout + stderr);
  throw new UserError({
    what: `"${script}" fails on the example that the tests stand on.`,
    where: copy,
    how: 'Put right what is said above; the catalog, facts and pages of the example lie in test/example (docs/adopt.md).',
  });
}

/** Makes the copy a repository of one commit, as tests ask Git what there is. */
export function commit(copy: string): void {
  rmSync(path.join(copy, '.git'), { recursive: true, force: true });
  const person = ['user.name=Tests', 'user.email=tests@localhost', 'commit.gpgsign=false', 'core.bigFileThreshold=1'];
  const git = (...args: readonly string[]) => {
    const { status, stderr } = spawnSync('git', [...person.flatMap((setting) => ['-c', setting]), ...args], {
      cwd: copy,
      encoding: 'utf8',
    });
    if (status !== 0)
      throw new UserError({ what: `git ${args[0]} fails: ${stderr.trim()}.`, where: copy, how: 'Remove the folder, and try again.' });
  };
  git('init', '--quiet', '--initial-branch=main', '--template=');
  // A link is no folder: what ignores "node_modules/" does not ignore it.
  mkdirSync(path.join(copy, '.git/info'), { recursive: true });
  writeFileSync(path.join(copy, '.git/info/exclude'), '/node_modules\n');
  git('add', '--all');
  git('commit', '--quiet', '--no-verify', '--message', 'What is there');
}
