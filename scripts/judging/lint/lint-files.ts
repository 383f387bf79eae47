import path from 'node:path';
import { lint } from '../../../policies/engine.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Finding, Manifest } from '../../../policies/model.ts';
import { type Located, locateAll } from '../../kustomize/provenance.ts';
import { companyOf } from '../../repository/company/company.ts';
import { readableText } from '../../repository/readable.ts';
import { createSources } from '../../repository/sources.ts';
import { builtFolders } from '../built-folders.ts';
import { decided, substituted, toldOfUndecided } from '../flux-variables.ts';
import { inputFinding } from '../input-findings.ts';
import { othersAmong, toldOfOthers } from '../no-manifests.ts';
import { openWorld, toldOfOpenWorld } from '../open-world.ts';
import { alternativesOf } from './alternatives.ts';
import type { LintReport } from './lint.ts';
import { combined, type Judgement, type Suite } from './report.ts';
import { unknownKindFindings } from './unknown-kinds.ts';

/** Files to judge as they are written. */
export interface FilesRequest {
  /** Paths as the user knows them; `-` for standard input. */
  readonly files: readonly string[];
  /** Folders and files that were asked for and hold nothing. */
  readonly empty: readonly string[];
  /** Those of the files that were met in a folder: some may be of other programs. */
  readonly met?: ReadonlySet<string>;
  /** What standard input holds. */
  readonly input: string;
  readonly environment: string;
}

/**
 * Judges Kubernetes objects as they are written in files. A folder that has a kustomization is judged as kustomize builds it, and the
 * kustomizations by the rules about them; what no kustomization uses is judged as it is written.
 */
export async function lintFiles({ files, empty, met = new Set(), input, environment }: FilesRequest, suite: Suite): Promise<LintReport> {
  const sources = createSources('', new Map([['-', input]]));
  const { kustomizations, built, parts, faults: broken, notes } = await builtFolders(sources, files, environment);
  const manifests: Manifest[] = [];
  const faults: Finding[] = [
    ...empty.map((file) => inputFinding('empty-input', `"${file}" holds no YAML or JSON file.`, { environment, file })),
    ...broken,
  ];
  const others = othersAmong(sources, files, met);
  for (const file of files) {
    if (others.has(file)) continue;
    const isPart = parts.has(path.normalize(file));
    readableText(sources, file);
    const problems = sources.problems(file);
    for (const { message, ...where } of problems) faults.push(inputFinding('yaml-syntax', message, { environment, file, ...where }));
    if (isPart) continue;
    let found = 0;
    sources.documents(file).forEach(({ value, line }, document) => {
      if (value === undefined || value === null) return;
      for (const item of manifestsOf(value, { file, document })) {
        found += 1;
        if ('fields' in item) manifests.push(item);
        else faults.push(inputFinding('not-an-object', item.problem, { environment, file, document, line }));
      }
    });
    if (found === 0 && problems.length === 0)
      faults.push(inputFinding('empty-input', `${nameOf(file)} holds no object.`, { environment, file }));
  }
  const flux = substituted([...[...built.values()].flat(), ...manifests]);
  const applied = (manifest: Manifest) => flux.of.get(manifest) ?? manifest;
  const rendered = new Map(
    [...built].flatMap(([folder, own]) =>
      own.map((manifest) => [identityOf(applied(manifest), applied(manifest)), { manifest, folder }] as const),
    ),
  );
  const builtAsApplied = [...built.values()].map((own) => own.map(applied));
  const kinds = await unknownKindFindings([...builtAsApplied.flat(), ...manifests.map(applied)], environment, { isOurs: false });
  const [first = { manifests: [], judged: new Set() }, ...further] = alternativesOf(builtAsApplied, manifests.map(applied));
  const isOpen = openWorld([...builtAsApplied.flat(), ...manifests]);
  let undecided = 0;
  let absent = 0;
  const judgements: Judgement[] = [];
  for (const [index, world] of [first, ...further].entries()) {
    const result = lint(
      {
        environment,
        company: companyOf(sources),
        manifests: world.manifests,
        kustomizations: index === 0 ? kustomizations : [],
        reports: (manifest) => world.judged.has(manifest) || isKustomization(manifest.apiVersion),
      },
      suite,
    );
    const all = [...(index === 0 ? kinds : []), ...result.findings];
    const known = decided(all, (finding) => finding, flux);
    const findings = known.filter((finding) => !isOpen(finding));
    const asked = (list: readonly Finding[]) => list.filter(({ rule }) => suite.selected?.includes(rule) !== false).length;
    undecided += asked(all) - asked(known);
    absent += asked(known) - asked(findings);
    const located = locateAll(
      sources,
      findings.map((finding): Located => {
        const place = rendered.get(identityOf(finding, finding.object));
        return place === undefined ? { finding } : { finding, rendered: place };
      }),
    );
    judgements.push({
      environment,
      objects: result.objects,
      looked: result.looked,
      findings: [...(index === 0 ? faults : []), ...located],
    });
  }
  return {
    ...combined([whole(judgements, environment)], suite),
    notes: [...notes, ...toldOfOthers(others), ...toldOfUndecided(undecided), ...toldOfOpenWorld(absent)],
  };
}

function identityOf({ file }: { readonly file: string }, { apiVersion, kind, namespace, name, document }: Finding['object']): string {
  return [apiVersion, kind, namespace, name, file, document].join('\n');
}

/** All worlds are judged by the rules of one environment, and told as one. */
function whole(judgements: readonly Judgement[], environment: string): Judgement {
  const looked = new Map<string, number>();
  for (const judgement of judgements) for (const [id, count] of judgement.looked) looked.set(id, (looked.get(id) ?? 0) + count);
  return {
    environment,
    objects: judgements.reduce((sum, { objects }) => sum + objects, 0),
    looked,
    findings: judgements.flatMap(({ findings }) => findings),
  };
}

function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : `"${file}"`;
}

/** Subjects of rules about kustomizations are of no group of objects. */
function isKustomization(apiVersion: string): boolean {
  return apiVersion.startsWith('kustomize.config.k8s.io/');
}
