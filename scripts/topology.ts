import { realpathSync } from 'node:fs';
import { loadCatalog } from './catalog/catalog.ts';
import { worldsOf } from './charts/facts/world.ts';
import { topologyFiles, topologyFolder } from './documents/topology.ts';
import { writeDocuments } from './documents/write.ts';
import { rememberedBuilds } from './kustomize/build-cache.ts';
import { renderEnvironments } from './kustomize/kustomize.ts';
import { createSources } from './repository/sources.ts';
import { CommandLine } from './terminal/command-line.ts';
import { errorText, main } from './terminal/errors.ts';

const program = new CommandLine('topology')
  .description(`Draws what the network policies of each environment allow, as pictures in ${topologyFolder}.`)
  .option('--check', 'write nothing; exit with 1 when a picture is stale')
  .addHelpText('after', '\nExit codes: 0 drawn or fresh, 1 a picture is stale (--check), 2 an overlay does not build, or wrong use.');

await main(async () => {
  program.parse();
  const { check = false } = program.opts<{ check?: boolean }>();
  const sources = createSources(realpathSync(process.cwd()));
  const rendered = await renderEnvironments(sources.root, { sources, ...(await rememberedBuilds(sources)) });
  const [problem] = rendered.flatMap(({ problems }) => problems);
  if (problem !== undefined) {
    process.stderr.write(errorText({ what: problem.message, where: problem.file, how: 'Run "npm run lint:policies" and put it right.' }));
    return 2;
  }
  const files = await topologyFiles(sources, worldsOf(sources, rendered), await loadCatalog(sources.root));
  const stale = [...files].filter(([file, svg]) => sources.text(file) !== svg);
  if (check) {
    for (const [file] of stale.sort()) process.stdout.write(`stale     ${file}\n`);
    if (stale.length === 0) return 0;
    process.stderr.write('topology: the pictures and the overlays disagree. Run "npm run docs:topology".\n');
    return 1;
  }
  writeDocuments(sources.root, stale);
  const removed = stale.filter(([, svg]) => svg === undefined).length;
  const kept = [...files.values()].filter((svg) => svg !== undefined).length;
  process.stdout.write(`topology: ${kept} pictures, ${stale.length - removed} written, ${removed} removed.\n`);
  return 0;
});
