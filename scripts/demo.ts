import { CommandLine } from './terminal/command-line.ts';
import { main, UserError } from './terminal/errors.ts';

interface Options {
  readonly fast?: boolean;
  readonly keep?: string;
}

const program = new CommandLine('demo')
  .description(
    `Plays a month of operations in a throw-away repository, and says why each command is run: a new service, releases, gates that refuse, a
rollback, a scale, a freeze, an emergency, and what a rule stops. It starts from what is committed here, changes nothing here, and leaves
nothing behind.`,
  )
  .option('--fast', 'without a pause to read after each command, which there is on a terminal only')
  .option('--keep <folder>', 'play nothing, but make a repository with a small history of releases, to try the recipes of the README in')
  .addHelpText('after', '\nExit codes: 0 played, 2 wrong use, a broken tool, or a catalog that it cannot play with.');

await main(async () => {
  program.parse();
  const { fast = false, keep } = program.opts<Options>();
  if (fast && keep !== undefined) {
    throw new UserError({ what: '--keep plays nothing that could be fast.', where: '--fast', how: 'Leave out one of the two.' });
  }
  if (keep !== undefined) {
    const { makeTutorial } = await import('./demo/tutorial.ts');
    process.stdout.write(await makeTutorial(keep));
    return 0;
  }
  const { play } = await import('./demo/play.ts');
  await play(process.stdout.isTTY === true && !fast);
  return 0;
});
