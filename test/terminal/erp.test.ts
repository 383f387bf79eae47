import { readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { programs } from '../../scripts/operations/program.ts';
import { folderWith } from '../support/folder.ts';
import { run } from '../support/process.ts';
import { itNeeds } from '../support/programs.ts';

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
