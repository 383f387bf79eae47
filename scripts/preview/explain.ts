import { closest } from 'fastest-levenshtein';
import { at } from '../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../policies/model.ts';
import { type Said, saidIn } from '../catalog/said.ts';
import { rememberedBuilds } from '../kustomize/build-cache.ts';
import { chooseEnvironments, type RenderedEnvironment, renderEnvironments } from '../kustomize/kustomize.ts';
import { type FieldOrigin, originsOf } from '../kustomize/provenance.ts';
import { findEnvironments } from '../repository/environments.ts';
import type { Place } from '../repository/literal/places.ts';
import type { Sources } from '../repository/sources.ts';
import { splitPath } from '../repository/yaml-lines.ts';
import { UserError } from '../terminal/errors.ts';
import { leavesOf } from './diff/leaves.ts';
import { baseName, titleOf } from './diff/pairs.ts';
import { type Exception, exceptionsOf, isOnField } from './exceptions.ts';

/** Where one field of a built object comes from. */
export interface Explanation {
  readonly object: string;
  readonly path: string;
  readonly value: unknown;
  /** The line that counts, then those that it overrides. */
  readonly origins: readonly FieldOrigin[];
  /** The file of the catalog to edit, and where in it. */
  readonly edit: Edit | undefined;
  /** The team that the object's service belongs to, and its channel; absent where it belongs to no one team. */
  readonly owner?: string;
  /** What the field has beyond what the catalog draws: adjustments, or an object of the service's own; and exemptions of the object. */
  readonly exceptions: readonly Exception[];
}

/** A place in a file of the catalog; line and column are 0 where no single place says it. */
export interface Edit extends Place {
  readonly file: string;
}

/** A field of which somebody asks where the catalog says it. */
interface Asked {
  readonly source: string;
  readonly environment: string;
  readonly path: string;
  readonly value: unknown;
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
  const rendered = await renderedFor(sources, environment, name);
  const found = objectsOf(rendered.manifests, { target, kind, name, namespace });
  const explained = explainer(sources, rendered);
  return found.flatMap((manifest) => pathsOf(manifest, field).map((path) => explained(manifest, path)));
}

/** Says of objects of an environment that is built already which lines set a field. */
export function explainer(sources: Sources, rendered: RenderedEnvironment): (manifest: Manifest, path: string) => Explanation {
  const { name: environment, applicationOf } = rendered;
  const files = new Map<string, readonly Said[]>();
  const said = (file: string) => {
    const known = files.get(file) ?? saidIn(file, sources.text(file) ?? '');
    files.set(file, known);
    return known;
  };
  return (manifest, path) => {
    const folder = applicationOf.get(manifest)?.folder ?? '';
    const owner = ownerOf(said, manifest);
    const value = at(manifest.fields, ...splitPath(path));
    const origins = originsOf(sources, manifest, folder, path);
    const source = origins.find((origin) => origin.source !== undefined)?.source;
    const exceptions = exceptionsOf(manifest).filter((exception) => isOnField(exception, path));
    const adjusted = exceptions.some(({ kind }) => kind === 'adjusted') ? codeOf(source) : undefined;
    return {
      object: titleOf(manifest),
      path,
      value,
      origins,
      edit: adjusted ?? (source === undefined ? undefined : editOf(said, { source, environment, path, value })),
      ...(owner !== undefined && { owner }),
      exceptions,
    };
  };
}

/** The environment, built only as far as the object is likely to be in it; whole where it is not. */
async function renderedFor(sources: Sources, environment: string, name: string): Promise<RenderedEnvironment> {
  const [known] = chooseEnvironments(findEnvironments(sources), [environment]);
  const likely = new Set(
    known?.applications.filter((application) => name.startsWith(application.name)).map((application) => application.name),
  );
  const cache = await rememberedBuilds(sources);
  const render = async (isChosen: (application: string) => boolean) => {
    const options = {
      environments: [environment],
      sources,
      ...cache,
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
  const leaves = leavesOf(manifest.fields);
  if (field === undefined) return leaves;
  const known = [...new Set(leaves.flatMap((leaf) => [leaf, ...parentsOf(leaf)]))];
  // The whole path, or its end where only one place has it.
  const meant = ['', ...known].flatMap((parent) => {
    const path = withIndexes(manifest, parent === '' ? field : `${parent}.${field}`);
    const value = at(manifest.fields, ...splitPath(path));
    return value === undefined ? [] : [{ path, value }];
  });
  const [first, ...others] = meant;
  if (first !== undefined && (others.length === 0 || first.path === withIndexes(manifest, field))) return leavesOf(first.value, first.path);
  throw new UserError({
    what: first === undefined ? `${titleOf(manifest)} has no field "${field}".` : `"${field}" is several fields of ${titleOf(manifest)}.`,
    where: 'explain',
    how: first === undefined ? nearest(manifest, field, known) : `Write one of ${listed(meant.map(({ path }) => path))}.`,
  });
}

/** The first five, and how many more. */
function listed(paths: readonly string[]): string {
  const first = paths.slice(0, 5).map((path) => `"${path}"`);
  return [...first, ...(paths.length > 5 ? [`and ${paths.length - 5} more`] : [])].join(', ');
}

/** What was meant: an item of a list by one of the names that there are, or the nearest path. */
function nearest(manifest: Manifest, field: string, known: readonly string[]): string {
  const [, list = '', key = ''] = /^(.*?)\[([A-Za-z]+)=[^\]]*\]/.exec(field) ?? [];
  const items = known
    .filter((path) => list !== '' && (path === list || path.endsWith(`.${list}`)))
    .flatMap((path) => {
      const found = at(manifest.fields, ...splitPath(path));
      return Array.isArray(found) ? found.map((item) => at(item, key)).filter((name) => name !== undefined) : [];
    });
  if (items.length > 0) return `Its items of "${list}" have ${key} ${items.map((name) => `"${String(name)}"`).join(', ')}.`;
  return `Did you mean "${closest(field, known)}"?`;
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

/** The file of a service's adjustments. */
function codeOf(source: string | undefined): Edit | undefined {
  const [, service] = /^generators\/catalog\/services\/([^/]+)\.ts$/.exec(source ?? '') ?? [];
  return service === undefined ? undefined : { file: `generators/adjustments/${service}.ts`, line: 0, column: 0 };
}

/**
 * Where the catalog says the value, or else names the field: in the source, or in the environment that decides it. Only what a file
 * says once counts, because else nobody knows which is meant.
 */
function editOf(said: (file: string) => readonly Said[], { source, environment, path, value }: Asked): Edit {
  const decided = `generators/catalog/environments/${environment}.ts`;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const key = String(splitPath(path).findLast((part) => typeof part === 'string') ?? '');
  const names = [key, key.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())];
  const tag = key === 'image' ? (/:([^:@/]+)(?:@|$)/.exec(text)?.[1] ?? '') : '';
  const says = (item: Said, word: string) => word.length > 1 && String(item.value) === word;
  const isCalled = (item: Said, name: string) => item.path.at(-1) === name;
  const marks: readonly ((item: Said) => boolean)[] = [
    (item) => String(item.value) === text && names.some((name) => isCalled(item, name)),
    (item) => says(item, text),
    (item) => says(item, tag),
    ...names.map((name) => (item: Said) => isCalled(item, name)),
  ];
  for (const file of [source, decided]) {
    for (const mark of marks) {
      const [found, ...others] = said(file).filter(mark);
      if (found !== undefined && others.length === 0) return { file, ...found.place };
    }
  }
  return { file: source, line: 0, column: 0 };
}

/** The team that the objects of a service carry as a label; those of the platform carry names that the platform file does not have. */
function ownerOf(said: (file: string) => readonly Said[], { labels }: Manifest): string | undefined {
  const { team } = labels;
  const channel = said('generators/catalog/platform.ts').find(({ path }) => path.join('.') === `teams.${team}.channel`);
  return team === undefined || channel === undefined ? undefined : `${team} (${String(channel.value)})`;
}
