import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../terminal/errors.ts';
import type { Draft } from './templates.ts';

/**
 * Writes a draft, or prints it, and says what to do next. Each file appears whole or not at all, and none in place of another.
 * @throws UserError where one of the files is there
 */
export function writeDraft({ file, text, beside = new Map(), next }: Draft, { dryRun }: { readonly dryRun?: boolean }): void {
  const files = [[file, text] as const, ...beside];
  const there = files.find(([name]) => existsSync(path.resolve(name)));
  if (there !== undefined) {
    throw new UserError({ what: 'The file exists already.', where: there[0], how: 'Choose another name, or edit the file.' });
  }
  for (const [name, content] of files) {
    if (dryRun === true) {
      process.stdout.write(content);
      continue;
    }
    const target = path.resolve(name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(`${target}.part`, content);
    renameSync(`${target}.part`, target);
    process.stdout.write(`${name} is written.\n`);
  }
  process.stdout.write(['Next:', ...next.map((line, index) => `  ${index + 1}. ${line}`), ''].join('\n'));
}
