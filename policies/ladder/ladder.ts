import { tiers } from '../environments.ts';
import { findingOf } from '../finding.ts';
import { listAt, textAt } from '../kubernetes/fields.ts';
import { imageOf } from '../kubernetes/images.ts';
import { isAsleep } from '../kubernetes/namespaces.ts';
import { titleOf } from '../kubernetes/objects.ts';
import type { Finding, Manifest, World } from '../model.ts';
import { type Declared, saysSame, serviceOf } from './declared.ts';
import { guardsStoreElsewhere } from './elsewhere.ts';
import { identities } from './identity.ts';
import { isGuard, type Measure, measures } from './measures.ts';

/** What the finding of a weaker environment says beside its message. */
export type LadderRule = Parameters<typeof findingOf>[0];

/** One environment, as it is rendered. */
export interface Rung {
  readonly world: World;
  /** The overlay's own objects. */
  readonly manifests: readonly Manifest[];
  /** What the catalog says of it; absent: nothing. */
  readonly declared?: Declared;
}

/**
 * In what environments of a higher tier are weaker than those of the tier below, object for object. A trial is below everything and
 * is held against nothing; a rehearsal must not be stronger than production, or it rehearses something else.
 */
export function ladderFindings(rungs: readonly Rung[], rule: LadderRule): readonly Finding[] {
  const guarded = rungs.filter(({ world }) => world.tier !== 'trial');
  return guarded.flatMap((upper) =>
    guarded
      .filter((lower) => tiers.indexOf(lower.world.tier) < tiers.indexOf(upper.world.tier))
      .flatMap((lower) => compared(upper, lower, rule)),
  );
}

function compared(upper: Rung, lower: Rung, rule: LadderRule): readonly Finding[] {
  const [theirs, ours] = [identities(lower), identities(upper)];
  const environment = upper.world.environment;
  const below = lower.world.environment;
  const names = new Set(workloadsOf(upper));
  const absent = workloadsOf(lower).filter((name) => !names.has(name));
  const isMeant = meantBetween(upper.declared, lower.declared);
  return [...theirs].flatMap(([identity, weaker]) => {
    const own = ours.get(identity);
    if (own === undefined) {
      if (!isGuard(weaker) || absent.some((name) => isOf(weaker.name, name))) return [];
      if (guardsStoreElsewhere(weaker, lower.world, upper.world) || isOfImageThatNobodyRuns(weaker, upper)) return [];
      const message = `${titleOf(weaker)} is in "${below}" and not in "${environment}".`;
      const nothing = { ...weaker, namespace: weaker.namespace, file: `overlays/${environment}/kustomization.yaml`, document: 0 };
      return [findingOf(rule, nothing, { message, path: '' }, environment)];
    }
    return measures.flatMap((measured) => {
      const { kinds, what, path, strength, sleeps } = measured;
      if (!kinds.includes(own.kind) || (sleeps && isAsleep(own, upper.world))) return [];
      const [here, there] = [strength(own, upper.world), strength(weaker, lower.world)];
      if (there === undefined || (here !== undefined && here >= there) || (here === undefined && own.kind === 'ConfigMap')) return [];
      if (isMeant(own, measured)) return [];
      const message = `${titleOf(own)} is weaker in "${environment}" than in "${below}": ${what}.`;
      return [findingOf(rule, own, { message, path }, environment)];
    });
  });
}

/** Whether what the catalog says of a service in two environments is why an object of it has less of something in the stronger one. */
function meantBetween(upper: Declared | undefined, lower: Declared | undefined): (object: Manifest, measured: Measure) => boolean {
  if (upper === undefined || lower === undefined) return () => false;
  const services = new Set(upper.services);
  return (object, { meant = [] }) => {
    const service = meant.length === 0 ? undefined : serviceOf(object, services);
    return service !== undefined && meant.some((fact) => !saysSame(lower, upper, fact, service));
  };
}

/** Whether an object says who must have signed an image that no pod of an environment runs, such as that of a service that is not there. */
function isOfImageThatNobodyRuns({ kind, fields }: Manifest, { world }: Rung): boolean {
  if (kind !== 'ClusterImagePolicy') return false;
  const names = listAt(fields, 'spec', 'images').map((image) => textAt(image, 'glob')?.replace(/[@:*].*$/, '') ?? '');
  return !world.pods.some(({ containers }) =>
    containers.some((container) => names.some((name) => name === '' || (imageOf(container) ?? '').replace(/[@:].*$/, '') === name)),
  );
}

/** Names of what runs: what guards only that is missing where it does not run, such as a service that was not delivered there yet. */
function workloadsOf({ world }: Rung): readonly string[] {
  return ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job'].flatMap((kind) => world.ofKind(kind).map(({ name }) => name));
}

function isOf(name: string, owner: string): boolean {
  return name === owner || name.startsWith(`${owner}-`);
}
