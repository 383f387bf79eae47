import './terminal/node-version.ts';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { rulesDocument, rulesText } from './documents/rules-document.ts';
import { loadRules } from './judging/rules.ts';
import { main } from './terminal/errors.ts';

const program = new Command('docs')
  .description(`Writes ${rulesDocument} from the rules.`)
  .option('--check', 'write nothing; exit with 1 when the document is stale')
  .exitOverride();

await main(async () => {
  program.parse();
  const { check = false } = program.opts<{ check?: boolean }>();
  const root = process.cwd();
  const rules = await loadRules(root);
  const text = rulesText(
    rules.map(({ value }) => value),
    root,
  );
  const file = path.join(root, rulesDocument);
  if (text === textOf(file)) {
    process.stdout.write(`docs: ${rulesDocument} is fresh.\n`);
    return 0;
  }
  if (check) {
    process.stdout.write(`stale     ${rulesDocument}\n`);
    process.stderr.write('docs: the rules and their document disagree. Run "npm run docs".\n');
    return 1;
  }
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
  process.stdout.write(`docs: ${rulesDocument} written.\n`);
  return 0;
});

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
