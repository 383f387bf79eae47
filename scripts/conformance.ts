import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  collectEvidence,
  conformanceFile,
  conformanceSummary,
  conformanceText,
  judge,
  loadRequirements,
  shortfallText,
} from './judging/conformance.ts';
import { inOurNames } from './repository/company/names.ts';
import { createSources } from './repository/sources.ts';
import { CommandLine } from './terminal/command-line.ts';
import { errorText, main } from './terminal/errors.ts';

const program = new CommandLine('conformance')
  .description(`Holds the requirements in policies/requirements against what the overlays build, and writes ${conformanceFile}.`)
  .option('--check', `write nothing; exit with 1 when ${conformanceFile} is stale`)
  .addHelpText(
    'after',
    '\nExit codes: 0 every requirement that is not open is met, 1 one is not met or the table is stale (--check), 2 wrong use.',
  );

await main(async () => {
  program.parse();
  const { check = false } = program.opts<{ check?: boolean }>();
  const root = realpathSync(process.cwd());
  const sources = createSources(root);
  const judged = judge(await loadRequirements(), await collectEvidence(sources));
  const text = inOurNames(sources)(conformanceText(judged));
  const file = path.join(root, conformanceFile);
  const isFresh = read(file) === text;
  if (!check && !isFresh) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const isStale = check && !isFresh;
  const isMet = judged.every(({ shortfalls }) => shortfalls.length === 0);
  process.stderr.write(shortfallText(judged, sources));
  if (isStale) {
    const what = `"${conformanceFile}" is not what the requirements and the overlays say.`;
    process.stderr.write(errorText({ what, where: conformanceFile, how: 'Run "npm run conformance" and commit the file.' }));
  }
  process.stdout.write(`conformance: ${conformanceSummary(judged)}\n`);
  return isMet && !isStale ? 0 : 1;
});

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
