import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';
import { UserError } from '../terminal/errors.ts';

interface Options extends ChangeOptions {
  readonly env: string;
  readonly from?: string;
  readonly to?: string;
  readonly name?: string;
  readonly remove?: string;
  readonly reason: string;
  readonly incident?: string;
}

/** A freeze that comes once. */
export default function freeze(program: Command): void {
  const command = program
    .command('freeze')
    .description('Freezes an environment once: gates refuse changes, and Argo CD does not sync, not even by hand.')
    .requiredOption('--env <environment>', 'the environment')
    .option('--from <time>', 'when it begins: 3d, 2026-12-24, 2026-12-24T18:00+08:00')
    .option('--to <time>', 'when it ends')
    .option('--name <name>', 'its name; without: freeze-<day>')
    .option('--remove <name>', 'end a freeze early')
    .option('--incident <id>', 'with --remove while it is on: the incident, such as INC-123')
    .requiredOption('--reason <text>', 'why, for those who read it later');
  examples(
    changing(command),
    `
    npm run ops -- freeze --env production --from 3d --to 12d --name year-end --reason "nobody is there"
    npm run ops -- freeze --env production --remove year-end --reason "the audit is done" --incident INC-123

    What comes again, such as the closing of each month, is in generators/catalog/environments/<environment>.ts.`,
  ).action((options: Options) => {
    const { env, from, to, name, remove, reason, incident } = options;
    if (remove !== undefined) {
      return change(options, async (ground, now) => {
        const { planUnfreeze } = await import('../operations/changes/freezing.ts');
        return planUnfreeze(ground, { env, name: remove, reason, now, ...(incident !== undefined && { incident }) });
      });
    }
    if (from === undefined || to === undefined) {
      throw new UserError({
        what: 'A freeze needs a beginning and an end.',
        where: '--from, --to',
        how: 'See "npm run ops -- freeze --help".',
      });
    }
    return change(options, async (ground, now) => {
      const { planFreeze } = await import('../operations/changes/freezing.ts');
      return planFreeze(ground, { env, from, to, reason, now, ...(name !== undefined && { name }) });
    });
  });
}
