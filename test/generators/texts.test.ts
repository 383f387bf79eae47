import { describe, expect, it } from 'vitest';
import { textProblems } from '../../generators/model/problems/text-problems.ts';
import { yamlFile } from '../../generators/output/file.ts';
import { listAt } from '../../policies/kubernetes/fields.ts';
import { buildFolder } from '../../scripts/kustomize/kustomize.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { folderWith } from '../support/folder.ts';
import fc from '../support/random.ts';

/** Texts as arguments of a pod, as kustomize gives them back. */
async function throughKustomize(args: readonly string[]): Promise<readonly unknown[]> {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'example' },
    spec: { containers: [{ name: 'main', image: 'example', args }] },
  };
  const root = folderWith({
    'base/example/kustomization.yaml': 'resources: [pod.yaml]\n',
    'base/example/pod.yaml': yamlFile('pod.yaml', 'example', pod).text,
  });
  const [built] = await buildFolder(createSources(root), 'base/example');
  const [container] = listAt(built?.fields, 'spec', 'containers');
  return listAt(container, 'args');
}

const isFine = (text: string) => textProblems({ file: '', value: text }).length === 0;
/** Characters on which writers of YAML differ. */
const odd = [
  ' ',
  '  ',
  '\t',
  '\n',
  '\r',
  '#',
  ':',
  '-',
  '?',
  '"',
  "'",
  '\\',
  '{',
  '[',
  '&',
  '*',
  '!',
  '|',
  '>',
  '%',
  '@',
  '\u00a0',
  '\u3000',
  '名',
  '😀',
  'é',
  '1',
  'e',
  'y',
  '~',
  '0x',
  '.',
];
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...odd),
      fc.string({ maxLength: 3 }),
      fc.nat({ max: 200 }).map((count) => ' '.repeat(count)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('texts of the catalog', () => {
  it('come out of kustomize as they are written', async () => {
    const texts = fc.sample(text, { numRuns: 2000 }).filter(isFine);
    expect(texts.length).toBeGreaterThan(1500);
    expect(await throughKustomize(texts)).toEqual(texts);
  });

  it.each(['\u0085', '\u2028', '\u2029'])('hold no %j, with which some come out as others', async (character) => {
    const texts = fc
      .sample(text, { numRuns: 200 })
      .flatMap((own) => [`${own}${character}${own}`, `${character}${own}`, `${own}${character}`]);
    expect(texts.filter(isFine)).toEqual([]);
    const built = await throughKustomize(texts).catch((problem: unknown) => [String(problem)]);
    expect(built).not.toEqual(texts);
  });
});
