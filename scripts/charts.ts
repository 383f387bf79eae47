import { realpathSync } from 'node:fs';
import path from 'node:path';
import { chartApplications } from './charts/facts/applications.ts';
import { drift } from './charts/facts/check.ts';
import { loadFactsHeads } from './charts/facts/facts.ts';
import { findingsText } from './charts/facts/finding.ts';
import { kindFindings } from './charts/kinds/keep.ts';
import { renderCharts } from './charts/run.ts';
import { createSources } from './repository/sources.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const program = new CommandLine('charts')
  .description('Renders the pinned charts with the values of their Applications, and writes what they make into charts/: facts, no texts.')
  .option('--check', 'render nothing; exit with 1 when the facts are not those of the Applications')
  .option('--all', 'render also what is fresh')
  .option('--from <folder>', 'take unpacked charts from a folder, one each by its name, instead of their repositories')
  .addHelpText(
    'after',
    '\nExit codes: 0 the facts are fresh, 1 they are not (--check), or a chart and its values do not fit, 2 wrong use or a broken tool.',
  );

await main(async () => {
  program.parse();
  const { check = false, all = false, from } = program.opts<{ check?: boolean; all?: boolean; from?: string }>();
  const root = realpathSync(process.cwd());
  if (check) {
    const sources = createSources(root);
    const [applications, files] = [chartApplications(sources), loadFactsHeads(root)];
    const findings = [...drift(applications, files), ...kindFindings(root, files)];
    process.stderr.write(findingsText(findings));
    process.stdout.write(`charts: the facts of ${applications.length} Applications, ${findings.length} findings.\n`);
    return findings.length === 0 ? 0 : 1;
  }
  const { rendered, lines, findings, images } = await renderCharts(root, from === undefined ? undefined : path.resolve(from), all);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  process.stderr.write(findingsText(findings));
  process.stdout.write(
    `charts: ${rendered} rendered, ${findings.length} findings; ${images.byDigest} images by digest, ${images.byTag} by tag.\n`,
  );
  return findings.length === 0 ? 0 : 1;
});
