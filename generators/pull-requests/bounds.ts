import { withPodTemplate } from '../local/adapted.ts';
import type { KubernetesObject } from '../model/object.ts';
import { pullRequestPriority } from '../model/priorities.ts';
import { type Amounts, inTurn, together } from '../model/service/quantity.ts';
import { type Budget, budgetOf, type Claim } from '../platform/namespaces.ts';

type Fields = Record<string, unknown>;

/** Room of a store, and of what a service keeps on a disk, in the pod itself. */
const room = '2Gi';

/**
 * A workload without disks of its own, in the lowest class of priority: what its pods hold goes with them, so that no disk is left over,
 * and its host takes what it needs.
 */
export function withoutDisks(object: KubernetesObject): KubernetesObject {
  const { spec } = object as KubernetesObject & { readonly spec?: Fields };
  const claims = (spec?.['volumeClaimTemplates'] ?? []) as readonly { readonly metadata: { readonly name: string } }[];
  const changed = withPodTemplate(object, (template) => {
    const pod = template['spec'] as Fields;
    const volumes = ((pod['volumes'] ?? []) as readonly Fields[]).map((volume) =>
      'persistentVolumeClaim' in volume ? { name: volume['name'], emptyDir: { sizeLimit: room } } : volume,
    );
    const own = claims.map(({ metadata: { name } }) => ({ name, emptyDir: { sizeLimit: room } }));
    const holds = own.length > 0 || JSON.stringify(volumes) !== JSON.stringify(pod['volumes'] ?? []);
    return {
      ...template,
      spec: {
        ...pod,
        priorityClassName: pullRequestPriority.name,
        containers: holds ? roomy(pod['containers']) : pod['containers'],
        ...(pod['initContainers'] !== undefined && { initContainers: holds ? roomy(pod['initContainers']) : pod['initContainers'] }),
        volumes: [...volumes, ...own],
      },
    };
  });
  if (claims.length === 0) return changed;
  const { volumeClaimTemplates: _, ...rest } = (changed as unknown as { readonly spec: Fields }).spec;
  return { ...changed, spec: rest } as KubernetesObject;
}

/** Containers that may write as much as their volumes hold. */
function roomy(containers: unknown): readonly Fields[] {
  return (containers as readonly Fields[]).map((container) => {
    const { limits, ...rest } = container['resources'] as { readonly limits: Fields };
    return { ...container, resources: { ...rest, limits: { ...limits, 'ephemeral-storage': '3Gi' } } };
  });
}

/** What the namespace may claim: its pods with one more for each that is rolled out, a quarter to spare. */
export function budgetOfPods(objects: readonly KubernetesObject[]): Budget {
  return budgetOf(objects.flatMap(claimsOf));
}

const rolled: Readonly<Record<string, number>> = { Deployment: 1, StatefulSet: 0, Job: 0, CronJob: 0 };

function claimsOf(object: KubernetesObject): readonly Claim[] {
  const more = rolled[object.kind];
  if (more === undefined) return [];
  const { spec } = object as unknown as { readonly spec: { readonly replicas?: number } };
  const claims: Claim[] = [];
  withPodTemplate(object, (template) => {
    const pod = template['spec'] as { readonly containers: readonly Part[]; readonly initContainers?: readonly Part[] };
    const sum = together(...pod.containers.map(({ resources }) => resources));
    claims.push({
      ...inTurn(sum, ...(pod.initContainers ?? []).map(({ resources }) => resources)),
      pods: (spec.replicas ?? 1) + more,
    });
    return template;
  });
  return claims;
}

interface Part {
  readonly resources: Amounts;
}
