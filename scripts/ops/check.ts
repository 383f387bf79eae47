import type { Command } from 'commander';
import { wholeNumber } from '../operations/arguments.ts';
import { examples } from '../operations/run.ts';

interface Options {
  readonly base: string;
  readonly ahead?: number;
  readonly strict?: boolean;
  readonly json?: boolean;
}

/** What a pull request is held against, beside the checks of the files. */
export default function check(program: Command): void {
  const command = program
    .command('check')
    .description('Checks what is checked out for merging: nothing is over, commits say what they do, and no gate refuses now.')
    .option('--base <commit>', 'the branch that it goes to', 'origin/main')
    .option('--ahead <days>', 'warn of what ends within so many days, too', wholeNumber)
    .option('--strict', 'fail for warnings, too: emergencies that are not followed up yet')
    .option('--json', 'print the result as JSON');
  examples(
    command,
    `
    npm run ops -- check --base origin/main
    npm run ops -- check --base HEAD --ahead 3    all that is over, due, or ends within three days

    Ends with 3 where a gate refuses, with 1 for anything else that is against merging.`,
  ).action(async ({ base, ahead, strict, json }: Options) => {
    const [{ loadCatalog }, { currentTime }, { checkChange }, { verdictOf }, { commitOf }, { repositoryRoot }] = await Promise.all([
      import('../catalog/catalog.ts'),
      import('../operations/clock.ts'),
      import('../operations/check/check.ts'),
      import('../operations/check/verdict.ts'),
      import('../operations/git/git.ts'),
      import('../operations/git/workspace.ts'),
    ]);
    const root = await repositoryRoot();
    const now = currentTime();
    const findings = await checkChange({
      root,
      catalog: await loadCatalog(root),
      base: await commitOf(root, base, '--base'),
      now,
      ...(ahead !== undefined && { ahead }),
    });
    const { code, text } = verdictOf(findings, strict === true);
    process.stdout.write(json === true ? `${JSON.stringify({ findings }, undefined, 2)}\n` : text);
    process.exitCode = code;
  });
}
