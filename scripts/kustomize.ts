import { BuildError, build, readableBuildError } from './kustomize/build.ts';
import { assertInside } from './kustomize/inside.ts';
import { reach } from './kustomize/kustomizations.ts';
import { createSources } from './repository/sources.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main, UserError } from './terminal/errors.ts';

const program = new CommandLine('kustomize')
  .description('Prints what the pinned kustomize builds of each folder: what Argo CD applies.')
  .argument('<folder...>', 'folders with a kustomization, such as overlays/production');

await main(async () => {
  program.parse();
  const texts: string[] = [];
  const sources = createSources('');
  for (const folder of program.args) {
    try {
      // What a name means that is no folder is kustomize's business: it may be an address.
      if (!sources.isFolder(folder)) throw new BuildError('there is no such folder.');
      assertInside(sources, reach(sources, folder));
      texts.push(await build(folder));
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      const { reason, file } = readableBuildError(error.message, folder, process.cwd());
      throw new UserError(
        { what: `${folder} does not build: ${reason}`, where: file, how: 'Name a folder with a kustomization.yaml that builds.' },
        { cause: error },
      );
    }
  }
  process.stdout.write(texts.join('---\n'));
  return 0;
});
