import path from 'node:path';
import type { ParsedYaml } from '../yaml.ts';

/** What is wrong with a file, and how to put it right. */
export type Fault = readonly [what: string, how: string];

/** What there is beside a kustomization: in Git's index, in a commit, or on the disk. */
export interface Around {
  isFile(file: string): boolean;
  isFolder(folder: string): boolean;
}

/**
 * The fields that neither fetch nor run anything (kustomize 5.7.1, the one of kubectl 1.35.2: `api/types/kustomization.go`). Names are
 * compared exactly, although kustomize takes them in any case: what is written otherwise is none of these.
 */
const plainFields: ReadonlySet<string> = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'commonLabels',
  'labels',
  'commonAnnotations',
  'resources',
  'components',
  'bases',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'images',
  'replicas',
  'replacements',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
  'buildMetadata',
  'sortOptions',
]);

const why: Readonly<Record<string, string>> = {
  generators: 'runs generators, which may be programs or containers',
  transformers: 'runs transformers, which may be programs or containers',
  validators: 'runs validators, which may be programs or containers',
  helmCharts: 'fetches and renders charts',
  helmGlobals: 'configures charts',
  helmChartInflationGenerator: 'fetches and renders charts',
  openapi: 'takes another schema, so patches merge otherwise than everywhere else',
  crds: 'reads further files as schemas',
  configurations: 'changes what kustomize changes',
};

/** Names of one mapping in the lists that name files. */
const entryFields: Readonly<Record<string, readonly string[]>> = {
  patches: ['path', 'patch', 'target', 'options'],
  patchesJson6902: ['path', 'patch', 'target', 'options'],
  replacements: ['path', 'source', 'targets'],
  configMapGenerator: ['name', 'namespace', 'behavior', 'literals', 'files', 'envs', 'options'],
  secretGenerator: ['name', 'namespace', 'type', 'behavior', 'literals', 'files', 'envs', 'options'],
};

interface Reference {
  readonly field: string;
  readonly value: unknown;
  /** Bases and components are folders too; patches and contents are files below the kustomization. */
  readonly mayBeFolder: boolean;
}

/** What kustomize would fetch, run or read from elsewhere to build a folder: judged before it is asked to. */
export function outsideParts(file: string, parsed: Pick<ParsedYaml, 'documents' | 'problems'>): readonly Fault[] {
  return kustomizationFaults(file, parsed, undefined);
}

/**
 * What a kustomization must not hold.
 * @param around what there is beside it; undefined where kustomize itself says what is missing
 */
export function kustomizationFaults(
  file: string,
  { documents, problems }: Pick<ParsedYaml, 'documents' | 'problems'>,
  around: Around | undefined,
): readonly Fault[] {
  const [broken] = problems;
  if (broken !== undefined) return [[`A kustomization that cannot be read: line ${broken.line}: ${broken.message}`, 'Mend its YAML.']];
  const fields = documents[0]?.value;
  // What is empty kustomize refuses by itself.
  if (around === undefined && documents.every(({ value }) => value === undefined || value === null)) return [];
  if (documents.length !== 1 || !isFields(fields)) return [['A kustomization is one mapping.', 'Write one document with its fields.']];
  const unknown = Object.keys(fields)
    .map((name) => faultOfField(name, around))
    .filter((fault) => fault !== undefined);
  const { references, faults } = referencesOf(fields);
  return [...unknown, ...faults, ...references.map((reference) => faultOf(file, reference, around)).filter((fault) => fault !== undefined)];
}

/** A field that kustomize does not know in any case is its own business, where it is asked. */
function faultOfField(name: string, around: Around | undefined): Fault | undefined {
  if (plainFields.has(name)) return undefined;
  // As Go's decoder of JSON compares names: without case, and a long s is an s.
  const folded = (text: string) => text.toUpperCase().toLowerCase();
  const known = [...Object.keys(why), ...plainFields].find((field) => folded(field) === folded(name));
  if (known === undefined && around === undefined) return undefined;
  const reason = (known === undefined ? undefined : why[known]) ?? 'is none that may be set here';
  return [`The field ${JSON.stringify(name)} of the kustomization ${reason}.`, 'Remove it; describe what you need in generators/.'];
}

function referencesOf(fields: Readonly<Record<string, unknown>>): { references: readonly Reference[]; faults: readonly Fault[] } {
  const references: Reference[] = [];
  const faults: Fault[] = [];
  const list = (value: unknown) => (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]);
  for (const field of ['resources', 'bases', 'components'])
    references.push(...list(fields[field]).map((value) => ({ field, value, mayBeFolder: true })));
  // An entry is the name of a file or a whole patch; kustomize tries the name first.
  for (const value of list(fields['patchesStrategicMerge'])) {
    if (typeof value !== 'string' || !value.includes('\n')) references.push({ field: 'patchesStrategicMerge', value, mayBeFolder: false });
  }
  for (const [field, known] of Object.entries(entryFields)) {
    for (const entry of list(fields[field])) {
      if (!isFields(entry)) {
        faults.push([`An entry of "${field}" is no mapping.`, 'Write its fields.']);
        continue;
      }
      for (const name of Object.keys(entry).filter((key) => !known.includes(key)))
        faults.push([`An entry of "${field}" has the field ${JSON.stringify(name)}, which may not be set here.`, 'Remove it.']);
      if (entry['path'] !== undefined) references.push({ field: `${field}.path`, value: entry['path'], mayBeFolder: false });
      for (const key of ['files', 'envs']) {
        for (const value of list(entry[key])) {
          const source = typeof value === 'string' && key === 'files' ? value.slice(value.indexOf('=') + 1) : value;
          references.push({ field: `${field}.${key}`, value: source, mayBeFolder: false });
        }
      }
    }
  }
  return { references, faults };
}

/**
 * Of kustomize 5.7.1: what has a scheme, a user and a host, or begins with `github.com` is cloned, whether there is a folder of the name
 * or not (`api/internal/git/repospec.go`); what is a URL by http is fetched wherever a file may stand
 * (`api/internal/loader/fileloader.go`). Each of these has a colon, or begins with that host.
 */
function faultOf(file: string, { field, value, mayBeFolder }: Reference, around: Around | undefined): Fault | undefined {
  const shown = JSON.stringify(value);
  if (typeof value !== 'string' || value === '') return [`${shown} in "${field}" is no path.`, 'Name a file of this repository.'];
  if (/[:@?#%\\\s\p{C}]|\/\/|^\/|^~/u.test(value) || /^github\.com(?:\/|$)/i.test(value))
    return [`${shown} in "${field}" is not a path below this repository: kustomize may fetch it.`, 'Commit what is needed, and name it.'];
  const folder = path.posix.dirname(file);
  const target = path.posix.normalize(path.posix.join(folder, value)).replace(/\/$/, '');
  if (around === undefined) return undefined;
  if (target === '..' || target.startsWith('../'))
    return [`${shown} in "${field}" leaves the repository.`, 'Name a file of this repository.'];
  if (around.isFile(target)) {
    if (target.startsWith(`${folder}/`)) return undefined;
    return [`${shown} in "${field}" is a file outside of the folder.`, 'Name a file of the folder, or a base.'];
  }
  if (!mayBeFolder || !around.isFolder(target))
    return [`${shown} in "${field}" is nothing that is committed or staged.`, 'Add it, or remove the entry.'];
  if (mayBuildOn(folder, target)) return undefined;
  return [`${shown} in "${field}" is nothing that this folder may build on.`, 'Build on base/, or on a folder of the same environment.'];
}

/** A base builds on bases, an environment on bases and on itself: nothing on another environment, or on a folder that no owner guards. */
function mayBuildOn(folder: string, target: string): boolean {
  const [top, environment] = folder.split('/');
  if (target.startsWith('base/') && (top === 'base' || top === 'overlays')) return true;
  return top === 'overlays' && target.startsWith(`overlays/${environment}/`);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
