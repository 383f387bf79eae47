import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildProblems } from '../../generators/model/problems/build-problems.ts';
import { readPairs } from '../../scripts/catalog/data.ts';
import { lintFiles } from '../../scripts/judging/lint/lint-files.ts';
import { validateFiles } from '../../scripts/judging/validate/validate-run.ts';
import { textsIn } from '../../scripts/repository/kept/known-texts.ts';
import { folderWith } from '../support/folder.ts';

/** What validate says of a text: line, message, remedy. */
async function said(input: string): Promise<readonly string[]> {
  const { findings } = await validateFiles({ files: ['-'], empty: [], input, kubeconform: { skip: true } });
  return findings.map(({ line, message, remediation }) => `${line}: ${message} ${remediation}`);
}

const configMap = (line: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  ${line}\n`;
const deployment = (line: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n  ${line}\n  selector: { matchLabels: { app: a } }\n` +
  '  template: { metadata: { labels: { app: a } }, spec: { containers: [{ name: a, image: a }] } }\n';

describe('a value that is no text', () => {
  it.each<[written: string, read: string]>([
    ['1.10', 'the number 1.1'],
    ['1.0', 'the number 1'],
    ['.5', 'the number 0.5'],
    ['1e3', 'the number 1000'],
    ['1_000', 'the number 1000'],
    ['0777', 'the number 511'],
    ['0o17', 'the number 15'],
    ['0x1F', 'the number 31'],
    ['+5', 'the number 5'],
    ['no', 'the boolean false'],
    ['NO', 'the boolean false'],
    ['Off', 'the boolean false'],
    ['on', 'the boolean true'],
    ['Yes', 'the boolean true'],
    ['y', 'the boolean true'],
  ])('%s is quoted as it stands in the file', async (written, read) => {
    expect(await said(configMap(`version: ${written} # ours`))).toEqual([
      `6: Field "version" is ${written}, which YAML reads as ${read}, not text. Quote the value: "${written}".`,
    ]);
  });

  it.each(['5', '1.5', 'true', 'false'])('%s is what it is', async (written) => {
    const read = `the ${/\d/.test(written) ? 'number' : 'boolean'} ${written}`;
    expect(await said(configMap(`version: ${written}`))).toEqual([
      `6: Field "version" is ${read}, not text. Quote the value: "${written}".`,
    ]);
  });

  it.each(['"1.10"', "'no'", '1:30', '2026-01-02', '1.2.3', '0b', '"~"', 'nope'])('%s is text', async (written) => {
    expect(await said(configMap(`version: ${written}`))).toEqual([]);
  });

  it('is found in braces and in a list, too', async () => {
    expect(await said(`${configMap('a: b').replace('data:\n  a: b\n', 'data: { a: b, c: 1.10 }\n')}`)).toEqual([
      '5: Field "c" is 1.10, which YAML reads as the number 1.1, not text. Quote the value: "1.10".',
    ]);
    expect(await said(deployment('replicas: 1').replace('image: a }', 'image: a, args: [a, 010] }'))).toEqual([
      '8: Field "args[1]" is 010, which YAML reads as the number 8, not text. Quote the value: "010".',
    ]);
  });
});

describe('a key that is no text', () => {
  it.each<[written: string, read: string]>([
    ['on', 'true'],
    ['no', 'false'],
    ['1.10', '1.1'],
    ['0777', '511'],
  ])('%s is named as it is written, at its own line', async (written, read) => {
    expect(await said(deployment(`minReadySeconds: 1\n  ${written}: { push: a }`))).toEqual([
      `7: Unknown field ${written}, which YAML reads as "${read}". Quote the key: "${written}".`,
    ]);
  });
});

describe('a key that Kubernetes reads as a boolean, and kustomize by its letters', () => {
  it.each<[written: string, read: string]>([
    ['y', 'true'],
    ['Yes', 'true'],
    ['ON', 'true'],
    ['n', 'false'],
    ['No', 'false'],
    ['off', 'false'],
  ])('%s is told, where it would pass', async (written, read) => {
    const told = `6: The key ${written} is read as the boolean ${read}: the object gets the key "${read}". Quote the key: "${written}".`;
    expect(await said(configMap(`${written}: "a"`))).toEqual([told]);
    expect(await said(`apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n\n\ndata: { a: b, ${written}: "a" }\n`)).toEqual([told]);
  });

  it.each([`"y": a`, `'on': a`, 'true: a', 'yesterday: a', 'a: on-call', 'a: "n: b"'])('%s is fine', async (line) => {
    expect(await said(configMap(line))).toEqual([]);
  });

  it('is named as it is written where its value is wrong', async () => {
    expect(await said(configMap('n: 1_000'))).toEqual([
      '6: Field "n" is 1_000, which YAML reads as the number 1000, not text. Quote the value: "1_000".',
    ]);
  });

  it('is named where two are the same', async () => {
    expect(await said(configMap('yes: "a"\n  on: "b"'))).toEqual([
      '7: Duplicated mapping key "on", which is read as the boolean true. Quote the keys, such as "on".',
    ]);
  });

  it.each([
    ['? [a]\n  : b', 6],
    ['{ [a]: b }', 6],
    ['a: { {b: c}: d }', 6],
  ])('and a key that is none is told at its line: %j', async (line, at) => {
    expect(await said(configMap(line))).toEqual([
      `${at}: A key is a list or a mapping, which no Kubernetes object has. Write the key as a text.`,
    ]);
  });
});

describe('a template', () => {
  it.each<[what: string, text: string, line: number, kind: string]>([
    ['of Helm in a value', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n', 4, 'a template of Helm'],
    ['of Helm around lines', '# a\n{{- if .Values.enabled }}\napiVersion: v1\nkind: Pod\n{{- end }}\n', 2, 'a template of Helm'],
    [
      'of Helm with a helper',
      'apiVersion: v1\nmetadata:\n  labels:\n    {{- include "a.labels" . | nindent 4 }}\n',
      4,
      'a template of Helm',
    ],
    ['of Go', 'apiVersion: v1\nkind: Pod\nmetadata: { name: {{ .Name }} }\n', 3, 'a template of Go'],
    ['of Jinja with a block', 'apiVersion: v1\n{% for a in b %}\nkind: Pod\n{% endfor %}\n', 2, 'a template of Jinja'],
    ['of Jinja with a value', 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ name }}\n', 4, 'a template (Jinja or its like)'],
    ['of ERB', 'apiVersion: v1\n<% if a %>\nkind: Pod\n<% end %>\n', 2, 'a template of ERB'],
  ])('%s is called so', async (_, text, line, kind) => {
    const [first] = await said(text);
    expect(first).toMatch(
      new RegExp(`^${line}: This is ${kind.replaceAll(/[()]/g, '\\$&')}, and no YAML before it is rendered\\. Render it first`),
    );
  });

  it.each<[what: string, line: string, kind: string]>([
    ['for envsubst', 'replicas: ${REPLICAS}', 'a template for envsubst'],
    ['for envsubst with a default', 'replicas: "${REPLICAS:-3}"', 'a template for envsubst'],
    ['of Helm in quotes', "replicas: '{{ .Values.replicas }}'", 'a template of Helm'],
  ])('%s is called so where a value is wrong for it', async (_, line, kind) => {
    expect((await said(deployment(line))).map((text) => text.replace(/^.*?\. (?=This)/, ''))).toEqual([
      `This is ${kind}: render it first, and give the result.`,
    ]);
  });

  it('is none where braces stand in quotes, and the fault is another', async () => {
    expect(await said(`${configMap('a: "{{ $labels.pod }}"')}b: c: d\n`)).toEqual([expect.not.stringContaining('template')]);
    expect(await said(configMap('a: "{{ $labels.pod }}"'))).toEqual([]);
  });
});

describe('a text that kustomize does not read', () => {
  it.each(['%YAML 1.1', '%YAML 1.2', '%TAG ! tag:example.com,2026:'])('has %s', async (directive) => {
    expect(await said(`# a\n${directive}\n---\n${configMap('a: b')}`)).toEqual([
      `2: Kustomize refuses the directive "${directive}". Remove the line.`,
    ]);
  });

  it.each<[what: string, bytes: Buffer, expected: string]>([
    [
      'Latin-1',
      Buffer.concat([Buffer.from(configMap('a: b')), Buffer.from('# caf\u00e9\n', 'latin1')]),
      '7: The file is not written in UTF-8: the line has the byte 0xE9.',
    ],
    ['UTF-16', Buffer.from(`\uFEFF${configMap('a: b')}`, 'utf16le'), '1: The file is written in UTF-16, not in UTF-8.'],
  ])('is written in %s', async (_, bytes, expected) => {
    const file = path.join(folderWith({}), 'a.yaml');
    writeFileSync(file, bytes);
    const { findings } = await validateFiles({ files: [file], empty: [], input: '', kubeconform: { skip: true } });
    expect(findings.map(({ line, message, remediation }) => `${line}: ${message} ${remediation}`)).toEqual([
      `${expected} Save the file as UTF-8.`,
    ]);
  });

  it('reads a mark at the beginning, and every letter of the world', async () => {
    expect(await said(`\uFEFF${configMap('a: 中文 ü 🎉')}`)).toEqual([]);
  });

  it('has a tab for indentation', async () => {
    expect((await said('apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n')).map((text) => text.slice(0, 2))).toEqual(['4:']);
  });
});

describe('what lint says', () => {
  const lint = async (input: string, ids: readonly string[]) => {
    const { loadSuite } = await import('../../scripts/judging/lint/suite.ts');
    const suite = await loadSuite();
    const report = await lintFiles({ files: ['-'], empty: [], input, environment: 'production' }, { ...suite, selected: ids });
    return report.findings.filter(({ rule }) => ids.includes(rule)).map(({ rule, message }) => `${rule}: ${message}`);
  };

  it('of an unknown kind is said once, with how many objects have it', async () => {
    const three = ['a', 'b', 'c'].map((name) => `apiVersion: example.com/v1\nkind: Foo\nmetadata: { name: ${name} }\n`).join('---\n');
    const found = await lint(`${three}---\napiVersion: example.com/v1\nkind: Bar\nmetadata: { name: a }\n`, ['undescribed-kind']);
    expect(found.length).toBe(2);
    expect(found[0]).toContain('3 objects');
  });

  it('of one object that is there twice is not that two routes claim a path', async () => {
    const route =
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: a, namespace: erp-prod }\n' +
      'spec: { rules: [{ host: a.example.com, http: { paths: [{ path: /a, pathType: Prefix }] } }] }\n';
    expect(await lint(`${route}---\n${route}`, ['unique-route-path', 'unique-object-name'])).toEqual([
      'unique-object-name: Ingress "a" is described already.',
    ]);
  });

  it('of an image names the list where a registry is missing', async () => {
    const { default: rule } = await import('../../policies/rules/images/limit-image-registries.ts');
    expect(rule.remediation).toContain('registries in generators/catalog/platform.ts');
  });
});

it.each<[version: string, message: string | undefined]>([
  ['1.4.2', undefined],
  ['1.4.2-rc.1', undefined],
  [
    '1.4.2+build.5',
    'The version "1.4.2+build.5" has build metadata, which no tag of an image can hold: it allows no "+". Write 1.4.2; the digest says which build it is.',
  ],
  [
    '1.4.2-rc.1+7',
    'The version "1.4.2-rc.1+7" has build metadata, which no tag of an image can hold: it allows no "+". Write 1.4.2-rc.1; the digest says which build it is.',
  ],
  ['1.4', 'The version "1.4" is no semantic version. Write three numbers, such as 1.4.2, without a "v".'],
  ['1.4.2+', 'The version "1.4.2+" is no semantic version. Write three numbers, such as 1.4.2, without a "v".'],
])('of the version %s is told what is true', (version, message) => {
  const problems = buildProblems({ file: 'a.yaml' } as never, { version, digest: `sha256:${'a'.repeat(64)}` });
  expect(problems.map((problem) => `${problem.message} ${problem.fix}`)).toEqual(message === undefined ? [] : [message]);
});

it('a second document of a release is a mistake, wherever the catalog is read', () => {
  const release = 'version: 1.4.2\ndigest: sha256:a\n';
  const root = folderWith({
    'generators/catalog/releases/dev/one.yaml': `---\n${release}`,
    'generators/catalog/releases/dev/two.yaml': `${release}---\n${release}`,
  });
  const { entries, problems } = readPairs(root, 'releases', { what: 'release', fix: 'Write a release.' }, textsIn('', undefined));
  expect(entries.map(({ service }) => service)).toEqual(['one']);
  expect(problems).toEqual([
    {
      file: 'generators/catalog/releases/dev/two.yaml',
      message: 'The file holds 2 documents, and only one can count.',
      fix: 'Keep the one that counts, and remove the "---" before the others.',
      place: { line: 4, column: 1 },
    },
  ]);
});
