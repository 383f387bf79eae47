import { readFileSync } from 'node:fs';
import path from 'node:path';
import { boardPicture, boardSvg } from './demo/board.ts';
import { admissionFile, admissionText } from './documents/admission.ts';
import { coverageDocument, coverageText } from './documents/coverage.ts';
import { importsIn } from './documents/imports.ts';
import { roomsPicture, roomsSvg } from './documents/rooms.ts';
import { rulesDocument, rulesText } from './documents/rules-document.ts';
import { servicesDocuments, servicesText } from './documents/services/document.ts';
import { writeDocuments } from './documents/write.ts';
import { loadRules } from './judging/lint/rules.ts';
import { inOurNames } from './repository/company/names.ts';
import { createSources } from './repository/sources.ts';
import { CommandLine } from './terminal/command-line.ts';
import { main } from './terminal/errors.ts';

const program = new CommandLine('docs')
  .description(
    `Writes ${rulesDocument} from the rules, ${admissionFile} for the generators, ${roomsPicture} from what the files import, ${boardPicture} as an example, and ${servicesDocuments.en} from the model.`,
  )
  .option('--check', 'write nothing; exit with 1 when a document is stale');

await main(async () => {
  program.parse();
  const { check = false } = program.opts<{ check?: boolean }>();
  const root = process.cwd();
  const rules = (await loadRules(root)).map(({ value }) => value);
  const imports = importsIn(root, ['generators', 'policies', 'scripts']).filter(({ target }) => target.endsWith('.ts'));
  const ours = inOurNames(createSources(root));
  const documents = new Map([
    [rulesDocument, ours(rulesText(rules, root))],
    [admissionFile, admissionText(rules)],
    [coverageDocument, coverageText()],
    [roomsPicture, await roomsSvg(imports)],
    [boardPicture, boardSvg()],
    [servicesDocuments.en, ours(servicesText(root, 'en'))],
    [servicesDocuments.zh, ours(servicesText(root, 'zh'))],
  ]);
  const stale = [...documents].filter(([name, text]) => text !== textOf(path.join(root, name)));
  for (const [name, text] of stale) {
    if (check) process.stdout.write(`stale     ${name}\n`);
    else {
      writeDocuments(root, [[name, text]]);
      process.stdout.write(`docs: ${name} written.\n`);
    }
  }
  for (const name of documents.keys()) if (!stale.some(([other]) => other === name)) process.stdout.write(`docs: ${name} is fresh.\n`);
  if (!check || stale.length === 0) return 0;
  process.stderr.write('docs: what they are made from has changed. Run "npm run docs".\n');
  return 1;
});

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
