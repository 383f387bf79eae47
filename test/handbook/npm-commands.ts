import { existsSync, readFileSync } from 'node:fs';
import { start } from '../support/start.ts';
import type { Page } from './pages.ts';
import { finished, shellBlocks } from './shell.ts';

const packageFile = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: Readonly<Record<string, string>> };
const helps = new Map<string, Promise<string>>();

/** Scripts, commands of them and options that a page names in its shell blocks, or in its text, and that do not exist. */
export async function npmProblems(page: Page): Promise<readonly string[]> {
  const blocks = shellBlocks(page)
    .map(({ text }) => text)
    .join('\n');
  const calls = [...`${blocks}\n${inline(page.text)}`.matchAll(/\bnpm run (?:--silent )?([\w:]+)(?: -- ([^\n`]*))?/g)];
  const problems: string[] = [];
  for (const [text, script = '', rest = ''] of calls) problems.push(...(await problemsOf(text.trim(), script, rest.trim())));
  return [...new Set(problems)];
}

async function problemsOf(text: string, script: string, rest: string): Promise<readonly string[]> {
  const command = packageFile.scripts[script];
  // The commands of operations come with the program that runs them.
  if (command === undefined) return script === 'ops' && !existsSync('scripts/ops.ts') ? [] : [`there is no script "${script}": ${text}`];
  const program = /^node --import \.\/scripts\/terminal\/start\.mjs (scripts\/[\w-]+\.ts)$/.exec(command)?.[1];
  if (program === undefined) return [];
  const words = rest.split(/\s+/).filter((word) => word !== '');
  const top = await helpOf(program);
  const [first = ''] = words;
  const hasCommands = /^Commands:$/m.test(top);
  if (hasCommands && !new RegExp(`^  ${first}\\b`, 'm').test(top)) return [`"${script}" has no command "${first}"`];
  const help = hasCommands ? await helpOf(program, first) : top;
  const options = words.flatMap((word) => /^--[\w-]+/.exec(word)?.[0] ?? []);
  return options
    .filter((option) => !new RegExp(`(^|[\\s,])${option}\\b`, 'm').test(help))
    .map((option) => `"${[script, ...(hasCommands ? [first] : [])].join(' ')}" has no option ${option}`);
}

/** What a program of the repository says of itself. */
function helpOf(program: string, ...command: readonly string[]): Promise<string> {
  const key = [program, ...command].join(' ');
  const known = helps.get(key);
  if (known !== undefined) return known;
  const help = finished(process.execPath, [...start, program, ...command, '--help'], {
    cwd: process.cwd(),
    env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8' },
  }).then(({ stdout }) => stdout);
  helps.set(key, help);
  return help;
}

function inline(text: string): string {
  return [...text.matchAll(/`(npm run [^`]*)`/g)].map(([, code]) => code).join('\n');
}
