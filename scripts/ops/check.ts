import type { Command } from 'commander';
import { wholeNumber } from '../operations/arguments.ts';
import { examples } from '../operations/run.ts';
import { errorText } from '../terminal/errors.ts';

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
    const [{ loadCatalog }, { currentTime }, { checkChange }, { commitOf }, { repositoryRoot }, { treeFaultsOf }] = await Promise.all([
      import('../catalog/catalog.ts'),
      import('../operations/clock.ts'),
      import('../operations/check/check.ts'),
      import('../operations/git/git.ts'),
      import('../operations/git/workspace.ts'),
      import('../repository/whole-tree/judge.ts'),
    ]);
    const root = await repositoryRoot();
    const now = currentTime();
    const tree = treeFaultsOf(root).map(({ what, where, how }) => ({
      kind: 'tree' as const,
      severity: 'error' as const,
      message: what,
      where,
      fix: how,
    }));
    const change = await checkChange({
      root,
      catalog: await loadCatalog(root),
      base: await commitOf(root, base, '--base'),
      now,
      ...(ahead !== undefined && { ahead }),
    });
    const findings = [...tree, ...change];
    const bad = findings.filter(({ severity }) => severity === 'error' || strict === true);
    if (json === true) process.stdout.write(`${JSON.stringify({ findings }, undefined, 2)}\n`);
    else {
      for (const { severity, message, where, fix } of findings) {
        process.stdout.write(errorText({ what: message, where, how: fix }).replace(/^error {2}/, `${severity}  `));
      }
      process.stdout.write(`ops check: ${bad.length === 0 ? 'nothing is against merging' : `${bad.length} against merging`}.\n`);
    }
    process.exitCode = bad.length === 0 ? 0 : bad.some(({ kind, severity }) => kind === 'gate' && severity === 'error') ? 3 : 1;
  });
}
