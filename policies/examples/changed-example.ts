import { dump, load } from 'js-yaml';
import type { Change, ExpectedProblem } from '../example.ts';
import { asFields, at } from '../kubernetes/fields.ts';
import type { Fields, Rule } from '../model.ts';
import { documentOf, documentsIn, objectIn, textOf } from './documents.ts';
import { placeOf, withPlace } from './place.ts';

type Example = Rule['examples']['pass'][number];

/** The texts of an example by the name of their field; what it is called and what is expected of it is none. */
type Parts = Readonly<Record<string, unknown>>;

/** What a change of an example names. */
export interface Address {
  /** The field of the example that holds it, such as `manifests`; `environment` is one too. */
  readonly part: string;
  /** `Kind/name` of an object, or `Kind/namespace/name`; empty: the only one; or a patch file. Absent where the part is one mapping. */
  readonly within?: string;
  /** Empty: all of it. */
  readonly path: string;
}

/** A failing example with all its texts. */
type InFull<E> = E & { readonly problems: readonly ExpectedProblem[] };

/** The failing examples of a rule in full: those that are a change of a passing one, with the change made. */
export function failingExamples<R extends Rule['examples']>(
  examples: R,
): readonly (R extends { readonly pass: readonly (infer E)[] } ? InFull<E> : never)[];
export function failingExamples({ pass, fail }: Rule['examples']): readonly InFull<Example>[] {
  return fail.map((example) => {
    if (!('change' in example)) return example;
    const { from, change, ...facts } = example;
    const original = pass.find(({ name }) => name === from);
    if (original === undefined) throw new Error(`The example "${example.name}" is a change of "${from}", which is no passing example.`);
    return { ...changedExample<Example>(original, change), ...facts };
  });
}

/** An example after a change. */
export function changedExample<E extends Example>(example: E, change: Change): E {
  let parts: Parts = { ...example };
  for (const [text, value] of Object.entries(change)) {
    try {
      parts = withValue(parts, addressOf(parts, text), value);
    } catch (error) {
      throw new Error(`The change "${text}" of the example "${example.name}": ${(error as Error).message}`);
    }
  }
  return parts as unknown as E;
}

/** What an address means in an example. */
export function addressOf(parts: object, text: string): Address {
  if (text === 'environment') return { part: 'environment', path: '' };
  const [head = '', ...rest] = text.split(' > ');
  if (head === 'charts') return { part: 'charts', within: rest[0] ?? '', path: rest[1] ?? '' };
  if (Object.hasOwn(asFields(at(parts, 'patches')) ?? {}, head)) return { part: 'patches', within: head, path: rest[0] ?? '' };
  if (/^[A-Za-z]+\/\S+$/.test(head)) {
    const part = 'template' in parts ? 'beside' : 'kustomization' in parts ? 'resources' : 'manifests';
    return { part, within: head, path: rest[0] ?? '' };
  }
  const part = ['container', 'template', 'kustomization'].find((whole) => whole in parts);
  return part === undefined ? { part: 'manifests', within: '', path: text } : { part, path: text };
}

/** What an example holds at an address: a value, an object, or undefined. */
export function valueAt(parts: object, { part, within, path }: Address): unknown {
  const text = at(parts, part);
  if (part === 'environment') return text;
  if (part === 'patches') return at(load(String(at(text, within ?? ''))), ...placeOf(path));
  const whole = within === undefined ? load(String(text)) : objectIn(documentsIn(String(text ?? '')), within)?.fields;
  return at(whole, ...placeOf(path));
}

function withValue(parts: Parts, { part, within, path }: Address, value: unknown): Parts {
  const text = parts[part];
  if (part === 'environment') return value === undefined ? without(parts, part) : { ...parts, [part]: value };
  if (part === 'patches') {
    const patches = asFields(text) ?? {};
    const file = within ?? '';
    return { ...parts, patches: { ...patches, [file]: path === '' ? value : changedText(String(patches[file]), path, value) } };
  }
  if (within === undefined) return { ...parts, [part]: changedText(String(text), path, value) };
  const objects = withObject(String(text ?? ''), within, path, value);
  return objects === '' && part !== 'manifests' ? without(parts, part) : { ...parts, [part]: objects };
}

function changedText(text: string, path: string, value: unknown): string {
  return yamlOf(withPlace(load(text), placeOf(path), value));
}

/** The objects of a text after one was changed, added (at the end), replaced or taken away. */
function withObject(text: string, name: string, path: string, value: unknown): string {
  const documents = documentsIn(text);
  const document = objectIn(documents, name);
  if (path !== '') {
    if (document === undefined) throw new Error(`There is no "${name}".`);
    const changed = withPlace(document.fields, placeOf(path), value) as Fields;
    return textOf(documents.map((other) => (other === document ? { ...other, text: yamlOf(changed), fields: changed } : other)));
  }
  if (value === undefined) {
    if (document === undefined) throw new Error(`There is no "${name}" to take away.`);
    return textOf(documents.filter((other) => other !== document));
  }
  const added = documentOf(String(value));
  if (objectIn([added], name) === undefined) throw new Error(`What is added is no "${name}".`);
  return textOf(document === undefined ? [...documents, added] : documents.map((other) => (other === document ? added : other)));
}

function without(parts: Parts, part: string): Parts {
  const { [part]: _removed, ...rest } = parts;
  return rest;
}

function yamlOf(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true });
}
