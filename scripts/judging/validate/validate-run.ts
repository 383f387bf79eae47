import { realpathSync } from 'node:fs';
import path from 'node:path';
import { asFields, asList, asText, at } from '../../../policies/kubernetes/fields.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Fields, Finding, Kustomization, KustomizationPatch, Manifest } from '../../../policies/model.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { loadKustomization, partsOf } from '../../kustomize/kustomizations.ts';
import { type Prepared, renderEnvironments } from '../../kustomize/kustomize.ts';
import { type Located, locateAll } from '../../kustomize/provenance.ts';
import { discover } from '../../repository/discover.ts';
import { kustomizationFile, kustomizationNames } from '../../repository/environments.ts';
import { readableText } from '../../repository/readable.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { lineOf } from '../../repository/yaml-lines.ts';
import { UserError } from '../../terminal/errors.ts';
import { inputFinding, overlayFinding } from '../input-findings.ts';
import { runKubeconform } from './kubeconform.ts';
import { validatorFor } from './validation.ts';

/** What one run validated and found. */
export interface ValidationReport {
  /** By file and line; what several environments share is there once. */
  readonly findings: readonly Finding[];
  readonly summary: {
    readonly objects: number;
    readonly files: number;
    readonly findings: number;
    readonly errors: number;
    readonly warnings: number;
    /** Whether kubeconform ran as well, in a sentence. */
    readonly kubeconform: string;
  };
}

/** What kubeconform does beside our own schemas. */
export interface Kubeconform {
  /** It runs unless this is true. */
  readonly skip?: boolean;
  /** Its `-schema-location`; absent: its own default, on the network. */
  readonly schemaLocation?: string;
}

/**
 * Validates what the overlays of a repository build, all its kustomizations, and the objects of Argo CD.
 * @throws UserError when there is nothing to validate, and for a broken tool
 */
export async function validateRepository(
  root: string,
  { kubeconform = {}, ...prepared }: Prepared & { readonly kubeconform?: Kubeconform } = {},
): Promise<ValidationReport> {
  const sources = prepared.sources ?? createSources(realpathSync(root));
  const folders = ['base', 'overlays', 'argocd'].filter((folder) => sources.isFolder(folder));
  const found = folders.length === 0 ? [] : (await discover(folders.map((folder) => path.join(sources.root, folder)))).files;
  const files = found.map((file) => path.posix.relative(sources.root, file));
  if (files.length === 0) {
    throw new UserError({
      what: 'There is nothing to validate.',
      where: root,
      how: 'Run "npm run generate", or name the files to validate.',
    });
  }
  const environments = prepared.rendered ?? (await renderEnvironments(sources.root, { sources, ...(await rememberedBuilds(sources)) }));
  const written = read(
    sources,
    files.filter((file) => file.startsWith('argocd/') || isKustomization(file)),
    { inlinePatches: false },
  );
  const syntax = files.filter((file) => !written.files.has(file)).flatMap((file) => syntaxFindings(sources, file));
  const rendered = environments.flatMap(({ manifests }) => manifests);
  const validate = await validatorFor([...rendered, ...written.whole]);
  const located: Located[] = [];
  const environmentOf = new Map<Manifest, string>();
  for (const { name, manifests, applicationOf, problems } of environments) {
    located.push(...problems.map((problem) => ({ finding: overlayFinding(problem, name) })));
    for (const manifest of manifests) {
      environmentOf.set(manifest, name);
      const folder = applicationOf.get(manifest)?.folder ?? '';
      located.push(...validate(manifest, { environment: name }).map((finding) => ({ finding, rendered: { manifest, folder } })));
    }
  }
  located.push(...written.whole.flatMap((manifest) => validate(manifest, { isOurs: true })).map((finding) => ({ finding })));
  return report(sources, {
    whole: [...rendered, ...written.whole],
    patches: 0,
    files: files.length,
    environmentOf,
    located,
    faults: [...written.faults, ...syntax],
    kubeconform,
  });
}

export interface ValidateFilesRequest {
  /** Paths as the user knows them; `-` for standard input. */
  readonly files: readonly string[];
  /** Folders that were asked for and hold nothing. */
  readonly empty: readonly string[];
  /** What standard input holds. */
  readonly input: string;
  readonly kubeconform?: Kubeconform;
}

/**
 * Validates objects, kustomizations and patches as they are written in files.
 * @throws UserError for a file that cannot be read
 */
export async function validateFiles({ files, empty, input, kubeconform = {} }: ValidateFilesRequest): Promise<ValidationReport> {
  const sources = createSources('', new Map([['-', input]]));
  const written = read(sources, files, { inlinePatches: true });
  const validate = await validatorFor([...written.whole, ...written.patches.map(({ manifest }) => manifest)]);
  const located = written.whole
    .flatMap((manifest) => validate(manifest, { partial: isUnfinished(sources, manifest.file) }))
    .map((finding): Located => ({ finding }));
  const faults = empty.map((file) => inputFinding('empty-input', `"${file}" holds no YAML or JSON file.`, { environment: '', file }));
  for (const { manifest, place } of written.patches) {
    const findings = validate(manifest, { partial: true });
    if (place === undefined) located.push(...findings.map((finding) => ({ finding })));
    else faults.push(...findings.map((finding) => ({ ...finding, line: lineOf(sources.text(manifest.file) ?? '', 0, place) })));
  }
  return report(sources, {
    whole: written.whole,
    patches: written.patches.length,
    files: files.length,
    environmentOf: new Map(),
    located,
    faults: [...faults, ...written.faults],
    kubeconform,
  });
}

/** Whether a file of a base may leave out what every overlay adds: one that its kustomization lists. The built object must be whole. */
function isUnfinished(sources: Sources, file: string): boolean {
  const folder = path.posix.dirname(file);
  if (file === '-' || isKustomization(file) || !path.resolve(folder).split(path.sep).includes('base')) return false;
  const kustomization = kustomizationFile(sources, folder);
  if (kustomization === undefined) return false;
  return asList(at(sources.documents(kustomization)[0]?.value, 'resources')).some(
    (entry) => path.posix.join(folder, asText(entry) ?? '') === file,
  );
}

interface Written {
  readonly whole: readonly Manifest[];
  /** `place` is the path of an inline patch in its kustomization. */
  readonly patches: readonly { readonly manifest: Manifest; readonly place: string | undefined }[];
  readonly faults: readonly Finding[];
  readonly files: ReadonlySet<string>;
}

/** Sorts what files hold into whole objects, patches, and what is neither. */
function read(sources: Sources, files: readonly string[], { inlinePatches }: { readonly inlinePatches: boolean }): Written {
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
    if (parts.has(path.posix.normalize(file))) continue;
    const before = whole.length + faults.length;
    sources.documents(file).forEach(({ value, line }, document) => {
      if (value === undefined) return;
      for (const item of manifestsOf(isKustomization(file) ? withKind(value) : value, { file, document })) {
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

function isKustomization(file: string): boolean {
  return kustomizationNames.includes(path.posix.basename(file));
}

function syntaxFindings(sources: Sources, file: string): readonly Finding[] {
  return sources.problems(file).map(({ message, ...where }) => inputFinding('yaml-syntax', message, { environment: '', file, ...where }));
}

interface Judged {
  readonly whole: readonly Manifest[];
  /** How many patches were judged beside whole objects. */
  readonly patches: number;
  readonly files: number;
  readonly environmentOf: ReadonlyMap<Manifest, string>;
  readonly located: readonly Located[];
  /** Findings that know their line. */
  readonly faults: readonly Finding[];
  readonly kubeconform: Kubeconform;
}

async function report(
  sources: Sources,
  { whole, patches, files, environmentOf, located, faults, kubeconform }: Judged,
): Promise<ValidationReport> {
  const objects = whole.filter(({ apiVersion }) => !apiVersion.startsWith('kustomize.config.k8s.io/'));
  const beside =
    kubeconform.skip === true
      ? { note: 'kubeconform was not asked.', findings: [] }
      : await runKubeconform(objects, (manifest) => environmentOf.get(manifest) ?? '', kubeconform.schemaLocation);
  const known = new Map<string, string[]>();
  for (const { finding } of located) known.set(objectKey(finding), [...(known.get(objectKey(finding)) ?? []), finding.path]);
  // Of an unknown field, kubeconform names the mapping that holds it.
  const others = beside.findings.filter((finding) => !known.get(objectKey(finding))?.some((path) => path.startsWith(finding.path)));
  const findings = shared([...locateAll(sources, [...located, ...others.map((finding) => ({ finding }))]), ...faults]);
  return {
    findings,
    summary: {
      objects: whole.length + patches,
      files,
      findings: findings.length,
      errors: findings.filter(({ severity }) => severity === 'error').length,
      warnings: findings.filter(({ severity }) => severity === 'warning').length,
      kubeconform: beside.note,
    },
  };
}

function objectKey({ environment, file, object }: Finding): string {
  return [environment, file, object.kind, object.namespace, object.name].join('\n');
}

/** Sorted, and what is wrong at one place in several environments once. */
function shared(findings: readonly Finding[]): readonly Finding[] {
  const places = new Map<string, Finding>();
  for (const finding of findings) {
    const key = [finding.file, finding.line, finding.rule, finding.message, finding.path, finding.object.kind, finding.object.name].join(
      '\n',
    );
    const known = places.get(key);
    places.set(key, known === undefined || known.environment === finding.environment ? finding : { ...known, environment: '' });
  }
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...places.values()].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.path, b.path) || compare(a.rule, b.rule),
  );
}
