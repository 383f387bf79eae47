import { field, isTrue, items, type Spot, text } from '../spots/spot.ts';

/** A pod, or the template of pods, while it is judged. Fields and gates as Kubernetes 1.35 has them by default. */
export interface PodSpot {
  /** The kind of the object that holds it; a Pod takes other defaults than a template. */
  readonly kind: string;
  /** Where its metadata and its spec are. */
  readonly metadata: Spot;
  readonly spec: Spot;
  /** What each of its volumes is, by name; claims of a StatefulSet among them. */
  readonly volumes: ReadonlyMap<string, string>;
  /** Names of volumes that a StatefulSet puts in the place of those of the pod. */
  readonly replaced: readonly string[];
  /** Names of the claims of devices that the pod makes. */
  readonly claims: readonly string[];
  /** Seconds that it gets to end. */
  readonly grace: number;
  /** All of its containers, in the order in which Kubernetes visits them. */
  readonly containers: readonly ContainerSpot[];
}

/** A container while it is judged. */
export interface ContainerSpot {
  readonly pod: PodSpot;
  readonly at: Spot;
  readonly role: 'main' | 'init' | 'ephemeral';
  /** An init container that stays: `restartPolicy: Always`. */
  readonly isSidecar: boolean;
}

const lists = [
  ['initContainers', 'init'],
  ['containers', 'main'],
  ['ephemeralContainers', 'ephemeral'],
] as const;

/** A pod with its containers. */
export function withContainers(pod: Omit<PodSpot, 'containers'>): PodSpot {
  const containers: ContainerSpot[] = [];
  const whole = { ...pod, containers };
  for (const [key, role] of lists) {
    for (const at of items(pod.spec, key)) {
      containers.push({ pod: whole, at, role, isSidecar: role === 'init' && text(at, 'restartPolicy') === 'Always' });
    }
  }
  return whole;
}

/** The source of a volume: the first key that is set beside its name; an `emptyDir` where there is none. */
export function sourceOf(volume: Spot): string {
  const keys = Object.keys((volume.value ?? {}) as object).filter((key) => key !== 'name' && field(volume, key).value !== undefined);
  return keys[0] ?? 'emptyDir';
}

export function isPod(pod: PodSpot): boolean {
  return pod.kind === 'Pod';
}

export function usesHostNetwork(pod: PodSpot): boolean {
  return isTrue(pod.spec, 'hostNetwork');
}

export function osOf(pod: PodSpot): string {
  return text(pod.spec, 'os', 'name');
}
