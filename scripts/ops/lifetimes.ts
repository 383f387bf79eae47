import { type Command, Option } from 'commander';
import { examples } from '../operations/run.ts';
import { UserError } from '../terminal/errors.ts';

interface Options {
  readonly within: string;
  readonly red: string;
  readonly json?: boolean;
  readonly github?: boolean;
}

/** Until when the makers of what runs mend it. */
export default function lifetimes(program: Command): void {
  const command = program
    .command('lifetimes')
    .description(
      'Until when the makers of charts, stores and clusters mend the versions that run: what ends soon, and red where it ends at once.',
    )
    .option('--within <days>', 'how many days before the end it is told', '90')
    .option('--red <days>', 'how many days before the end the command is red', '30')
    .option('--json', 'print the list as JSON')
    .addOption(new Option('--github', 'print what ends as annotations of GitHub Actions').conflicts('json'));
  examples(
    command,
    `
    npm run ops -- lifetimes
    npm run ops -- lifetimes --within 180 --red 0

    The days are in generators/catalog/lifetimes.yaml: people keep them, and each names the page to hold it against.
    How a version is raised: docs/runbooks/upgrade.md.`,
  ).action(async (options: Options) => {
    const [within, red] = [days('--within', options.within), days('--red', options.red)];
    const [{ loadCatalog }, { currentTime }, { lifetimesOf }, { endsAmong, endsAsAnnotations, endsText, untilText }, { markdownTable }] =
      await Promise.all([
        import('../catalog/catalog.ts'),
        import('../operations/clock.ts'),
        import('../operations/doctor/lifetimes.ts'),
        import('../operations/doctor/ends.ts'),
        import('markdown-table'),
      ]);
    const all = lifetimesOf(process.cwd(), await loadCatalog(process.cwd()), currentTime());
    const ends = endsAmong(all, { within, red });
    if (options.json === true) process.stdout.write(`${JSON.stringify({ lifetimes: all, ending: ends.length }, undefined, 2)}\n`);
    else {
      const rows = all.map((entry) => [entry.name, entry.version, entry.environments.join(', '), untilText(entry)]);
      const table = markdownTable([['what', 'version', 'where', 'mended until'], ...rows]);
      process.stdout.write(`${table}\n${options.github === true ? endsAsAnnotations(ends) : endsText(ends)}`);
    }
    if (ends.some(({ severity }) => severity === 'error')) process.exitCode = 1;
  });
}

function days(option: string, text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UserError({ what: `"${text}" is no number of days.`, where: option, how: 'Write it like 90.' });
}
