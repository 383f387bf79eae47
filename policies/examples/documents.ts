import { load } from 'js-yaml';
import { asFields, at } from '../kubernetes/fields.ts';
import type { Fields } from '../model.ts';

/** One object of an example. */
export interface Document {
  readonly text: string;
  readonly fields: Fields;
  /** The comment `# file: <path>`, which says in which file it lies. */
  readonly file?: string;
}

/** The objects of a YAML text, in order. */
export function documentsIn(text: string): readonly Document[] {
  return text
    .split(/^---[ \t]*$/m)
    .filter((part) => part.trim() !== '')
    .map(documentOf);
}

/** The object of a YAML text of one document. */
export function documentOf(text: string): Document {
  const file = /^# file: \S+$/m.exec(text)?.[0];
  const fields = asFields(load(text));
  if (fields === undefined) throw new Error(`This is no object:\n${text}`);
  return { text, fields, ...(file !== undefined && { file }) };
}

/** The YAML text of objects. */
export function textOf(documents: readonly Document[]): string {
  return documents
    .map(({ text, file }) => (file === undefined || text.includes(file) ? text : `${file}\n${text}`))
    .map((text) => `${text.trim()}\n`)
    .join('---\n');
}

/** The object that `Kind/name` or `Kind/namespace/name` names (empty: the only one), or undefined; a name that two have is an error. */
export function objectIn(documents: readonly Document[], name: string): Document | undefined {
  const [found, other] = documents.filter(({ fields }) => name === '' || namesOf(fields).includes(name));
  if (other !== undefined)
    throw new Error(name === '' ? 'Say of which object, by its Kind/name.' : `"${name}" names two objects: say Kind/namespace/name.`);
  return found;
}

function namesOf(fields: Fields): readonly string[] {
  const [kind, namespace, name] = [at(fields, 'kind'), at(fields, 'metadata', 'namespace'), at(fields, 'metadata', 'name')];
  return [`${kind}/${name}`, `${kind}/${namespace}/${name}`];
}
