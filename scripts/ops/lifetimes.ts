import type { Command } from 'commander';
import type { Lifetime } from '../operations/doctor/lifetimes.ts';
import { examples } from '../operations/run.ts';
import { UserError } from '../terminal/errors.ts';

interface Options {
  readonly within: string;
  readonly json?: boolean;
}

/** Until when the makers of what runs mend it. */
export default function lifetimes(program: Command): void {
  const command = program
    .command('lifetimes')
    .description('Until when the makers of charts, stores and clusters mend the versions that run; red where that ends soon.')
    .option('--within <days>', 'how many days before the end it is red', '90')
    .option('--json', 'print the list as JSON');
  examples(
    command,
    `
    npm run ops -- lifetimes
    npm run ops -- lifetimes --within 30

    The days are in generators/catalog/lifetimes.yaml: people keep them, and each names the page to hold it against.
    How a version is raised: docs/runbooks/upgrade.md.`,
  ).action(async (options: Options) => {
    if (!/^\d{1,5}$/.test(options.within)) {
      throw new UserError({ what: `"${options.within}" is no number of days.`, where: '--within', how: 'Write it like 90.' });
    }
    const [{ loadCatalog }, { currentTime }, { lifetimesOf }, { markdownTable }] = await Promise.all([
      import('../catalog/catalog.ts'),
      import('../operations/clock.ts'),
      import('../operations/doctor/lifetimes.ts'),
      import('markdown-table'),
    ]);
    const all = lifetimesOf(process.cwd(), await loadCatalog(process.cwd()), currentTime());
    const ending = all.filter(({ daysLeft }) => daysLeft !== undefined && daysLeft <= Number(options.within));
    if (options.json === true) process.stdout.write(`${JSON.stringify({ lifetimes: all, ending: ending.length }, undefined, 2)}\n`);
    else {
      const rows = all.map((entry) => [entry.name, entry.version, entry.environments.join(', '), untilText(entry)]);
      process.stdout.write(`${markdownTable([['what', 'version', 'where', 'mended until'], ...rows])}\n`);
      for (const { name, version, until, environments, source } of ending) {
        process.stdout.write(
          `\n${name} ${version} in ${environments.join(', ')}: mended until ${until}.\nfix  Raise it from the first environment on (docs/runbooks/upgrade.md); ${source}\n`,
        );
      }
    }
    if (ending.length > 0) process.exitCode = 1;
  });
}

function untilText({ until, rule, daysLeft = 0 }: Lifetime): string {
  if (until !== undefined) return daysLeft < 0 ? `${until}, which is over` : `${until}, ${daysLeft} days`;
  return rule ?? 'nobody has written it down';
}
