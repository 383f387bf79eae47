import type { Command } from 'commander';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

/** One commit that removes everything temporary whose time is over. */
export default function tidy(program: Command): void {
  const command = program
    .command('tidy')
    .description(
      'Removes scales, holds, freezes, thaws and declared ends that are over, and the marks of emergencies that were followed up.',
    );
  examples(
    changing(command),
    `
    npm run ops -- tidy --dry-run`,
  ).action((options: ChangeOptions) =>
    change(options, async ({ catalog }, now) => {
      const [{ instantOf }, { tidied }] = await Promise.all([
        import('../../generators/model/time.ts'),
        import('../operations/gates/expiry.ts'),
      ]);
      return {
        branch: `config/all/tidy/${instantOf(now).slice(0, 10)}`,
        subject: 'config(all): remove what is over',
        reason: 'Temporary things whose time is over, and emergencies that every lower environment has by now.',
        trailers: [],
        edits: tidied(catalog, now),
      };
    }),
  );
}
