import { ownValue } from '../company/own-keys.ts';
import { textAt } from '../kubernetes/fields.ts';
import type { Manifest, Place } from '../model.ts';

/** Below and above every sync wave that a person writes. */
const early = -1_000_000;
const late = 1_000_000;

/**
 * Whether one object is there when Argo CD applies another. Between Applications only the wave counts: those of one wave sync
 * side by side, and what waits is tried again. Within one Application a later wave of objects waits for the health of those before.
 */
export function isThereBy(provider: Place, consumer: Place): boolean {
  if (provider.wave !== consumer.wave) return provider.wave < consumer.wave;
  return provider.application !== consumer.application || provider.stage <= consumer.stage;
}

/** `data-layer, wave 0`, for messages. */
export function describePlace({ application, wave, stage }: Place): string {
  return stage === 0 || Math.abs(stage) >= late / 2 ? `${application}, wave ${wave}` : `${application}, wave ${wave}, ${stage} within it`;
}

/**
 * The moment of an object within its Application: its sync wave; hooks of Argo CD or Helm that come before or after a sync lie
 * outside of all waves. Undefined for what is no part of a sync: tests, and hooks of a deletion (Argo CD 3.4.4, docs/user-guide/helm.md).
 */
export function stageOf({ annotations }: Manifest): number | undefined {
  const hooks = (annotations['argocd.argoproj.io/hook'] ?? annotations['helm.sh/hook'] ?? '').split(',').map((hook) => hook.trim());
  const wave = Number(annotations['argocd.argoproj.io/sync-wave'] ?? annotations['helm.sh/hook-weight'] ?? 0);
  if (hooks.some((hook) => /^(?:PreSync|pre-install|pre-upgrade)$/.test(hook))) return early + wave;
  if (hooks.some((hook) => /^(?:PostSync|post-install|post-upgrade)$/.test(hook))) return late + wave;
  if (hooks.some((hook) => /^(?:test|test-success|test-failure|SyncFail|PostDelete|PreDelete|pre-delete|post-delete|Skip)$/.test(hook)))
    return undefined;
  return Number.isFinite(wave) ? wave : 0;
}

/**
 * Places of objects that say themselves which Application tracks them (annotation `argocd.argoproj.io/tracking-id`), where the
 * Application stands beside them: what a cluster shows, and examples.
 */
export function trackedPlaces(manifests: readonly Manifest[]): ReadonlyMap<Manifest, Place> {
  const waves = new Map(
    manifests.filter(({ kind }) => kind === 'Application').map((application) => [application.name, applicationWave(application)] as const),
  );
  const places = new Map<Manifest, Place>();
  if (waves.size === 0) return places;
  for (const manifest of manifests) {
    const application = manifest.annotations['argocd.argoproj.io/tracking-id']?.split(':')[0] ?? '';
    const [wave, stage] = [waves.get(application), stageOf(manifest)];
    if (wave !== undefined && stage !== undefined) places.set(manifest, { application, wave, stage });
  }
  return places;
}

/** The wave of an Application within its root; 0 where it states none. */
export function applicationWave({ annotations }: Manifest): number {
  const wave = Number(annotations['argocd.argoproj.io/sync-wave'] ?? 0);
  return Number.isInteger(wave) ? wave : 0;
}

/** The label of an Application that names what it applies: an overlay folder or a chart. */
export const applicationName = 'application';

/** The overlay folder or chart of an Application, as its label says. */
export function applicationOf({ labels, fields, name }: Manifest): string {
  return ownValue(labels, applicationName) ?? textAt(fields, 'spec', 'source', 'helm', 'releaseName') ?? name;
}
