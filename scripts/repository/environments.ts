import path from 'node:path';
import { requiredEnvironments } from '../../policies/environments.ts';
import { asList, asText, at } from '../../policies/kubernetes/fields.ts';
import type { Sources } from './sources.ts';

/** The names that kustomize gives a kustomization file. */
export const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What Argo CD syncs as one unit: a folder with a kustomization of its own. */
export interface Application {
  readonly name: string;
  /** Such as `overlays/production/sales-service`, or `overlays/production/sales/sales-service`. */
  readonly folder: string;
}

/** One environment of the repository: `overlays/<name>`. */
export interface Environment {
  readonly name: string;
  readonly folder: string;
  /** The kustomization that builds the whole environment; undefined when it is missing. */
  readonly file: string | undefined;
  readonly applications: readonly Application[];
}

/** An environment whose public build and whose applications do not agree. */
export interface ListingProblem {
  readonly file: string;
  /** Field of the kustomization. */
  readonly path: string;
  readonly message: string;
}

/**
 * The folders of `overlays/` that hold a kustomization or applications: first those of the manual, in its order, then the
 * others by name. An environment without any application folder is itself its only application.
 */
export function findEnvironments(sources: Sources): readonly Environment[] {
  const known = found.get(sources) ?? environmentsIn(sources);
  found.set(sources, known);
  return known;
}

/** Files are read once for all who ask for them, and so is what lies in folders: the answer stays what it was. */
const found = new WeakMap<Sources, readonly Environment[]>();

function environmentsIn(sources: Sources): readonly Environment[] {
  const rank = (name: string) => {
    const index = requiredEnvironments.indexOf(name);
    return index === -1 ? requiredEnvironments.length : index;
  };
  return foldersIn(sources, 'overlays')
    .map((name) => environment(sources, name))
    .filter(({ file, applications }) => file !== undefined || applications.length > 0)
    .sort((a, b) => rank(a.name) - rank(b.name));
}

function environment(sources: Sources, name: string): Environment {
  const folder = `overlays/${name}`;
  const file = kustomizationFile(sources, folder);
  const applications = applicationsIn(sources, folder).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const itself = { name, folder };
  return { name, folder, file, applications: applications.length === 0 && file !== undefined ? [itself] : applications };
}

/** The folders with a kustomization in a folder, and in those of its folders that have none themselves. */
function applicationsIn(sources: Sources, folder: string, isInner = false): readonly Application[] {
  return foldersIn(sources, folder).flatMap((name) => {
    const own = `${folder}/${name}`;
    if (kustomizationFile(sources, own) !== undefined) return [{ name, folder: own }];
    return isInner ? [] : applicationsIn(sources, own, true);
  });
}

/** The kustomization file of a folder, or undefined. */
export function kustomizationFile(sources: Sources, folder: string): string | undefined {
  return kustomizationNames.map((name) => path.posix.join(folder, name)).find((file) => sources.isFile(file));
}

/** Where the kustomization of an environment, which builds all of it, differs from its applications, which Argo CD syncs. */
export function listingProblems(sources: Sources, { folder, file, applications }: Environment): readonly ListingProblem[] {
  if (file === undefined) {
    return [
      {
        file: `${folder}/kustomization.yaml`,
        path: '',
        message: `The environment "${folder}" has applications, but no kustomization.yaml.`,
      },
    ];
  }
  if (applications.some((application) => application.folder === folder)) return [];
  const fields = sources.documents(file)[0]?.value;
  const listed = asList(at(fields, 'resources')).map((entry) => path.posix.normalize(asText(entry) ?? '').replace(/\/$/, ''));
  const below = (own: string) => own.slice(folder.length + 1);
  const names = new Set(applications.map((application) => below(application.folder)));
  const present = new Set(listed);
  const missing = applications
    .filter((application) => !present.has(below(application.folder)))
    .map((application) => ({
      file,
      path: 'resources',
      message: `The application "${application.folder}" is not listed in the environment's kustomization.`,
    }));
  const strange = listed.flatMap((entry, index) =>
    names.has(entry)
      ? []
      : [{ file, path: `resources[${index}]`, message: `The resource "${entry}" is no application of the environment.` }],
  );
  const others = Object.keys(typeof fields === 'object' && fields !== null ? fields : {})
    .filter((key) => !['apiVersion', 'kind', 'metadata', 'resources'].includes(key))
    .map((key) => ({
      file,
      path: key,
      message: `The environment's kustomization sets "${key}", which its applications do not get from Argo CD.`,
    }));
  return [...missing, ...strange, ...others];
}

/** The names of the folders in a folder, sorted; none when it does not exist. */
export function foldersIn(sources: Sources, folder: string): readonly string[] {
  return sources
    .entries(folder)
    .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && sources.isFolder(`${folder}/${entry.name}`)))
    .map(({ name }) => name)
    .sort();
}

/** Whose file it is, below `overlays/` or `base/`. */
export interface PathParts {
  /** Of an overlay; undefined for a base. */
  readonly environment: string | undefined;
  /** Name of the application, which is the last folder; of components, whose bases lie together, the name of the component. */
  readonly application: string;
}

const overlay = /^overlays\/([^/]+)\/(?:[^/]+\/)?([^/]+)\/[^/]+$/;
const base = /^base\/(?:[^/]+\/)?([^/]+)\/[^/]+$/;

/**
 * The application that a file of an overlay, or of a base, lies in: `overlays/<environment>/[<folder>/]<application>/<file>`,
 * `base/[<folder>/]<application>/<file>`. Undefined for the file that lists an environment, and for what lies elsewhere.
 */
export function partsOf(file: string): PathParts | undefined {
  const [, environment, own] = overlay.exec(file) ?? [];
  if (environment !== undefined && own !== undefined) return { environment, application: own };
  const [, component] = base.exec(file) ?? [];
  return component === undefined ? undefined : { environment: undefined, application: component };
}

/** The folder of `base/` in which the components of the platform have theirs. */
export const platformBases = 'platform';

/** Names of what has a base: applications, in a folder of `base/` or one below, and all components together by the name of their folder. */
export function baseNames(sources: Sources): readonly string[] {
  return foldersIn(sources, 'base').flatMap((name) => {
    const isFolder = name !== platformBases && kustomizationFile(sources, `base/${name}`) === undefined;
    return isFolder ? foldersIn(sources, `base/${name}`) : [name];
  });
}
