import type { Command } from 'commander';
import { settable } from '../operations/changes/settable.ts';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';
import { UserError } from '../terminal/errors.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly unset?: boolean;
  readonly reason: string;
  readonly incident?: string;
}

/** The edit of the autoscaler of the manual (7.2), as a commit. */
export default function set(program: Command): void {
  const command = program
    .command('set')
    .description('Changes one setting of the autoscaler of a service in one environment, for good.')
    .argument('<service>', 'the service')
    .argument('<field>', `one of ${settable.join(', ')}`)
    .argument('[value]', 'the new value; without it: --unset')
    .requiredOption('--env <environment>', 'the environment')
    .option('--unset', 'let the file of the service decide again')
    .requiredOption('--reason <text>', 'why, for those who read it later')
    .option('--incident <id>', 'in a freeze: the incident for which the environment is thawed for four hours');
  examples(
    changing(command),
    `
    npm run ops -- set financial-service scaling.cpuUtilization 60 --env production --reason "slow starts"
    npm run ops -- set financial-service maxReplicas 30 --env production --reason "more customers"
    npm run ops -- set financial-service maxReplicas --unset --env production --reason "as everywhere"

    What has no field here is in generators/catalog/services/<service>.ts.`,
  ).action((service: string, field: string, value: string | undefined, options: Options) => {
    if ((value === undefined) !== (options.unset === true)) {
      throw new UserError({ what: 'Give a value, or --unset.', where: field, how: 'See "npm run ops -- set --help".' });
    }
    return change(options, async (ground, now) => {
      const { planSetting } = await import('../operations/changes/setting.ts');
      return planSetting(ground, { ...options, service, field, now, ...(value !== undefined && { value }) });
    });
  });
}
