import { UserError } from '../terminal/errors.ts';
import { doing, done } from '../terminal/progress.ts';
import type { Ended, Stage } from './stage.ts';
import type { Scene } from './story.ts';

/**
 * Runs one scene, and merges what it made.
 * @throws UserError when a command ends otherwise than it should
 */
export async function played(stage: Stage, { command, at, ends, merged }: Scene): Promise<string> {
  doing(command.slice(0, 60));
  const { code, text } = await stage.run(command, at);
  const said = text.replace(/^note {3}OPS_NOW .*\n/m, '');
  if (code !== ends) throw otherwise(command, { code, text: said }, ends);
  if (merged === undefined) {
    done();
    return said;
  }
  const branch = / is on the new branch (\S+);/.exec(said)?.[1];
  if (branch === undefined) throw otherwise(command, { code, text: said }, ends);
  const merge = `git merge --quiet --no-ff --no-edit ${branch}`;
  const result = await stage.run(merge, at + merged * 60_000);
  if (result.code !== 0) throw otherwise(merge, result, 0);
  done();
  return `${said}(pushed, approved, merged)\n`;
}

function otherwise(command: string, { code, text }: Ended, ends: number): UserError {
  return new UserError({
    what: `The demo ran "${command}", which ended with ${code} and not as it should (${ends}): ${text.trim().replaceAll(/\s+/g, ' ')}`,
    where: 'scripts/demo/story.ts',
    how: 'Look whether "npm run build" is green here; if it is, the story does not fit this catalog.',
  });
}
