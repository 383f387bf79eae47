import { chmodSync, copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { programs } from '../../scripts/operations/program.ts';
import { folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { itNeeds, programPath } from '../support/programs.ts';

const root = path.resolve(import.meta.dirname, '../..');
const erp = path.join(root, 'erp');

/** What it offers in the place of the last word. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await run(erp, ['completion', 'complete', '--', ...words], { cwd: root });
  expect(code).toBe(0);
  // The last line tells the shell what to do with the others: 4, no names of files.
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toBe(':4');
  return lines.slice(0, -1).map((line) => line.split('\t')[0] ?? '');
}

describe('erp', () => {
  it('is one word for the commands of ops and for every program, from any folder and through a link', async () => {
    const folder = folderWith({});
    const link = path.join(folder, 'link');
    symlinkSync(erp, link);
    const usageOf = async (file: string, ...args: readonly string[]) =>
      (await run(file, [...args, '--help'], { cwd: folder })).stdout.split('\n')[0];
    expect(
      await Promise.all([usageOf(erp), usageOf(link, 'promote'), usageOf(erp, 'ops', 'status'), usageOf(erp, 'lint:policies')]),
    ).toEqual([
      'Usage: ops [options] [command]',
      'Usage: ops promote [options] [service]',
      'Usage: ops status [options]',
      'Usage: lint:policies [options] [path...]',
    ]);
  });

  it('gives the exit code of what it runs, and names no program by the name of a command', async () => {
    expect(await run(erp, ['promot'], { cwd: root })).toEqual({
      code: 2,
      stdout: '',
      stderr: `error  Unknown command 'promot'.\n  at   npm run ops\n  fix  Did you mean promote? "npm run ops -- --help" lists what it takes.\n`,
    });
    const commands = readdirSync(path.join(root, 'scripts/ops')).map((file) => path.basename(file, '.ts'));
    expect(programs().filter((name) => commands.includes(name))).toEqual([]);
  });
});

describe('a fresh clone, in which nobody has run npm ci', () => {
  /** What stands in a clone of erp and of the start of programs. */
  function clone(): string {
    const folder = folderWith({ 'scripts/ops.ts': '' });
    mkdirSync(path.join(folder, 'scripts/terminal'));
    for (const file of ['erp', 'scripts/terminal/start.mjs', 'scripts/terminal/installed.mjs'])
      copyFileSync(path.join(root, file), path.join(folder, file));
    chmodSync(path.join(folder, 'erp'), 0o755);
    return folder;
  }

  it('is told what to do by erp', async () => {
    const folder = clone();
    // The Node of the machine, as npm has not put one into the clone.
    const env = { PATH: [path.dirname(process.execPath), process.env['PATH'] ?? ''].join(path.delimiter) };
    expect(await run(path.join(folder, 'erp'), ['status'], { cwd: folder, env })).toEqual({
      code: 2,
      stdout: '',
      stderr: `error  The packages are not installed.\n  at   ${path.join(folder, 'node_modules')}\n  fix  Run "npm ci".\n`,
    });
  });

  it('is told what to do where there is no Node either', async () => {
    const folder = clone();
    const programs = folderWith({});
    for (const name of ['sh', 'readlink', 'tr']) symlinkSync(programPath(name) ?? '', path.join(programs, name));
    const file = path.join(folder, 'erp');
    expect(await run(file, ['status'], { cwd: folder, env: { PATH: programs } })).toEqual({
      code: 2,
      stdout: '',
      stderr: `error  There is no Node on PATH.\n  at   ${file}\n  fix  Install Node 20.19 or newer, and run "npm ci".\n`,
    });
  });
});

describe('completion', () => {
  const services = ['financial-service', 'material-service', 'sales-service'];
  const environments = ['dev', 'production', 'staging', 'test'];

  it.each([
    { what: 'commands and programs by their beginning', words: ['pro'], offers: ['promote', 'prove'] },
    { what: 'commands of a command', words: ['local', ''], offers: ['up', 'down', 'help'] },
    { what: 'services for an argument', words: ['promote', ''], offers: services },
    { what: 'environments for an option', words: ['promote', 'sales-service', '--from', ''], offers: environments },
    { what: 'environments that begin so', words: ['rollback', 'sales-service', '--env', 'st'], offers: ['staging'] },
    { what: 'options by their beginning', words: ['status', '--s'], offers: ['--service'] },
    { what: 'nothing for a reason', words: ['hold', 'sales-service', '--reason', ''], offers: [] },
  ])('offers $what', async ({ words, offers }) => {
    expect(await offered(...words)).toEqual(offers);
  });

  it('is refused for a shell that it does not know', async () => {
    expect(await run(erp, ['completion', 'zhs'], { cwd: root })).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error  There is no completion for "zhs".\n  at   npm run ops -- completion\n  fix  Did you mean "zsh"? There are bash, zsh, fish.\n',
    });
  });

  const typed = 'erp promote --from ';
  const shells = [
    {
      shell: 'bash',
      // Read twice, as a start file may be; compopt works at a prompt only.
      script: `for n in 1 2; do source <('${erp}' completion bash); done; COMP_WORDS=(${typed} ''); COMP_CWORD=3
        __erp_complete 2> >(grep -v compopt >&2); printf '%s\\n' "\${COMPREPLY[@]}"`,
    },
    { shell: 'fish', script: `'${erp}' completion fish | source; complete -C '${typed}'` },
    {
      shell: 'zsh',
      // Outside a prompt there is nothing that shows what it offers.
      script: `compdef() :; _describe() { print -rl -- \${completions%:}; }; eval "$('${erp}' completion zsh)"
        words=(${typed} ''); CURRENT=4; _erp`,
    },
  ];
  for (const { shell, script } of shells) {
    itNeeds(shell)(`works in ${shell}`, async () => {
      const { stdout, stderr } = await run(shell, ['-c', script], { cwd: folderWith({}) });
      expect({ offers: stdout.trimEnd().split('\n'), stderr }).toEqual({ offers: environments, stderr: '' });
    });
  }
});
