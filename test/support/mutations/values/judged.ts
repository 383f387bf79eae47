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

/** Whether nobody reports any of some edits of production, each of another object, made together: then nobody reports one of them alone. */
export async function areSilent(bench: Bench, edits: readonly Made[]): Promise<boolean> {
  const validate = await validatorFor(edits.map(({ changed }) => changed));
  if (edits.some(({ changed }) => validate(changed).length > 0)) return false;
  return findingsOf(bench, 'production', edits, () => true).length === 0;
}

function findings(bench: Bench, edit: Made, reports: (manifest: Manifest) => boolean) {
  return findingsOf(bench, edit.where, [edit], reports);
}

function findingsOf(
  { sources, rules, production, argocd, facts }: Bench,
  where: Made['where'],
  edits: readonly Made[],
  reports: (manifest: Manifest) => boolean,
) {
  const objects = where === 'production' ? production.manifests : argocd;
  const changes = new Map(edits.flatMap(({ original, changed }) => (original === undefined ? [] : [[original, changed] as const])));
  const originals = new Map([...changes].map(([original, changed]) => [changed, original]));
  const added = edits.filter(({ original }) => original === undefined).map(({ changed }) => changed);
  const manifests = [...objects.map((manifest) => changes.get(manifest) ?? manifest), ...added];
  const isArgo = where === 'argocd';
  const foreign = isArgo ? facts : chartsOf('production');
  const folderOf = (manifest: Manifest) => production.applicationOf.get(originals.get(manifest) ?? manifest)?.name;
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
