import { dump } from 'js-yaml';
import { lint } from '../../../../policies/engine.ts';
import type { Manifest, Rule } from '../../../../policies/model.ts';
import { placesIn } from '../../../../scripts/charts/facts/places.ts';
import { unknownKindFindings } from '../../../../scripts/judging/lint/unknown-kinds.ts';
import { validatorFor } from '../../../../scripts/judging/validate/validation.ts';
import type { RenderedEnvironment } from '../../../../scripts/kustomize/kustomize.ts';
import { createSources, type Sources } from '../../../../scripts/repository/sources.ts';
import { chartsOf } from '../../chart-facts.ts';
import type { Made } from './edits.ts';

/** What the edits are judged by and beside. */
export interface Bench {
  readonly sources: Sources;
  readonly rules: readonly Rule[];
  readonly production: RenderedEnvironment;
  readonly argocd: readonly Manifest[];
  /** What Argo CD is to be told, by the catalog and the tree. */
  readonly facts: readonly Manifest[];
}

/** Which judge reports an edit, and by which rule; undefined: none does. */
export async function reporterOf(bench: Bench, edit: Made): Promise<string | undefined> {
  const { changed, where } = edit;
  const validate = await validatorFor([changed]);
  const schema = validate(changed)[0] ?? (await unknownKindFindings([changed], where))[0];
  if (schema !== undefined) return schema.rule;
  // The changed object alone is many times quicker, and nearly always enough.
  return (
    findings(bench, edit, (manifest) => manifest === changed)[0]?.rule ??
    findings(bench, edit, () => true)[0]?.rule ??
    (where === 'argocd' && edit.name.includes('sync-wave') ? inOtherWave(bench, changed) : undefined)
  );
}

/** What lint says of production where an Application comes in another wave. */
function inOtherWave({ sources, rules, production }: Bench, changed: Manifest): string | undefined {
  const texts = new Map([[changed.file, dump(changed.fields)]]);
  const foreign = chartsOf('production');
  const folderOf = (manifest: Manifest) => production.applicationOf.get(manifest)?.name;
  const places = placesIn(createSources(sources.root, texts), 'production', [...production.manifests, ...foreign], folderOf);
  const { findings } = lint(
    { environment: 'production', manifests: production.manifests, foreign, places },
    { rules, today: '2026-01-01' },
  );
  return findings[0]?.rule;
}

function findings({ sources, rules, production, argocd, facts }: Bench, edit: Made, reports: (manifest: Manifest) => boolean) {
  const { where, original, changed } = edit;
  const objects = where === 'production' ? production.manifests : argocd;
  const manifests =
    original === undefined ? [...objects, changed] : objects.map((manifest) => (manifest === original ? changed : manifest));
  const isArgo = where === 'argocd';
  const foreign = isArgo ? facts : chartsOf('production');
  const folderOf = (manifest: Manifest) =>
    production.applicationOf.get(manifest === changed && original !== undefined ? original : manifest)?.name;
  return lint(
    {
      environment: where,
      manifests,
      foreign,
      ...(!isArgo && { places: placesIn(sources, 'production', [...manifests, ...foreign], folderOf) }),
      reports,
    },
    { rules: isArgo ? rules.filter(({ scope }) => scope === 'object') : rules, today: '2026-01-01' },
  ).findings;
}
