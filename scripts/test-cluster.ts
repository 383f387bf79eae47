import { testCluster } from './cluster/run.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const program = new CommandLine('test:cluster')
  .description(
    "Tests what is deployed against the API server, the controllers and the scheduler of the platform's Kubernetes, built from their Go " +
      'modules at the first run. Exit codes: 0 clean, 1 findings, 2 wrong use or a broken tool.',
  )
  .option('--kubeconfig <file>', 'use this EMPTY cluster instead of starting one; needs --env with one environment')
  .option('--crds <folder>', 'CustomResourceDefinitions of the charts; without: those that "npm run charts" keeps')
  .option('--env <environment...>', 'only these environments')
  .option('--write', 'record what the validator and the API server do not agree on in docs/validation.md')
  .option('--kind <text...>', 'compare the validator and the API server about these kinds only, such as keda.sh or custom')
  .option('--disagreements <file>', 'write each object about which the validator and the API server do not agree')
  .option('--only <part...>', 'only the test files whose name holds one of these');

await main(async () => {
  program.parse();
  return testCluster(process.cwd(), program.opts());
});
