import { closest } from 'fastest-levenshtein';
import { at } from '../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../policies/model.ts';
import { chooseEnvironments, type RenderedEnvironment, renderEnvironments } from '../kustomize/kustomize.ts';
import { type FieldOrigin, originsOf } from '../kustomize/provenance.ts';
import { findEnvironments } from '../repository/environments.ts';
import type { Sources } from '../repository/sources.ts';
import { splitPath } from '../repository/yaml-lines.ts';
import { UserError } from '../terminal/errors.ts';
import { leavesOf } from './diff/leaves.ts';
import { baseName, titleOf } from './diff/pairs.ts';

/** Where one field of a built object comes from. */
export interface Explanation {
  readonly object: string;
  readonly path: string;
  readonly value: unknown;
  /** The line that counts, then those that it overrides. */
  readonly origins: readonly FieldOrigin[];
  /** The file of the catalog to edit, and the line where it says so; 0 where no single line does. */
  readonly edit: { readonly file: string; readonly line: number } | undefined;
}

/**
 * Says which lines set a field, or every field, of a built object.
 * @param target `<environment>/<Kind>/<name>`, or with the namespace before the name where two objects share one
 * @throws UserError for a name that is not there, with the nearest one that is
 */
export async function explain(sources: Sources, target: string, field: string | undefined): Promise<readonly Explanation[]> {
  const parts = target.split('/');
  const [environment = '', kind = '', ...rest] = parts;
  if (parts.length < 3 || parts.length > 4 || parts.includes('')) {
    throw new UserError({
      what: `"${target}" names no object.`,
      where: 'explain',
      how: 'Write <environment>/<Kind>/<name>, such as production/Deployment/sales-service.',
    });
  }
  const name = rest.at(-1) ?? '';
  const namespace = rest.length === 2 ? rest[0] : undefined;
  const { manifests, applicationOf } = await renderedFor(sources, environment, name);
  const found = objectsOf(manifests, { target, kind, name, namespace });
  return found.flatMap((manifest) => {
    const folder = applicationOf.get(manifest)?.folder ?? '';
    return pathsOf(manifest, field).map((path): Explanation => {
      const value = at(manifest.fields, ...splitPath(path));
      const origins = originsOf(sources, manifest, folder, path);
      const source = origins.find((origin) => origin.source !== undefined)?.source;
      return {
        object: titleOf(manifest),
        path,
        value,
        origins,
        edit: source === undefined ? undefined : editOf(sources, source, environment, path, value),
      };
    });
  });
}

/** The environment, built only as far as the object is likely to be in it; whole where it is not. */
async function renderedFor(sources: Sources, environment: string, name: string): Promise<RenderedEnvironment> {
  const [known] = chooseEnvironments(findEnvironments(sources), [environment]);
  const likely = new Set(
    known?.applications.filter((application) => name.startsWith(application.name)).map((application) => application.name),
  );
  const render = async (isChosen: (application: string) => boolean) => {
    const options = {
      environments: [environment],
      sources,
      applications: (application: { readonly name: string }) => isChosen(application.name),
    };
    const [rendered] = await renderEnvironments(sources.root, options);
    if (rendered === undefined) throw new Error(`The environment ${environment} was chosen, but not built.`);
    return rendered;
  };
  if (likely.size > 0) {
    const rendered = await render((application) => likely.has(application));
    if (rendered.manifests.some((manifest) => isNamed(manifest, name))) return rendered;
  }
  return render(() => true);
}

interface Wanted {
  readonly target: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
}

function objectsOf(manifests: readonly Manifest[], { target, kind, name, namespace }: Wanted): readonly Manifest[] {
  const ofKind = manifests.filter((manifest) => manifest.kind.toLowerCase() === kind.toLowerCase());
  const named = manifests.filter((manifest) => isNamed(manifest, name));
  const found = ofKind.filter((manifest) => isNamed(manifest, name) && (namespace === undefined || manifest.namespace === namespace));
  if (found.length > 0) return found;
  const fail = (what: string, candidates: readonly string[], wanted: string): never => {
    const known = [...new Set(candidates)];
    const how = known.length === 0 ? 'Nothing is built there.' : `Did you mean "${closest(wanted, known)}"?`;
    throw new UserError({ what, where: target, how });
  };
  // A right name under a wrong kind says which kinds there are; else the name is wrong, or both are.
  if (ofKind.length === 0) {
    const kinds = (named.length > 0 ? named : manifests).map((manifest) => manifest.kind);
    return fail(`There is no object of kind "${kind}"${named.length > 0 ? ` and name "${name}"` : ''}.`, kinds, kind);
  }
  const names = ofKind.map((manifest) => baseName(manifest.kind, manifest.name));
  return fail(`There is no ${kind} "${rest(namespace, name)}".`, names, name);
}

function rest(namespace: string | undefined, name: string): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function isNamed(manifest: Manifest, name: string): boolean {
  return manifest.name === name || baseName(manifest.kind, manifest.name) === name;
}

/** The path itself, or those of everything below it; all of the object where none is asked for. */
function pathsOf(manifest: Manifest, field: string | undefined): readonly string[] {
  if (field === undefined) return leavesOf(manifest.fields);
  const path = withIndexes(manifest, field);
  const value = at(manifest.fields, ...splitPath(path));
  if (value !== undefined) return leavesOf(value, path);
  const leaves = leavesOf(manifest.fields);
  const known = [...new Set(leaves.flatMap((leaf) => [leaf, ...parentsOf(leaf)]))];
  throw new UserError({
    what: `${titleOf(manifest)} has no field "${field}".`,
    where: 'explain',
    how: `Did you mean "${closest(field, known)}"?`,
  });
}

function parentsOf(path: string): readonly string[] {
  return [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index)).filter((parent) => parent !== '');
}

/** `containers[name=app]` as `containers[0]`. */
function withIndexes({ fields }: Pick<Manifest, 'fields'>, field: string): string {
  return field.replace(/\[([A-Za-z]+)=([^\]]*)\]/g, (whole, key: string, value: string, offset: number, text: string) => {
    const list = at(fields, ...splitPath(withIndexes({ fields }, text.slice(0, offset))));
    const index = Array.isArray(list) ? list.findIndex((item) => String(at(item, key)) === value) : -1;
    return index === -1 ? whole : `[${index}]`;
  });
}

/** The line of the catalog that says the value, or else names the field: of the source, or of the environment that decides it. */
function editOf(sources: Sources, source: string, environment: string, path: string, value: unknown): Explanation['edit'] {
  const decided = `generators/catalog/environments/${environment}.ts`;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const key = String(splitPath(path).findLast((part) => typeof part === 'string') ?? '');
  const camel = key.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const tag = key === 'image' ? [/:([^:@/]+)(?:@|$)/.exec(text)?.[1] ?? ''] : [];
  for (const file of [source, decided]) {
    const lines = (sources.text(file) ?? '').split('\n');
    for (const word of [text, ...tag, key, camel]) {
      const line = word.length > 1 ? onlyLine(lines, word) : 0;
      if (line > 0) return { file, line };
    }
  }
  return { file: source, line: 0 };
}

/** The 1-based line with a word; 0 when none or several have it, because then nobody knows which is meant. */
function onlyLine(lines: readonly string[], word: string): number {
  const pattern = new RegExp(`(?<![\\w.-])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`);
  const matching = lines.flatMap((line, index) => (pattern.test(line) && !/^\s*(?:#|\/\/|\*)/.test(line) ? [index + 1] : []));
  return matching.length === 1 ? (matching[0] ?? 0) : 0;
}

/** The explanation for people: one block for a single field, one line each for several. */
export function explanationText(explanations: readonly Explanation[]): string {
  const [first] = explanations;
  if (first !== undefined && explanations.length === 1) return blockOf(first);
  const objects = Map.groupBy(explanations, ({ object }) => object);
  return [...objects]
    .map(
      ([object, own]) =>
        `${object}\n${own.map(({ path, value, origins }) => `  ${path} = ${shown(value)}  ${placeText(origins[0])}\n`).join('')}`,
    )
    .join('\n');
}

function blockOf({ object, path, value, origins, edit }: Explanation): string {
  const [winner, ...others] = origins;
  return [
    `${object}  ${path}`,
    `  value  ${shown(value)}`,
    `  set    ${placeText(winner)}${winner === undefined ? '' : ` (${winner.role})`}`,
    ...others.map((origin) => `  over   ${placeText(origin)} (${origin.role})`),
    ...(edit === undefined ? [] : [`  edit   ${edit.file}${edit.line === 0 ? '' : `:${edit.line}`}`]),
    '',
  ].join('\n');
}

function placeText(origin: FieldOrigin | undefined): string {
  if (origin === undefined) return '(unknown)';
  return origin.line === 0 ? origin.file : `${origin.file}:${origin.line}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
