import { perWorld } from '../kubernetes/per-world.ts';
import { isWorkload } from '../kubernetes/pods/workloads.ts';
import type { Manifest, Place, World } from '../model.ts';
import { controllerNeeds } from './controllers.ts';
import { type Need, needsOf } from './needs.ts';
import { isThereBy } from './place.ts';

/** An object that does not come up in its wave, and what it waits for. */
export interface Waiting {
  readonly manifest: Manifest;
  readonly place: Place;
  /** Without what only waits for something else of the same wave. */
  readonly needs: readonly Need[];
}

/** One wave of the Applications of an environment. */
export interface Wave {
  readonly wave: number;
  /** Names, sorted. */
  readonly applications: readonly string[];
  /** Empty: all of them become healthy, and the next wave begins. */
  readonly waiting: readonly Waiting[];
}

interface Step {
  readonly manifest: Manifest;
  readonly place: Place;
  readonly needs: readonly Need[];
  /** Workloads that an operator makes of it: it is healthy when they are. */
  readonly workloads: readonly Manifest[];
}

/**
 * A first sync on an empty cluster whose network enforces policies, as Argo CD does it: wave after wave of Applications, each
 * only when all before are healthy; within an Application stage after stage. An object is up when all that it needs is up, its
 * controller included, and the workloads that an operator makes of it. What lies outside of the cluster (Vault, DNS, buckets) is
 * taken as given. The list ends with the wave in which something waits for ever.
 */
export function firstSync(world: World): readonly Wave[] {
  const state: State = { ready: new Set(), up: new Set() };
  const waves: Wave[] = [];
  for (const [wave, steps] of stepsByWave(world)) {
    const applications = [...new Set(steps.map(({ place }) => place.application))].sort();
    const open = settle(steps, state, world);
    waves.push({ wave, applications, waiting: open.length === 0 ? [] : roots(open, state, world) });
    if (open.length > 0) break;
  }
  return waves;
}

interface State {
  /** What it needs of others is there. */
  readonly ready: Set<Manifest>;
  /** Ready, with everything that is made of it. */
  readonly up: Set<Manifest>;
}

/** Brings up all that can come up; what is left waits for ever. */
function settle(steps: readonly Step[], state: State, world: World): readonly Step[] {
  let open = steps;
  for (;;) {
    const stages = lowestStages(open);
    const before = state.ready.size + state.up.size;
    for (const step of open) {
      const { manifest, place, needs, workloads } = step;
      if (place.stage > (stages.get(place.application) ?? place.stage)) continue;
      // What an operator makes comes when what it is made of is ready, and that is up when its workloads are.
      const made = manifest.origin?.by !== 'operator' || state.ready.has(manifest.origin.of);
      if (made && needs.every((need) => isMet(need, place, state, world))) state.ready.add(manifest);
      if (state.ready.has(manifest) && workloads.every((workload) => state.ready.has(workload))) state.up.add(manifest);
    }
    if (state.ready.size + state.up.size === before) return open;
    open = open.filter(({ manifest }) => !state.up.has(manifest));
  }
}

/** Those of what waits whose own needs are not met, with the needs that none of the others would meet. */
function roots(open: readonly Step[], state: State, world: World): readonly Waiting[] {
  const stages = lowestStages(open);
  const waiting = new Set(open.map(({ manifest }) => manifest));
  const comes = (maker: Manifest) => waiting.has(maker) || (maker.origin?.by === 'operator' && waiting.has(maker.origin.of));
  const found = open.flatMap(({ manifest, place, needs }) => {
    if (place.stage > (stages.get(place.application) ?? place.stage)) return [];
    const unmet = needs.filter((need) => !isMet(need, place, state, world));
    const own = unmet.filter(({ makers }) => !makers.some((maker) => comes(maker) && isThere(maker, place, world)));
    return unmet.length === 0 ? [] : [{ manifest, place, unmet, own }];
  });
  const first = found.filter(({ own }) => own.length > 0).map(({ manifest, place, own }) => ({ manifest, place, needs: own }));
  // Without any, they wait for each other.
  return first.length > 0 ? first : found.map(({ manifest, place, unmet }) => ({ manifest, place, needs: unmet }));
}

function isMet({ makers }: Need, place: Place, { ready, up }: State, world: World): boolean {
  return makers.some((maker) => {
    if (!isThere(maker, place, world)) return false;
    // In no Application: it belongs to the cluster.
    if (world.placeOf(maker) === undefined) return true;
    return maker.origin?.by === 'operator' ? ready.has(maker) : up.has(maker);
  });
}

function isThere(maker: Manifest, place: Place, world: World): boolean {
  const own = world.placeOf(maker);
  return own === undefined || isThereBy(own, place);
}

function stepsByWave(world: World): readonly (readonly [number, readonly Step[]])[] {
  const steps = new Map<number, Step[]>();
  for (const manifest of world.manifests) {
    const place = world.placeOf(manifest);
    if (place === undefined) continue;
    const step: Step = {
      manifest,
      place,
      needs: [...needsOf(manifest, world), ...controllerNeeds(manifest, world)],
      workloads: (workloadsMade(world).get(manifest) ?? []).filter((workload) => workload.kind !== 'Job'),
    };
    const list = steps.get(place.wave);
    if (list === undefined) steps.set(place.wave, [step]);
    else list.push(step);
  }
  return [...steps].sort(([a], [b]) => a - b);
}

const workloadsMade = perWorld((world) => {
  const made = new Map<Manifest, Manifest[]>();
  for (const manifest of world.manifests) {
    if (manifest.origin?.by !== 'operator' || !isWorkload(manifest.kind)) continue;
    const list = made.get(manifest.origin.of);
    if (list === undefined) made.set(manifest.origin.of, [manifest]);
    else list.push(manifest);
  }
  return made;
});

/** The stage that each Application is at: the lowest of what is not up yet. */
function lowestStages(steps: readonly Step[]): ReadonlyMap<string, number> {
  const stages = new Map<string, number>();
  for (const { place } of steps)
    stages.set(place.application, Math.min(place.stage, stages.get(place.application) ?? Number.POSITIVE_INFINITY));
  return stages;
}
