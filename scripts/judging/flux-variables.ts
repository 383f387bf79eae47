import path from 'node:path';
import { asFields, at, fieldsAt, textAt } from '../../policies/kubernetes/fields.ts';
import { groupOf } from '../../policies/kubernetes/objects.ts';
import { isClusterScoped } from '../../policies/kubernetes/scope.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Finding, Manifest } from '../../policies/model.ts';
import { parseYaml } from '../repository/yaml.ts';

/** What a Kustomization of Flux makes of the folder that it builds. */
interface Substitution {
  /** From the root of its repository, without slashes at the ends. */
  readonly folder: string;
  /** Undefined: it substitutes nothing. */
  readonly values: ReadonlyMap<string, string> | undefined;
  readonly namespace: string | undefined;
}

/** Objects as the kustomize-controller applies them, as far as the files say. */
export interface Substituted {
  /** By the object as it is built or written. */
  readonly of: ReadonlyMap<Manifest, Manifest>;
  /** Whether Flux applies any of the objects: then a variable without a value is one of a cluster. */
  readonly isFlux: boolean;
}

/** `${NAME}`, `${NAME:=default}`, `${NAME:-default}`; two dollars write one (kustomize-controller 1.7, "Post build variable substitution"). */
const variable = /(?<!\$)\$\{([A-Za-z_]\w*)(?::?[-=]([^}]*))?\}/g;

/** Whether a text holds a variable of Flux that nothing here gives a value. */
function isUndecided(text: string): boolean {
  return /(?<!\$)\$\{[A-Za-z_]\w*[^}]*\}/.test(text);
}

/** The findings that are decided: the others are about variables without a value, but for the name of the object itself. */
export function decided<T>(items: readonly T[], findingOf: (item: T) => Finding, { isFlux }: Substituted): readonly T[] {
  if (!isFlux) return items;
  return items.filter((item) => {
    const { message, object } = findingOf(item);
    return !isUndecided(object.name === '' ? message : message.replaceAll(object.name, ''));
  });
}

/** What to tell of the findings that are not decided: a sentence, or none. */
export function toldOfUndecided(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    `Not decided, and not told: ${count} ${count === 1 ? 'finding' : 'findings'} about variables of Flux that no Kustomization here gives a value.`,
  ];
}

/**
 * Gives variables the values that the Kustomizations of Flux among the objects give them, and objects their namespaces. A folder that
 * several build with different values keeps its variables: what is there is not decided.
 */
export function substituted(manifests: readonly Manifest[]): Substituted {
  const all = manifests.filter(({ apiVersion, kind }) => groupOf(apiVersion) === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization');
  const byFolder = Map.groupBy(all.map(substitutionOf), ({ folder }) => folder);
  const known = [...byFolder.values()].flatMap((same) => merged(same)).toSorted((a, b) => b.folder.length - a.folder.length);
  const of = new Map<Manifest, Manifest>();
  for (const manifest of manifests) {
    const folder = `/${path.posix.dirname(path.posix.normalize(manifest.file))}/`;
    const own = known.find((one) => one.folder !== '' && folder.includes(`/${one.folder}/`));
    const changed = own === undefined ? undefined : applied(manifest, own);
    if (changed !== undefined) of.set(manifest, changed);
  }
  return { of, isFlux: all.length > 0 };
}

function substitutionOf({ fields }: Manifest): Substitution {
  const values = fieldsAt(fields, 'spec', 'postBuild', 'substitute');
  const folder = path.posix.normalize(textAt(fields, 'spec', 'path') ?? '.').replace(/^\.?\/+|\/+$/g, '');
  const isSubstituted = at(fields, 'spec', 'postBuild') !== undefined;
  return {
    folder: folder === '.' ? '' : folder,
    values: isSubstituted
      ? new Map(Object.entries(values).map(([name, value]) => [name, typeof value === 'object' ? '' : String(value as string | number)]))
      : undefined,
    namespace: textAt(fields, 'spec', 'targetNamespace'),
  };
}

/** What all that build a folder agree on. */
function merged(same: readonly Substitution[]): readonly Substitution[] {
  const [first] = same;
  if (first === undefined) return [];
  const values = same.some((one) => one.values === undefined)
    ? undefined
    : new Map([...(first.values ?? [])].filter(([name, value]) => same.every((one) => one.values?.get(name) === value)));
  return [{ ...first, values, namespace: same.every(({ namespace }) => namespace === first.namespace) ? first.namespace : undefined }];
}

function applied(manifest: Manifest, { values, namespace }: Substitution): Manifest | undefined {
  const isLeft = [manifest.labels, manifest.annotations].some((keys) => keys['kustomize.toolkit.fluxcd.io/substitute'] === 'disabled');
  const replaced = values === undefined || isLeft ? manifest.fields : (asFields(replacedIn(manifest.fields, values)) ?? manifest.fields);
  const isMoved = namespace !== undefined && !isClusterScoped(manifest);
  const fields: Fields = isMoved ? { ...replaced, metadata: { ...fieldsAt(replaced, 'metadata'), namespace } } : replaced;
  const [changed] = fields === manifest.fields ? [] : manifestsOf(fields, manifest);
  return changed !== undefined && 'fields' in changed ? { ...manifest, ...changed } : undefined;
}

/** The same value where nothing in it changes. */
function replacedIn(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return value.includes('${') ? withValues(value, values) : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => replacedIn(item, values));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const fields = asFields(value);
  if (fields === undefined) return value;
  const entries = Object.entries(fields).map(([key, item]) => [key, replacedIn(item, values)] as const);
  return entries.some(([key, item]) => item !== fields[key]) ? Object.fromEntries(entries) : value;
}

/** A value that is nothing but a variable becomes what YAML reads in its place: a number, a boolean. */
function withValues(text: string, values: ReadonlyMap<string, string>): unknown {
  let isWhole = true;
  const result = text.replace(variable, (written, name: string, fallback: string | undefined) => {
    const own = values.get(name) ?? fallback;
    if (own === undefined) isWhole = false;
    return own ?? written;
  });
  if (!isWhole || !/^\$\{[^}]*\}$/.test(text)) return result;
  return parseYaml(result).documents[0]?.value ?? result;
}
