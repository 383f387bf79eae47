import path from 'node:path';
import { type LintResult, lint } from '../../../policies/engine.ts';
import { manifestsOf } from '../../../policies/manifest.ts';
import type { Finding, Manifest } from '../../../policies/model.ts';
import type { Report } from '../../../policies/reporters/report.ts';
import { loadKustomization, partsOf } from '../../kustomize/kustomizations.ts';
import { locateAll } from '../../kustomize/provenance.ts';
import { kustomizationNames } from '../../repository/environments.ts';
import { readableText } from '../../repository/readable.ts';
import { createSources } from '../../repository/sources.ts';
import { inputFinding } from '../input-findings.ts';
import { combined, type Suite } from './report.ts';
import { unknownKindFindings } from './unknown-kinds.ts';

/** Files to judge as they are written. */
export interface FilesRequest {
  /** Paths as the user knows them; `-` for standard input. */
  readonly files: readonly string[];
  /** Folders and files that were asked for and hold nothing. */
  readonly empty: readonly string[];
  /** What standard input holds. */
  readonly input: string;
  readonly environment: string;
}

/**
 * Judges Kubernetes objects as they are written in files. Kustomizations among them are judged by the rules about kustomizations,
 * their patches and the files of their generators only through them.
 */
export async function lintFiles({ files, empty, input, environment }: FilesRequest, suite: Suite): Promise<Report> {
  const sources = createSources('', new Map([['-', input]]));
  const kustomizations = files
    .filter((file) => kustomizationNames.includes(path.basename(file)))
    .flatMap((file) => loadKustomization(sources, path.dirname(file)) ?? []);
  const parts = new Set(kustomizations.flatMap((kustomization) => [kustomization.file, ...partsOf(kustomization)]));
  const manifests: Manifest[] = [];
  const faults: Finding[] = empty.map((file) =>
    inputFinding('empty-input', `"${file}" holds no YAML or JSON file.`, { environment, file }),
  );
  for (const file of files) {
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
  const result: LintResult = lint({ environment, manifests, kustomizations }, suite);
  const findings = [...(await unknownKindFindings(manifests, environment, { isOurs: false })), ...result.findings];
  const located = locateAll(
    sources,
    findings.map((finding) => ({ finding })),
  );
  return combined([{ environment, objects: result.objects, looked: result.looked, findings: [...faults, ...located] }], suite);
}

function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : `"${file}"`;
}
