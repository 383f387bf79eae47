import { generate } from '../generators/generate.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { generateTree } from './repository/generated/generation.ts';
import { readInput, sealService } from './secrets/seal-run.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const program = new CommandLine('seal')
  .description("Seals the Secret of a service for one environment: KEY=VALUE lines from standard input, with the cluster's certificate.")
  .argument('<service>', 'the service, as its file is called')
  .requiredOption('--env <name>', 'the environment')
  .addHelpText('after', '\nValues are never written anywhere but encrypted.\nExit codes: 0 sealed, 2 wrong values, use or certificate.');

await main(async () => {
  program.parse();
  const [service = ''] = program.args;
  const { env: environment } = program.opts<{ env: string }>();
  const root = process.cwd();
  const catalog = await loadCatalog(root);
  const file = sealService({ root, catalog, service, environment, now: new Date(), input: await readInput(process.stdin) });
  const { written, removed } = generateTree(root, generate(await loadCatalog(root)).files);
  process.stdout.write(`seal: ${file} written.\ngenerate: ${written} written, ${removed} removed.\n`);
  return 0;
});
