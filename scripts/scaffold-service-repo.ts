import path from 'node:path';
import { serviceRepository } from '../generators/delivery/service-repository.ts';
import { loadCatalog } from './catalog/catalog.ts';
import { namedIn } from './catalog/named.ts';
import { writeScaffold } from './operations/scaffold.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const program = new CommandLine('scaffold:service-repo')
  .description('Writes the Dockerfile and the release workflow of a service into the Cargo workspace that it is developed in.')
  .argument('<service>', 'the service, as its file in generators/catalog/services is called')
  .requiredOption('--out <folder>', 'the root of the workspace; made when it is not there')
  .option('--env <environment>', 'where a new build goes first', 'dev')
  .option('--force', 'replace files that say something else')
  .addHelpText('after', '\nExit codes: 0 written, or nothing to write; 2 wrong use, or a file says something else.');

await main(async () => {
  program.parse();
  const [name = ''] = program.args;
  const { out, env, force = false } = program.opts<{ out: string; env: string; force?: boolean }>();
  const { platform, services, environments } = await loadCatalog(path.resolve(import.meta.dirname, '..'));
  const service = namedIn(services, name, 'service');
  const environment = namedIn(environments, env, 'environment');
  const pullRequests = environments.some(({ value }) =>
    value.pullRequests?.repositories.some((own) => own.services.includes(service.name)),
  );
  const files = serviceRepository({ service: service.name, environment: environment.name, platform: platform.value, pullRequests });
  for (const file of writeScaffold(path.resolve(out), files, { force })) process.stdout.write(`written   ${file}\n`);
  process.stdout.write(`scaffold: ${path.resolve(out)} has what a release of ${service.name} needs.\n`);
  return 0;
});
