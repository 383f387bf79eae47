import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fields } from '../../policies/model.ts';
import { servedKinds } from '../../policies/schemas/structural/definition.ts';
import type { FactsHead } from '../../scripts/charts/facts/facts.ts';
import { loadFactsHeads } from '../../scripts/charts/facts/facts.ts';
import { kindFindings, kindsFolder, writeKinds } from '../../scripts/charts/kinds/keep.ts';
import { definedKinds } from '../../scripts/charts/kinds/pare.ts';
import { hashOf, tableFiles } from '../../scripts/charts/kinds/table.ts';
import { folderWith } from '../support/folder.ts';

const definition: Fields = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.com' },
  spec: {
    group: 'example.com',
    names: { kind: 'Thing', plural: 'things' },
    scope: 'Namespaced',
    versions: [
      { name: 'v1alpha1', served: false, storage: false, schema: { openAPIV3Schema: { type: 'object' } } },
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {}, scale: { specReplicasPath: '.spec.count' } },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            description: 'A text that is not kept.',
            properties: {
              spec: {
                type: 'object',
                description: 'Nor is this.',
                'x-kubernetes-validations': [{ rule: 'self.count > 0', message: 'nor this' }, { rule: 'self.count >= oldSelf.count' }],
                properties: {
                  count: { type: 'integer', 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
                  names: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a'], items: { type: 'object' } },
                },
              },
              status: { type: 'object', description: 'What users write there is dropped.' },
            },
          },
        },
      },
    ],
  },
};

function head(chart: string, version: string, versions: readonly string[]): FactsHead {
  const definitions = [{ name: 'things.example.com', group: 'example.com', kind: 'Thing', scope: 'Namespaced', versions, bytes: 1 }];
  return { file: `charts/dev/${chart}.yaml`, facts: { chart, version, definitions } as unknown as FactsHead['facts'] };
}

describe('the table of kinds', () => {
  it('keeps names, types and rules of a definition, and no text', () => {
    const [gone, served] = definedKinds(definition);
    expect(gone).toEqual({
      group: 'example.com',
      kind: 'Thing',
      version: 'v1alpha1',
      isServed: false,
      hasStatus: false,
      schema: { type: 'object' },
    });
    expect(served).toEqual({
      ...{ group: 'example.com', kind: 'Thing', version: 'v1', isServed: true, hasStatus: true, replicas: 'spec.count' },
      schema: {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            rules: ['self.count > 0'],
            properties: {
              count: { type: 'integer', intOrString: true },
              names: { type: 'array', unique: ['a'], items: { type: 'object' } },
            },
          },
        },
      },
    });
  });

  it('gives each schema back that it keeps, those that occur twice as one', () => {
    const kinds = definedKinds(definition).flatMap((kind) => [kind, { ...kind, kind: 'Other' }]);
    const text = tableFiles(kinds, {}).get('example.com.json') ?? '';
    expect(text.match(/self\.count > 0/g)).toHaveLength(1);
    const read = servedKinds(JSON.parse(text));
    expect([...read.keys()]).toEqual(['v1/Other', 'v1/Thing']);
    expect(read.get('v1/Thing')?.schema).toEqual(kinds.find(({ isServed }) => isServed)?.schema);
  });

  it('is made anew by the same bytes, and removes what no chart defines any more', async () => {
    const root = folderWith({});
    await mkdir(path.join(root, kindsFolder), { recursive: true });
    await writeFile(path.join(root, kindsFolder, 'old.example.com.json'), '{}');
    await writeFile(path.join(root, 'crds.yaml'), JSON.stringify(definition));
    const heads = [head('things', '1.0.0', ['v1'])];
    expect(await writeKinds(root, heads, ['crds.yaml'])).toBe(`${kindsFolder}  1 kinds of 1 groups, 2 files written`);
    expect(await writeKinds(root, heads, ['crds.yaml'])).toBe(`${kindsFolder}  1 kinds of 1 groups, unchanged`);
    expect(await readdir(path.join(root, kindsFolder))).toEqual(['example.com.json', 'index.json']);
    expect(kindFindings(root, heads)).toEqual([]);
    const whats = (facts: readonly FactsHead[]) => kindFindings(root, facts).map(({ what }) => what);
    expect(whats([head('things', '1.1.0', ['v1'])])).toEqual(['The table of kinds is of things 1.0.0, the facts of 1.1.0.']);
    expect(whats([head('things', '1.0.0', ['v1', 'v2'])])).toEqual([
      'The table of kinds lacks example.com/v2 Thing, which a chart defines.',
    ]);
    expect(whats([head('things', '1.0.0', [])])).toEqual(['The table of kinds holds example.com/v1 Thing, which no chart defines.']);
    await writeFile(path.join(root, kindsFolder, 'example.com.json'), '{}');
    expect(whats(heads)).toEqual(['The file is not the one that was made.']);
  });

  it('says when there is none', () => {
    expect(kindFindings(folderWith({}), [])).toEqual([
      {
        what: 'There is no table of the kinds that the charts define.',
        where: `${kindsFolder}/index.json`,
        how: 'Run "npm run charts", and commit what it wrote (docs/charts.md).',
      },
    ]);
  });

  it('of the repository is that of the charts, and holds no text of a definition', async () => {
    expect(kindFindings(process.cwd(), loadFactsHeads(process.cwd()))).toEqual([]);
    const folder = path.resolve(kindsFolder);
    for (const name of await readdir(folder)) {
      const text = await readFile(path.join(folder, name), 'utf8');
      expect(text).not.toContain('"description":"');
      expect(hashOf(text)).toMatch(/^[0-9a-f]{16}$/);
    }
  });
});
