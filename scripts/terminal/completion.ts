import { readdirSync } from 'node:fs';
import path from 'node:path';
import tab, { type Argument, type Option, type RootCommand, script } from '@bomb.sh/tab';
import asked from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { choices } from './choices.ts';
import { UserError } from './errors.ts';

const shells = ['bash', 'zsh', 'fish'];

/** Options and arguments that name something of the catalog, and the folder whose files have these names. */
const folders = new Map([
  ['service', 'services'],
  ['env', 'environments'],
  ['environment', 'environments'],
  ['from', 'environments'],
  ['to', 'environments'],
]);

/**
 * Prints what a shell reads to complete `erp`.
 * @param called the file that the shell is to ask
 * @throws UserError for a shell that is none of three
 */
export function printScript(shell = '', called: string): void {
  if (!shells.includes(shell)) {
    throw new UserError({
      what: shell === '' ? 'No shell is named.' : `There is no completion for "${shell}".`,
      where: 'npm run ops -- completion',
      how: choices(shell, shells),
    });
  }
  const asks = `'${called.replaceAll("'", "'\\''")}' completion`;
  if (shell !== 'bash') {
    script(shell, 'erp', asks);
    return;
  }
  // What @bomb.sh/tab 0.0.22 writes can be read only once, and needs a function of the package bash-completion.
  process.stdout.write(`if [[ -z "\${ShellCompDirectiveError-}" ]]; then
declare -F _get_comp_words_by_ref >/dev/null || _get_comp_words_by_ref() {
    cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD
}
`);
  script(shell, 'erp', asks);
  process.stdout.write('fi\n');
}

/**
 * Prints what may stand in the place of the last word.
 * @param program with all commands, and what they take
 * @param words what was typed after the program's name
 */
export function answer(program: Command, root: string, words: readonly string[]): void {
  const tree = asked(program) as RootCommand;
  const names = new Map([...new Set(folders.values())].map((folder) => [folder, namesIn(root, folder)]));
  const suggest = (item: Option | Argument, name: string) => {
    const folder = folders.get(name);
    if (folder === undefined) return;
    item.handler = (complete: (value: string, description: string) => void) => {
      for (const value of names.get(folder) ?? []) complete(value, '');
    };
  };
  for (const command of [tree, ...tab.commands.values()]) {
    for (const [name, option] of command.options) suggest(option, name);
    for (const [name, argument] of command.arguments) suggest(argument, name);
  }
  tree.parse([...words]);
}

/** What the files of a folder of the catalog are called. */
function namesIn(root: string, folder: string): readonly string[] {
  return readdirSync(path.join(root, 'generators/catalog', folder))
    .flatMap((file) => (file.endsWith('.ts') ? [path.basename(file, '.ts')] : []))
    .sort();
}
