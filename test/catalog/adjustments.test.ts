import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { impurities, readAdjustments } from '../../scripts/catalog/adjustments.ts';
import { exemptedRuleProblems } from '../../scripts/catalog/judged/exempted-rules.ts';
import { textsIn } from '../../scripts/repository/kept/known-texts.ts';
import { catalog, fourEnvironments, service } from '../support/catalog.ts';
import { folderWith } from '../support/folder.ts';

const file = 'generators/adjustments/orders.ts';
/** Nothing is known of any text. */
const unknown = textsIn('', undefined);
const good = `import { adjust, defineAdjustments } from '../exceptions/adjust.ts';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';

export default defineAdjustments({ quiet: [adjust('Deployment', (drawn: IDeployment) => ({ ...drawn, process: drawn.kind }))] });
`;

describe('the text of an adjustment', () => {
  it('may be a function of what it gets', () => {
    expect(impurities(file, good)).toEqual([]);
  });

  it.each([
    ['reads the clock', '({ at: new Date().toISOString() })', 'An adjustment uses Date.'],
    ['takes its chance', '({ at: Math.random() })', 'An adjustment uses Math.'],
    ['reads the environment', '({ at: process.env.HOME })', 'An adjustment uses process.'],
    ['hands a global on', '({ process })', 'An adjustment uses process.'],
    ['asks the network', 'await fetch("https://example.com")', 'An adjustment waits for something.'],
    ['loads code', "import('node:fs')", 'An adjustment loads code.'],
    ['is none', '({', 'This is no TypeScript.'],
  ])('is told when it %s', (_, expression, message) => {
    const found = impurities(file, `import { x } from '../exceptions/adjust.ts';\nexport default ${expression};\n`);
    expect(found.map((problem) => [problem.message, problem.place?.line])).toContainEqual([message, expect.any(Number)]);
  });

  it.each(['node:fs', '../model/instance.ts', 'js-yaml'])('may not import %s', (source) => {
    expect(impurities(file, `import { x } from '${source}';\nexport default x;\n`)).toEqual([
      {
        file,
        message: `An adjustment imports "${source}".`,
        fix: 'Import nothing but ../exceptions/adjust.ts and types.',
        place: { line: 1, column: 1 },
      },
    ]);
  });
});

describe('the folder of adjustments', () => {
  it('may be missing', async () => {
    expect(await readAdjustments(folderWith({}), unknown)).toEqual({ entries: [], problems: [] });
  });

  it('tells what is none, and runs nothing that it refuses', async () => {
    const root = folderWith({
      'generators/adjustments/README.md': '# Adjustments\n',
      'generators/adjustments/notes.txt': 'x',
      'generators/adjustments/empty.ts': 'export {};\n',
      'generators/adjustments/hostile.ts': 'globalThis.wasRun = true;\nexport default {};\n',
      'generators/adjustments/throws.ts': "throw new Error('not today');\n",
    });
    const { entries, problems } = await readAdjustments(root, unknown);
    expect(entries).toEqual([]);
    expect(problems.map((problem) => `${problem.file}: ${problem.message}`)).toEqual([
      'generators/adjustments/empty.ts: It cannot be loaded: generators/adjustments/empty.ts has no default export.',
      'generators/adjustments/hostile.ts: An adjustment uses globalThis.',
      'generators/adjustments/notes.txt: This is no file of adjustments.',
      'generators/adjustments/throws.ts: It cannot be loaded: not today',
    ]);
    expect(globalThis).not.toHaveProperty('wasRun');
  });

  it('of this repository holds what its services use', async () => {
    expect((await readAdjustments(path.resolve(import.meta.dirname, '../..'), unknown)).problems).toEqual([]);
  });
});

it('an exemption from a rule that does not exist is a mistake', () => {
  const of = (rule: string) =>
    exemptedRuleProblems(
      catalog([service('orders', { exempt: [{ rule, because: 'b', owner: 'o', until: '2027-01-01' }] })], fourEnvironments),
    ).map(({ message, fix, path: where }) => `${where?.join('.')}: ${message} ${fix}`);
  expect(of('require-image-digest')).toEqual([]);
  expect(of('require-image-digests')).toEqual([
    'exempt.0.rule: No rule has the id "require-image-digests". Did you mean "require-image-digest"?',
  ]);
});
