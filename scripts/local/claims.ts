import type { KubernetesObject } from '../../generators/model/object.ts';
import { bytes, formatBytes, millicores } from '../../generators/model/service/quantity.ts';

/** CPU in thousandths of a core, memory in bytes. */
export interface Claims {
  readonly cpu: number;
  readonly memory: number;
}

interface Container {
  readonly resources?: { readonly [side in 'requests' | 'limits']?: { readonly cpu?: string; readonly memory?: string } };
}

/** What is read of the `spec` of a pod. */
export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

interface Workload extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly spec?: PodSpec };
  };
}

/** A pod of a workload. */
export interface PodClaims extends Claims {
  /** Such as `StatefulSet postgres`. */
  readonly title: string;
}

/** What each pod of the objects asks for, or may take at most. Runs that end come beside those that stay. */
export function podsOf(objects: readonly KubernetesObject[], side: 'requests' | 'limits'): readonly PodClaims[] {
  return objects.flatMap((object) => {
    const { replicas = 1, template } = (object as Workload).spec ?? {};
    if (template?.spec?.containers === undefined) return [];
    const pod = { title: `${object.kind} ${object.metadata.name}`, ...podClaims(template.spec, side) };
    return Array.from({ length: replicas }, () => pod);
  });
}

/** What a pod asks for, or may take at most, by its `spec`. */
export function podClaims({ containers = [], initContainers = [] }: PodSpec, side: 'requests' | 'limits'): Claims {
  const read = (all: readonly Container[]) =>
    all.map(({ resources }) => ({
      cpu: millicores(resources?.[side]?.cpu ?? '0') ?? 0,
      memory: bytes(resources?.[side]?.memory ?? '0') ?? 0,
    }));
  const [main, first] = [read(containers), read(initContainers)];
  // What runs first is gone when the rest begins.
  const most = (key: keyof Claims) =>
    Math.max(
      main.reduce((own, claim) => own + claim[key], 0),
      ...first.map((claim) => claim[key]),
    );
  return { cpu: most('cpu'), memory: most('memory') };
}

/** What the pods of the objects ask for together, or may take at most. */
export function claimsOf(objects: readonly KubernetesObject[], side: 'requests' | 'limits'): Claims {
  return podsOf(objects, side).reduce<Claims>((sum, { cpu, memory }) => ({ cpu: sum.cpu + cpu, memory: sum.memory + memory }), {
    cpu: 0,
    memory: 0,
  });
}

/** What the nodes of a cluster give to pods. */
export function roomOf(nodes: readonly { readonly cpu: string; readonly memory: string }[]): Claims {
  return {
    cpu: nodes.reduce((sum, { cpu }) => sum + (millicores(cpu) ?? 0), 0),
    memory: nodes.reduce((sum, { memory }) => sum + (bytes(memory) ?? 0), 0),
  };
}

/** `2.1 cores and 3.4Gi` */
export function claimsText({ cpu, memory }: Claims): string {
  const size = memory >= 2 ** 30 ? `${(memory / 2 ** 30).toFixed(1)}Gi` : formatBytes(memory);
  return `${(cpu / 1000).toFixed(1)} cores and ${size}`;
}
