import { realpathSync } from 'node:fs';
import { Option } from 'commander';
import { networkText } from './network/run.ts';
import { type Format, formats } from './network/text.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main, UserError } from './terminal/errors.ts';

interface Options {
  readonly env: string;
  readonly from?: string;
  readonly to?: string;
  readonly port?: string;
  readonly protocol: string;
  readonly format: Format;
}

const program = new CommandLine('network')
  .description(
    'Who may reach whom in an environment, as its NetworkPolicies and the network plug-in decide it; with both ends one answer, by policy and line.',
  )
  .requiredOption('--env <environment>', 'the environment')
  .option('--from <who>', 'a workload, a Service, <namespace>/<name>, an address or range, or a name of the catalog such as cdn')
  .option('--to <who>', 'the same; also internet, api-server, vault, identity, registry, git, backup-store, log-store, nodes, metadata')
  .option('--port <port>', 'a number, or the name of a port of the receiver; without: all that it has')
  .addOption(new Option('--protocol <protocol>', 'for a port by its number').choices(['TCP', 'UDP', 'SCTP']).default('TCP'))
  .addOption(new Option('--format <format>', 'how it is printed').choices(formats).default('text'))
  .addHelpText('after', '\nExit codes: 0 printed, or some of what was asked for is allowed; 1 all of it is denied; 2 wrong use.');

await main(async () => {
  program.parse();
  const { env, from, to, port, protocol, format } = program.opts<Options>();
  const isAnswerable = from !== undefined && to !== undefined;
  if (port !== undefined && (!isAnswerable || !isPort(port))) {
    throw new UserError({
      what: isAnswerable ? `"${port}" is no port.` : '--port is about one connection.',
      where: '--port',
      how: isAnswerable ? 'Give a number from 1 to 65535, or the name of a port.' : 'Name both ends, with --from and --to.',
    });
  }
  const { text, isDenied } = await networkText({
    root: realpathSync(process.cwd()),
    environment: env,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    asked: { protocol, ...(port !== undefined && { port }) },
    format,
  });
  process.stdout.write(text);
  return isDenied ? 1 : 0;
});

function isPort(text: string): boolean {
  return /^\d+$/.test(text) ? Number(text) >= 1 && Number(text) <= 65_535 : /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
}
