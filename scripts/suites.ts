import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadSuite } from './judging/lint/suite.ts';
import { measured } from './suites/measure.ts';
import { suitesDocument, suitesPage } from './suites/page.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const repository = path.resolve(import.meta.dirname, '..');
const program = new CommandLine('suites')
  .description(
    'Judges the public test suites of other tools and counts how often the two say the same. Exit codes: 0 measured, 2 something failed.',
  )
  .argument('<folder>', 'where the suites are cloned')
  .option('--write', `write ${suitesDocument}`);

await main(async () => {
  program.parse();
  const suite = await loadSuite();
  const all = await measured(path.resolve(program.args[0] ?? ''), suite);
  const page = suitesPage(all, suite.today);
  if (program.opts<{ write?: true }>().write === true) writeFileSync(path.join(repository, suitesDocument), page);
  else {
    for (const { misses } of all) {
      for (const { check, files, object = '', fails, by } of misses) {
        const subject = [files[0], object].filter((part) => part !== '').join(' ');
        process.stdout.write(`${fails ? 'not reported' : 'reported all the same'}  ${check}  ${subject}\n`);
        for (const line of by) process.stdout.write(`  ${line}\n`);
      }
    }
    process.stdout.write(page);
  }
  return 0;
});
