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

interface Workload extends KubernetesObject {
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: { readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] } };
  };
}

/** What the pods of the objects ask for together, or may take at most. Runs that end come beside those that stay. */
export function claimsOf(objects: readonly KubernetesObject[], side: 'requests' | 'limits'): Claims {
  const pods = objects.flatMap((object) => {
    const { replicas = 1, template } = (object as Workload).spec ?? {};
    return template?.spec?.containers === undefined ? [] : [{ replicas, ...template.spec }];
  });
  const read = (containers: readonly Container[] = []) =>
    containers.map(({ resources }) => ({
      cpu: millicores(resources?.[side]?.cpu ?? '0') ?? 0,
      memory: bytes(resources?.[side]?.memory ?? '0') ?? 0,
    }));
  return pods.reduce<Claims>(
    (sum, { replicas, containers, initContainers }) => {
      const [main, first] = [read(containers), read(initContainers)];
      // What runs first is gone when the rest begins.
      const most = (key: keyof Claims) =>
        Math.max(
          main.reduce((own, claim) => own + claim[key], 0),
          ...first.map((claim) => claim[key]),
        );
      return { cpu: sum.cpu + replicas * most('cpu'), memory: sum.memory + replicas * most('memory') };
    },
    { cpu: 0, memory: 0 },
  );
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
