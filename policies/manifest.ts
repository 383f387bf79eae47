import { asFields, asList, at, textAt, texts } from './kubernetes/fields.ts';
import type { Fields, Manifest } from './model.ts';

/** Where a document was read. */
export interface Origin {
  readonly file: string;
  readonly document: number;
}

/** Why a parsed document is no Kubernetes object. */
export interface NotAnObject {
  readonly problem: string;
}

/**
 * Reads a parsed YAML document as Kubernetes objects. A List (`kind: List`, `kind: *List` with items) gives its items.
 * A document that is no object gives a sentence that says why.
 */
export function manifestsOf(value: unknown, origin: Origin): readonly (Manifest | NotAnObject)[] {
  const fields = asFields(value);
  if (fields === undefined) return [{ problem: `Expected a Kubernetes object, got ${describe(value)}.` }];
  const kind = textAt(fields, 'kind');
  const apiVersion = textAt(fields, 'apiVersion');
  const missing = [apiVersion ? '' : 'apiVersion', kind ? '' : 'kind'].filter((key) => key !== '');
  if (kind === undefined || apiVersion === undefined || missing.length > 0) {
    return [{ problem: `Expected a Kubernetes object, got a mapping without ${missing.join(' and ')}.` }];
  }
  if (kind.endsWith('List') && Array.isArray(at(fields, 'items'))) {
    return asList(at(fields, 'items')).flatMap((item) => manifestsOf(item, origin));
  }
  return [manifest(fields, apiVersion, kind, origin)];
}

function manifest(fields: Fields, apiVersion: string, kind: string, origin: Origin): Manifest {
  return {
    fields,
    apiVersion,
    kind,
    name: textAt(fields, 'metadata', 'name') ?? textAt(fields, 'metadata', 'generateName') ?? '',
    namespace: textAt(fields, 'metadata', 'namespace') ?? '',
    labels: texts(at(fields, 'metadata', 'labels')),
    annotations: texts(at(fields, 'metadata', 'annotations')),
    file: origin.file,
    document: origin.document,
  };
}

/** No object, where a finding or a rule needs one: of a whole file. */
export function noManifest({ file, document }: Origin): Manifest {
  return { fields: {}, apiVersion: '', kind: '', name: '', namespace: '', labels: {}, annotations: {}, file, document };
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return `the ${typeof value} ${JSON.stringify(value)}`;
}
