import { setTimeout as pause } from 'node:timers/promises';
import { createColors } from 'picocolors';
import { loadCatalog } from '../catalog/catalog.ts';
import { git } from '../operations/git/git.ts';
import { repositoryRoot } from '../operations/git/workspace.ts';
import { moment } from '../operations/times.ts';
import { isColored } from '../terminal/paint.ts';
import { castOf } from './cast.ts';
import { played } from './perform.ts';
import { onStage } from './stage.ts';
import { story } from './story.ts';

/** So long a scene can be read, in milliseconds. */
const reading = 1500;

/**
 * Plays a month of operations in a throw-away repository, and prints each command, what it says, and why somebody runs it.
 * @param isPaced whether there is time to read after each command
 * @throws UserError for a catalog that it cannot play with, and when a command ends otherwise than it should
 */
export async function play(isPaced: boolean): Promise<void> {
  const root = await repositoryRoot();
  const begin = thirdOfNextMonth(Number(await git(root, ['log', '-1', '--format=%ct', 'HEAD'])) * 1000);
  const started = performance.now();
  await onStage(root, begin - 86_400_000, async (stage) => {
    const scenes = story(castOf(stage.root, await loadCatalog(stage.root)), begin);
    const colors = createColors(isColored());
    let day = '';
    for (const scene of scenes) {
      // Mon 2026-12-07 09:00 UTC
      const today = moment(scene.at, 'UTC').slice(0, 14);
      if (today !== day) process.stdout.write(`\n${colors.bold(today.trimEnd())}\n`);
      day = today;
      process.stdout.write(`\n${moment(scene.at, 'UTC').slice(15, 20)}  ${scene.why}\n${colors.cyan(`$ ${scene.command}`)}\n`);
      const printed = await played(stage, scene);
      process.stdout.write(printed.replaceAll(/^(?=.)/gm, '  '));
      if (isPaced) await pause(reading);
    }
    const commits = Number(await git(stage.root, ['rev-list', '--count', '--no-merges', 'main'])) - 1;
    const seconds = Math.round((performance.now() - started) / 1000);
    process.stdout.write(`\nThat was a month in ${seconds} s: ${scenes.length} commands, ${commits} commits. Nothing is left of it.\n`);
  });
}

/** 09:00 UTC, when no month is closed. */
function thirdOfNextMonth(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 3, 9);
}
