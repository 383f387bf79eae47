import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { Finding, Manifest } from '../../../policies/model.ts';
import { rememberedBuilds } from '../../kustomize/build-cache.ts';
import { type Prepared, renderEnvironments } from '../../kustomize/kustomize.ts';
import { type Located, locateAll } from '../../kustomize/provenance.ts';
import { discover } from '../../repository/discover.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { lineOf } from '../../repository/yaml-lines.ts';
import { UserError } from '../../terminal/errors.ts';
import { builtFolders } from '../built-folders.ts';
import { decided, substituted, toldOfUndecided } from '../flux-variables.ts';
import { inputFinding, overlayFinding } from '../input-findings.ts';
import { othersAmong, toldOfOthers } from '../no-manifests.ts';
import { runKubeconform } from './kubeconform.ts';
import { validatorFor } from './validation.ts';
import { isBase, isKustomization, isUnfinished, read, resourcesOf, syntaxFindings } from './written.ts';

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
  /** What the reader should know about the extent of the run, one sentence each. */
  readonly notes: readonly string[];
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
  /** Those of the files that were met in a folder: some may be of other programs. */
  readonly met?: ReadonlySet<string>;
  /** What standard input holds. */
  readonly input: string;
  readonly kubeconform?: Kubeconform;
}

/**
 * Validates objects, kustomizations and patches as they are written in files. What a kustomization lists is validated as kustomize builds it,
 * where it does.
 * @throws UserError for a file that cannot be read
 */
export async function validateFiles({
  files,
  empty,
  met = new Set(),
  input,
  kubeconform = {},
}: ValidateFilesRequest): Promise<ValidationReport> {
  const sources = createSources('', new Map([['-', input]]));
  const others = othersAmong(sources, files, met);
  const folders = await builtFolders(sources, files, '');
  const written = read(
    sources,
    files.filter((file) => !others.has(file)),
    { inlinePatches: true, built: resourcesOf(sources, folders) },
  );
  const rendered = [...folders.built].flatMap(([folder, own]) => own.map((manifest) => ({ manifest, folder })));
  const flux = substituted([...rendered.map(({ manifest }) => manifest), ...written.whole]);
  const applied = (manifest: Manifest) => flux.of.get(manifest) ?? manifest;
  const validate = await validatorFor([
    ...rendered.map(({ manifest }) => applied(manifest)),
    ...written.whole.map(applied),
    ...written.patches.map(({ manifest }) => manifest),
  ]);
  const all = [
    ...rendered.flatMap((place) =>
      validate(applied(place.manifest), { partial: isBase(place.folder) }).map((finding): Located => ({ finding, rendered: place })),
    ),
    ...written.whole
      .flatMap((manifest) => validate(applied(manifest), { partial: isUnfinished(sources, manifest.file) }))
      .map((finding): Located => ({ finding })),
  ];
  const located = [...decided(all, ({ finding }) => finding, flux)];
  const undecided = all.length - located.length;
  const faults = empty.map((file) => inputFinding('empty-input', `"${file}" holds no YAML or JSON file.`, { environment: '', file }));
  for (const { manifest, place } of written.patches) {
    const findings = validate(manifest, { partial: true });
    if (place === undefined) located.push(...findings.map((finding) => ({ finding })));
    else faults.push(...findings.map((finding) => ({ ...finding, line: lineOf(sources.text(manifest.file) ?? '', 0, place) })));
  }
  // A kustomization that is wrong by itself says why it does not build.
  const wrong = new Set([...located.map(({ finding }) => finding), ...written.faults].map(({ file }) => path.resolve(file)));
  const broken = folders.faults.filter(({ file }) => !wrong.has(path.resolve(file)));
  return report(sources, {
    whole: [...rendered.map(({ manifest }) => manifest), ...written.whole].map(applied),
    patches: written.patches.length,
    files: files.length - others.size,
    environmentOf: new Map(),
    located,
    faults: [...faults, ...broken, ...written.faults],
    kubeconform,
    notes: [...folders.notes, ...toldOfOthers(others), ...toldOfUndecided(undecided)],
  });
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
  readonly notes?: readonly string[];
}

async function report(
  sources: Sources,
  { whole, patches, files, environmentOf, located, faults, kubeconform, notes = [] }: Judged,
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
  const placed = locateAll(sources, [...located, ...others.map((finding) => ({ finding }))]);
  // What is an error already needs no warning about its key.
  const isSaid = (fault: Finding) => placed.some((finding) => finding.file === fault.file && finding.line === fault.line);
  const findings = shared([...placed, ...faults.filter((fault) => fault.severity === 'error' || !isSaid(fault))]);
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
    notes,
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
