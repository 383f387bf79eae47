import { testArgoCd } from './cluster/argo-cd/run.ts';
import { steps } from './cluster/argo-cd/steps.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const program = new CommandLine('test:argocd')
  .description(
    'Lets a real Argo CD sync this repository, as it lies here, into two empty clusters: first sync, drift, delivery, rollback, freeze, ' +
      'outage, removal; and environments of pull requests, by the answers of Git hosts. It is built from its Go modules at the first run. Exit codes: 0 clean, 1 findings, 2 wrong use or a broken tool.',
  )
  .option('--crds <folder>', 'CustomResourceDefinitions of the charts; without: those that "npm run charts" keeps')
  .option('--only <steps...>', `some steps of the story, with those that they need: ${steps.map(({ name }) => name).join(', ')}`);

await main(async () => {
  program.parse();
  return testArgoCd(process.cwd(), program.opts());
});
