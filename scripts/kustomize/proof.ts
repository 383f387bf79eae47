import { isDeepStrictEqual } from 'node:util';
import { overlayFolder } from '../../generators/model/names.ts';
import type { Application, KubernetesObject } from '../../generators/model/object.ts';
import { isOwnKey } from '../../generators/model/platform/own-keys.ts';
import { below } from '../../policies/kubernetes/fields.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import type { RenderedEnvironment } from './kustomize.ts';

/** One place where an overlay does not build what the catalog means. */
export interface ProofProblem {
  /** Folder of the overlay. */
  readonly overlay: string;
  /** `Deployment erp-prod/financial-service` */
  readonly object: string;
  readonly message: string;
}

export interface ProofResult {
  readonly problems: readonly ProofProblem[];
  readonly overlays: number;
  readonly objects: number;
}

/** What kustomize appends to the name of a generated ConfigMap. */
const hashSuffix = /-[a-z0-9]{10}$/;
const manyDifferences = 5;

/**
 * Holds every overlay, as the real kustomize builds it, against the objects that the catalog means for it: same objects,
 * same fields. Kustomize itself is silent about a patch that matches nothing or a mistyped field.
 */
export function prove(applications: readonly Application[], rendered: readonly RenderedEnvironment[]): ProofResult {
  const problems: ProofProblem[] = [];
  let overlays = 0;
  let objects = 0;
  for (const environment of rendered) {
    const built = Map.groupBy(environment.manifests, (manifest) => environment.applicationOf.get(manifest)?.name ?? '');
    for (const application of applications) {
      const variant = application.variants.find((candidate) => candidate.environment === environment.name);
      if (variant === undefined) continue;
      const overlay = overlayFolder(application, environment.name);
      overlays += 1;
      objects += variant.objects.length;
      // What does not build at all is said once, below.
      if (environment.problems.some(({ rule, file }) => rule === 'broken-overlay' && file.startsWith(`${overlay}/`))) continue;
      problems.push(...compare(variant.objects, built.get(application.name) ?? []).map((problem) => ({ overlay, ...problem })));
      built.delete(application.name);
    }
    for (const [name, manifests] of built) {
      for (const manifest of manifests) {
        problems.push({
          overlay: manifests.flatMap((manifest) => environment.applicationOf.get(manifest)?.folder ?? [])[0] ?? name,
          object: describe(manifest),
          message: 'is built, but no application of the catalog means it.',
        });
      }
    }
    for (const { file, message } of environment.problems) problems.push({ overlay: file, object: 'overlay', message });
  }
  return { problems, overlays, objects };
}

function compare(intended: readonly KubernetesObject[], manifests: readonly Manifest[]): Omit<ProofProblem, 'overlay'>[] {
  const renamed = new Map<string, string>();
  const problems: Omit<ProofProblem, 'overlay'>[] = [];
  for (const object of intended) {
    if (object.kind !== 'ConfigMap' || Object.keys(object.metadata.annotations ?? {}).some((key) => isOwnKey(key, 'read-by'))) continue;
    const match = manifests.find(
      ({ kind, name }) => kind === 'ConfigMap' && hashSuffix.test(name) && name.replace(hashSuffix, '') === object.metadata.name,
    );
    if (match !== undefined) renamed.set(match.name, object.metadata.name);
    else if (manifests.some(({ kind, name }) => kind === 'ConfigMap' && name === object.metadata.name)) {
      problems.push({ object: idOf(object), message: 'has no hash of its content in its name, so a change would not roll the pods.' });
    }
  }
  const built = new Map(manifests.map((manifest) => [idOf(restored(manifest.fields, renamed) as KubernetesObject), manifest]));
  for (const object of intended) {
    const id = idOf(object);
    const manifest = built.get(id);
    built.delete(id);
    if (manifest === undefined) {
      problems.push({ object: id, message: 'is meant by the catalog, but kustomize does not build it.' });
      continue;
    }
    const differences = differencesOf(object, restored(manifest.fields, renamed), '');
    problems.push(...differences.slice(0, manyDifferences).map((message) => ({ object: id, message })));
    if (differences.length > manyDifferences) {
      problems.push({ object: id, message: `differs in ${differences.length - manyDifferences} further fields.` });
    }
  }
  for (const id of built.keys()) problems.push({ object: id, message: 'is built by kustomize, but the catalog does not mean it.' });
  return problems;
}

/** Names of generated ConfigMaps without their hash, wherever they stand. */
function restored(value: unknown, renamed: ReadonlyMap<string, string>): unknown {
  if (renamed.size === 0) return value;
  if (typeof value === 'string') return renamed.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => restored(item, renamed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, restored(field, renamed)]));
}

/** Where two values differ, a sentence each. */
export function differencesOf(intended: unknown, built: unknown, path: string): string[] {
  if (isDeepStrictEqual(intended, built)) return [];
  if (isMapping(intended) && isMapping(built)) {
    return [...new Set([...Object.keys(intended), ...Object.keys(built)])].flatMap((key) =>
      differencesOf(intended[key], built[key], below(path, key)),
    );
  }
  if (Array.isArray(intended) && Array.isArray(built) && intended.length === built.length) {
    return intended.flatMap((item, index) => differencesOf(item, built[index], `${path}[${index}]`));
  }
  return [`${path} is ${shown(built)}, but the catalog means ${shown(intended)}.`];
}

function isMapping(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) return 'absent';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** Kind, namespace and name. */
export function idOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace === undefined ? '' : `${metadata.namespace}/`}${metadata.name}`;
}

function describe({ kind, namespace, name }: Manifest): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** The result for people: three lines for each problem, then one that counts. */
export function proofText({ problems, overlays, objects }: ProofResult): string {
  const lines = problems.map(({ overlay, object, message }) =>
    [
      `error  round-trip  ${object}: ${message}`,
      `  at   ${overlay}`,
      '  fix  Run "npm run generate"; if it says that nothing changed, the factorisation in generators/kustomize is wrong.',
      '',
    ].join('\n'),
  );
  return `${lines.join('')}prove: ${overlays} overlays build ${objects} objects, ${problems.length === 0 ? 'all as the catalog means them' : `${problems.length} differences`}.\n`;
}
