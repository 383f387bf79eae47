import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Shape, validatorOf } from '../../generators/model/problems/shape/schema.ts';
import { handbook } from './pages.ts';

/** A field that a page names, and the kind of file that it shall be in. */
interface Named {
  readonly field: string;
  readonly shape: Shape;
}

/** How pages name the files that people edit. */
const files: readonly (readonly [RegExp, Shape])[] = [
  [/environment file|file of (?:the|an|its) environment|`generators\/catalog\/environments\/[^`]*`/.source, 'environment'],
  [/service file|file of (?:the|a) service|service's file|`generators\/catalog\/services\/[^`]*`/.source, 'service'],
  [/platform file|`generators\/catalog\/platform\.ts`/.source, 'platform'],
  [/`generators\/catalog\/versions\/[^`]*`/.source, 'versions'],
].map(([source, shape]) => [new RegExp(String(source)), shape as Shape]);
const anyFile = files.map(([{ source }]) => source).join('|');
/** `field` ... in the file, or the other way round; a sentence ends what belongs together. */
const before = new RegExp(`\`([a-z]\\w*(?:\\.\\w+)*)\`\\)?[^.|\`]{0,40}? (?:in|of|below|from) (?:the |a |an |its )?(${anyFile})`, 'g');
const after = new RegExp(`(${anyFile}) \\(\`([a-z]\\w*(?:\\.\\w+)*)\`\\)`, 'g');
/** The same in plain words. */
const plain = /\b(?:raise|lower|change|set|grow) (?:the|its|their) (\w+) in the (environment|service|platform) file/g;

/** All that a text says of fields of files. */
function namedIn(text: string): readonly Named[] {
  const words = text.replaceAll(/\s+/g, ' ');
  const shapeOf = (file: string) => files.find(([pattern]) => pattern.test(file))?.[1] ?? 'environment';
  return [
    ...[...words.matchAll(before)].map(([, field = '', file = '']) => ({ field, shape: shapeOf(file) })),
    ...[...words.matchAll(after)].map(([, file = '', field = '']) => ({ field, shape: shapeOf(file) })),
    ...[...words.matchAll(plain)].map(([, field = '', file = '']) => ({ field, shape: file as Shape })),
  ];
}

type Node = Readonly<Record<string, unknown>>;

/** Whether a kind of file has a field, at whatever depth it begins. */
function has({ field, shape }: Named): boolean {
  const names = field.split('.');
  const everywhere = [validatorOf(shape).schema as Node];
  for (const node of everywhere) everywhere.push(...Object.values(propertiesOf(node)), ...itemsOf(node));
  return everywhere.some((node) => reaches(node, names));
}

function reaches(node: Node, [name = '', ...rest]: readonly string[]): boolean {
  const inner = propertiesOf(node)[name];
  if (inner === undefined) return itemsOf(node).some((item) => reaches(item, [name, ...rest]));
  return rest.length === 0 || reaches(inner, rest);
}

/** The fields that a schema names, in whichever of its branches. */
function propertiesOf(node: Node): Readonly<Record<string, Node>> {
  const branches = ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (Array.isArray(node[key]) ? (node[key] as Node[]) : []));
  const more = ['if', 'then', 'else'].flatMap((key) => (node[key] === undefined ? [] : [node[key] as Node]));
  return Object.assign({}, ...[...branches, ...more].map(propertiesOf), node['properties']) as Readonly<Record<string, Node>>;
}

/** What lists, and objects with names of their own, hold. */
function itemsOf(node: Node): readonly Node[] {
  return ['items', 'additionalProperties'].flatMap((key) =>
    typeof node[key] === 'object' && node[key] !== null ? [node[key] as Node] : [],
  );
}

const pages = ['README.md', ...['docs', handbook].flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))].filter(
  (name) => name.endsWith('.md') && !name.endsWith('.zh-CN.md') && name !== 'docs/services.md',
);

describe('fields that pages tell people to change', () => {
  const named = pages.map((name) => [name, namedIn(readFileSync(name, 'utf8'))] as const).filter(([, fields]) => fields.length > 0);

  it.each(named)('%s: exist in the file that it names', (_, fields) => {
    expect(fields.filter((field) => !has(field))).toEqual([]);
  });

  it('are found at all', () => {
    expect(named.flatMap(([, fields]) => fields).length).toBeGreaterThan(20);
  });

  // What pages have said, and nothing read.
  it.each([
    ['For good: change `replicas` of the service in `generators/catalog/services/`.', { field: 'replicas', shape: 'service' }],
    ['raise the memory in the environment file', { field: 'memory', shape: 'environment' }],
    ['`dataLayer.memory` of the environment file', { field: 'dataLayer.memory', shape: 'environment' }],
    ['in the environment file (`backup.buckets`)', { field: 'backup.buckets', shape: 'environment' }],
  ] as const)('that no file has are found: %s', (text, field) => {
    expect(namedIn(text)).toEqual([field]);
    expect(has(field)).toBe(false);
  });
});
