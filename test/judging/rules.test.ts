import path from 'node:path';
import { expect, it } from 'vitest';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { folderWith } from '../support/folder.ts';

it('rules are found flat and in the folders of areas, in the order of their ids', async () => {
  const root = folderWith({
    'package.json': '{"type":"module"}',
    'policies/rules/match-b.ts': 'export default { id: "match-b" };',
    'policies/rules/network/match-a.ts': 'export default { id: "match-a" };',
    'policies/rules/pods/match-c.ts': 'export default { id: "match-c" };',
    'policies/rules/pods/README.md': 'No rule.',
  });
  const rules = await loadRules(root);
  expect(rules.map(({ name, file, value }) => [name, path.relative(root, file), value.id])).toEqual([
    ['match-a', path.join('policies/rules/network/match-a.ts'), 'match-a'],
    ['match-b', path.join('policies/rules/match-b.ts'), 'match-b'],
    ['match-c', path.join('policies/rules/pods/match-c.ts'), 'match-c'],
  ]);
});

it('two files of one name are an error that names both', async () => {
  const root = folderWith({
    'package.json': '{"type":"module"}',
    'policies/rules/edge/match-a.ts': 'export default {};',
    'policies/rules/match-a.ts': 'export default {};',
  });
  await expect(loadRules(root)).rejects.toThrow(
    /edge\/match-a\.ts and .*rules\/match-a\.ts have the same name|rules\/match-a\.ts and .*edge\/match-a\.ts have the same name/,
  );
});
