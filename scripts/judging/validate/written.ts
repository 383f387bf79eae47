import path from 'node:path';
import { asFields, asList, asText, at } from '../../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Fields, Finding, Kustomization, KustomizationPatch, Manifest } from '../../../policies/model.ts';
import { loadKustomization, partsOf, reach } from '../../kustomize/kustomizations.ts';
import { kustomizationFile, kustomizationNames } from '../../repository/environments.ts';
import { readableText } from '../../repository/readable.ts';
import type { Sources } from '../../repository/sources.ts';
import { booleanKeysOf } from '../../repository/yaml-lines.ts';
import type { BuiltFolders } from '../built-folders.ts';
import { inputFinding } from '../input-findings.ts';

/** The files whose objects are in what was built: those of a folder that does not build are validated as they are written. */
export function resourcesOf(sources: Sources, { built }: BuiltFolders): ReadonlySet<string> {
  const folders = new Set([...built.keys()].flatMap((root) => [...reach(sources, root)]));
  return new Set([...folders].flatMap((folder) => loadKustomization(sources, folder)?.resources.map(({ file }) => file) ?? []));
}

/** Whether a file of a base may leave out what every overlay adds: one that its kustomization lists. The built object must be whole. */
export function isUnfinished(sources: Sources, file: string): boolean {
  const folder = path.posix.dirname(file);
  if (file === '-' || isKustomization(file) || !isBase(folder)) return false;
  const kustomization = kustomizationFile(sources, folder);
  if (kustomization === undefined) return false;
  return asList(at(sources.documents(kustomization)[0]?.value, 'resources')).some(
    (entry) => path.posix.join(folder, asText(entry) ?? '') === file,
  );
}

/** Whether a folder is a base by its path: overlays may add to what it builds. */
export function isBase(folder: string): boolean {
  return path.resolve(folder).split(path.sep).includes('base');
}

/** Keys that are a boolean for whoever applies the file as it is, and a text for kustomize. */
function keyFindings(text: string, { file, document }: { readonly file: string; readonly document: number }): readonly Finding[] {
  return booleanKeysOf(text, document).map(({ key, read, line }) =>
    inputFinding('yaml-syntax', `The key ${key} is read as the boolean ${read}: the object gets the key "${read}".`, {
      environment: '',
      file,
      document,
      line,
      severity: 'warning',
      fix: `Quote the key: ${JSON.stringify(key)}.`,
    }),
  );
}

/** What files hold. */
export interface Written {
  readonly whole: readonly Manifest[];
  /** `place` is the path of an inline patch in its kustomization. */
  readonly patches: readonly { readonly manifest: Manifest; readonly place: string | undefined }[];
  readonly faults: readonly Finding[];
  readonly files: ReadonlySet<string>;
}

/** Sorts what files hold into whole objects, patches, and what is neither. */
export function read(
  sources: Sources,
  files: readonly string[],
  { inlinePatches, built = new Set() }: { readonly inlinePatches: boolean; readonly built?: ReadonlySet<string> },
): Written {
  const whole: Manifest[] = [];
  const faults: Finding[] = [];
  const kustomizations = kustomizationsBeside(sources, files);
  const given = new Set(files.map((file) => path.posix.normalize(file)));
  const patches = kustomizations.flatMap((kustomization) =>
    kustomization.patches
      .filter(({ file }) => given.has(file) && (inlinePatches || file !== kustomization.file))
      .flatMap((patch) => patchManifest(patch, kustomization.file)),
  );
  const parts = new Set(
    kustomizations.flatMap((kustomization) => [...partsOf(kustomization)].filter((file) => file !== kustomization.file)),
  );
  for (const file of files) {
    readableText(sources, file);
    const problems = syntaxFindings(sources, file);
    faults.push(...problems);
    if (parts.has(path.posix.normalize(file)) || (built.has(path.posix.normalize(file)) && !isKustomization(file))) continue;
    const before = whole.length + faults.length;
    sources.documents(file).forEach(({ value, line }, document) => {
      if (value === undefined) return;
      const items = manifestsOf(isKustomization(file) ? withKind(value) : value, { file, document });
      if (items.every((item) => 'fields' in item)) faults.push(...keyFindings(sources.text(file) ?? '', { file, document }));
      for (const item of items) {
        if ('fields' in item) whole.push(item);
        else faults.push(inputFinding('not-an-object', item.problem, { environment: '', file, document, line }));
      }
    });
    if (whole.length + faults.length === before && problems.length === 0) {
      const name = file === '-' ? 'Standard input' : `"${file}"`;
      faults.push(inputFinding('empty-input', `${name} holds no object.`, { environment: '', file }));
    }
  }
  return { whole, patches, faults, files: new Set(files) };
}

/** The kustomizations in the folders of files: they say which of the files are patches. */
function kustomizationsBeside(sources: Sources, files: readonly string[]): readonly Kustomization[] {
  const folders = new Set(files.filter((file) => file !== '-').map((file) => path.posix.dirname(file)));
  return [...folders].flatMap((folder) => loadKustomization(sources, folder) ?? []);
}

/** A strategic-merge patch as an object; lists of JSON patch operations, and patches of objects nobody names, are none. */
function patchManifest(
  { file, document, path: place, target, content }: KustomizationPatch,
  kustomization: string,
): readonly { readonly manifest: Manifest; readonly place: string | undefined }[] {
  const fields = asFields(content);
  if (fields === undefined) return [];
  return manifestsOf(withTarget(fields, target), { file, document }).flatMap((manifest) =>
    'fields' in manifest ? [{ manifest, place: file === kustomization ? place : undefined }] : [],
  );
}

/** Kustomize takes kind and API version of a patch from its target when they are absent. */
function withTarget(fields: Fields, target: Fields | undefined): Fields {
  const kind = asText(fields['kind']) ?? asText(at(target, 'kind'));
  const version = asText(at(target, 'version'));
  const group = asText(at(target, 'group'));
  const named = version === undefined ? undefined : group === undefined || group === '' ? version : `${group}/${version}`;
  const apiVersion = asText(fields['apiVersion']) ?? named;
  return { ...fields, ...(kind !== undefined && { kind }), ...(apiVersion !== undefined && { apiVersion }) };
}

/** A kustomization may go without kind and API version. */
function withKind(value: unknown): unknown {
  const fields = asFields(value);
  if (fields === undefined) return value;
  const kind = fields['kind'] ?? 'Kustomization';
  const version = kind === 'Component' ? 'v1alpha1' : 'v1beta1';
  return { apiVersion: `kustomize.config.k8s.io/${version}`, kind, ...fields };
}

/** Whether kustomize reads a file as a kustomization. */
export function isKustomization(file: string): boolean {
  return kustomizationNames.includes(path.posix.basename(file));
}

/** What is no YAML in a file. */
export function syntaxFindings(sources: Sources, file: string): readonly Finding[] {
  return sources.problems(file).map(({ message, ...where }) => inputFinding('yaml-syntax', message, { environment: '', file, ...where }));
}
