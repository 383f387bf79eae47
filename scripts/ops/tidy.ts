import type { Command } from 'commander';
import { instantOf } from '../../generators/model/time.ts';
import { currentTime } from '../operations/clock.ts';
import { tidied } from '../operations/gates/expiry.ts';
import { type ChangeOptions, change, changing, examples } from '../operations/run.ts';

/** One commit that removes everything temporary whose time is over. */
export default function tidy(program: Command): void {
  const command = program
    .command('tidy')
    .description('Removes scales, holds, freezes and thaws that are over, and the marks of emergencies that were followed up.');
  examples(
    changing(command),
    `
    npm run ops -- tidy --dry-run`,
  ).action((options: ChangeOptions) => {
    const now = currentTime();
    return change(options, async ({ catalog }) => ({
      branch: `config/all/tidy/${instantOf(now).slice(0, 10)}`,
      subject: 'config(all): remove what is over',
      reason: 'Temporary things whose time is over, and emergencies that every lower environment has by now.',
      trailers: [],
      edits: tidied(catalog, now),
    }));
  });
}
