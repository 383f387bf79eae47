import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { createWorld } from '../policies/world.ts';
import { chartManifests } from './charts/facts/world.ts';
import { topologyFolder, topologyPictures } from './documents/topology.ts';
import { rememberedBuilds } from './kustomize/build-cache.ts';
import { renderEnvironments } from './kustomize/kustomize.ts';
import { filesIn } from './repository/files-in.ts';
import { removeEmpty } from './repository/generated/tree.ts';
import { createSources } from './repository/sources.ts';
import { errorText, main } from './terminal/errors.ts';

const program = new Command('topology')
  .description(`Draws what the network policies of each environment allow, as pictures in ${topologyFolder}.`)
  .option('--check', 'write nothing; exit with 1 when a picture is stale')
  .addHelpText('after', '\nExit codes: 0 drawn or fresh, 1 a picture is stale (--check), 2 an overlay does not build, or wrong use.')
  .exitOverride();

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
  const worlds = rendered.map(({ name, manifests }) => createWorld(name, manifests, undefined, chartManifests(sources, name)));
  const pictures = await topologyPictures(worlds);
  const folder = path.join(sources.root, topologyFolder);
  const strange = filesIn(sources.root, topologyFolder)
    .map((file) => file.slice(topologyFolder.length + 1))
    .filter((name) => name.endsWith('.svg') && !pictures.has(name));
  const stale = [...pictures].filter(([name, svg]) => sources.text(`${topologyFolder}/${name}`) !== svg);
  if (check) {
    for (const name of [...stale.map(([file]) => file), ...strange].sort()) process.stdout.write(`stale     ${topologyFolder}/${name}\n`);
    if (stale.length + strange.length === 0) return 0;
    process.stderr.write('topology: the pictures and the overlays disagree. Run "npm run docs:topology".\n');
    return 1;
  }
  for (const [name, svg] of stale) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), svg);
  }
  for (const name of strange) {
    rmSync(path.join(folder, name));
    removeEmpty(folder, path.dirname(name));
  }
  process.stdout.write(`topology: ${pictures.size} pictures, ${stale.length} written, ${strange.length} removed.\n`);
  return 0;
});
