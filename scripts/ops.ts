import './lib/node-version.ts';
import path from 'node:path';
import { Command } from 'commander';
import { main } from './lib/errors.ts';
import { loadFolder } from './lib/folder.ts';

const program = new Command('ops')
  .description('What a reviewer or an operator asks of the repository. Exit codes: 0 clean, 1 findings, 2 wrong use, 3 refused.')
  .exitOverride();

await main(async () => {
  const commands = await loadFolder<(program: Command) => void>(path.join(import.meta.dirname, 'ops'));
  for (const { value: add } of commands) add(program);
  await program.parseAsync();
  return Number(process.exitCode ?? 0);
});
