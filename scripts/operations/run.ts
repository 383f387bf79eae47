import type { Command } from 'commander';
import { UserError } from '../terminal/errors.ts';
import type { Change, Ground } from './changes/change.ts';
import type { Publishing } from './publishing/publish.ts';

/** Options of every command that changes something. */
export interface ChangeOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly push?: boolean;
  readonly pr?: boolean;
}

/** Adds the options of every command that changes something. */
export function changing(command: Command): Command {
  return command
    .option('--dry-run', 'judge everything and print the change as a diff, but make no commit')
    .option('--push', 'push the branch to its remote')
    .option('--pr', 'push the branch and open its pull request: with gh, or a token (GH_TOKEN, GITLAB_TOKEN, GITEA_TOKEN)')
    .option('--json', 'print the result as JSON');
}

/** Adds examples to the help of a command: each line a comment or a command. */
export function examples(command: Command, text: string): Command {
  return command.addHelpText('after', `\nExamples:\n${text.trim().replace(/^ */gm, '  ')}`);
}

/**
 * Makes a change, decided by what is committed and by the time, publishes it where that is asked for, and says what became of it.
 * @throws NotPublished when the branch was made, and the rest failed; that it was made is said before
 */
export async function change(options: ChangeOptions, decide: (ground: Ground, now: number) => Promise<Change>): Promise<void> {
  const { dryRun = false, json = false, push = false, pr = false } = options;
  if (dryRun && (push || pr)) {
    throw new UserError({
      what: 'With --dry-run there is no commit that could be pushed.',
      where: '--dry-run',
      how: `Leave out --dry-run, or ${pr ? '--pr' : '--push'}.`,
    });
  }
  const [{ makeChange }, { currentTime }, { outcomeText }] = await Promise.all([
    import('./changes/change.ts'),
    import('./clock.ts'),
    import('./outcome-text.ts'),
  ]);
  const found: { way?: Publishing & { readonly repository: string } } = {};
  const outcome = await makeChange(
    async (ground) => {
      // Whoever could not publish it learns that before anything is made.
      if (push || pr) {
        const { publishing } = await import('./publishing/publish.ts');
        const { repository } = ground.workspace;
        found.way = { repository, ...(await publishing(repository, ground.catalog.platform.value.git, pr)) };
      }
      return decide(ground, currentTime());
    },
    { dryRun },
  );
  const say = (said: typeof outcome) => process.stdout.write(json ? `${JSON.stringify(said, undefined, 2)}\n` : outcomeText(said));
  const { way } = found;
  if (way === undefined || outcome.commit === undefined) {
    say(outcome);
    return;
  }
  const [{ publish }, { NotPublished }] = await Promise.all([import('./publishing/publish.ts'), import('./publishing/not-published.ts')]);
  try {
    say({ ...outcome, published: await publish(way.repository, way, outcome.branch, outcome.commit) });
  } catch (error) {
    // As JSON the error says it itself.
    if (error instanceof NotPublished && !json) say(outcome);
    throw error;
  }
}
