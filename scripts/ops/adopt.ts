import type { Command } from 'commander';
import type { AdoptOptions } from '../operations/adoption/adopt.ts';
import { examples } from '../operations/run.ts';

/** Makes the repository that of another company. */
export default function adopt(program: Command): void {
  const command = program
    .command('adopt')
    .description(
      'Asks what your company calls its things, writes the catalog and the pages accordingly into your working tree, and says what must exist outside.',
    )
    .option('--from <file>', 'take the answers from a file of YAML ("-": standard input) instead of asking')
    .option('--example', 'print such a file, with what the catalog says now')
    .option('--dry-run', 'say what would be written, and write nothing');
  examples(
    command,
    `
    npm run ops -- adopt
    npm run --silent ops -- adopt --example > answers.yaml
    npm run ops -- adopt --from answers.yaml --dry-run
    npm run ops -- adopt --from answers.yaml`,
  ).action(async (options: AdoptOptions) => {
    const { adopt: run } = await import('../operations/adoption/adopt.ts');
    process.stdout.write(await run(process.cwd(), options));
  });
}
