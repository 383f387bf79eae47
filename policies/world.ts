import { fieldsAt, textAt } from './kubernetes/fields.ts';
import { isClusterScoped } from './kubernetes/scope.ts';
import { labelSelector, matches } from './kubernetes/selectors.ts';
import { podOf } from './kubernetes/workloads.ts';
import type { Manifest, NamespaceInUse, Place, Pod, World } from './model.ts';
import { trackedPlaces } from './rollout/place.ts';

/**
 * Indexes all objects of one environment once, so that no rule has to scan them: by kind, by name, pods by label,
 * autoscalers by target. Objects that state no namespace share one, with the empty name.
 * @param places when each object is applied; absent: as the objects say themselves
 */
export function createWorld(environment: string, manifests: readonly Manifest[], places?: ReadonlyMap<Manifest, Place>): World {
  const byKind = new Map<string, Manifest[]>();
  const byName = new Map<string, Manifest>();
  const pods: Pod[] = [];
  const podByManifest = new Map<Manifest, Pod>();
  const namespaces = new Map<string, NamespaceInUse>();
  const byTarget = new Map<string, Manifest[]>();
  let knownPlaces = places;

  for (const manifest of manifests) {
    push(byKind, manifest.kind, manifest);
    const key = nameKey(manifest.kind, manifest.namespace, manifest.name);
    if (!byName.has(key)) byName.set(key, manifest);
    const pod = podOf(manifest);
    if (pod !== undefined) {
      pods.push(pod);
      podByManifest.set(manifest, pod);
    }
    if (manifest.kind === 'Namespace') {
      namespaces.set(manifest.name, { name: manifest.name, manifest, declared: true });
    } else if (!namespaces.has(manifest.namespace) && isNamespaced(manifest, pod)) {
      namespaces.set(manifest.namespace, { name: manifest.namespace, manifest, declared: false });
    }
    for (const field of ['scaleTargetRef', 'targetRef']) {
      const target = fieldsAt(manifest.fields, 'spec', field);
      const name = textAt(target, 'name');
      // KEDA's scaleTargetRef may leave out the kind, which is then Deployment.
      if (name !== undefined) {
        push(byTarget, `${manifest.kind}>${nameKey(textAt(target, 'kind') ?? 'Deployment', manifest.namespace, name)}`, manifest);
      }
    }
  }

  const podsByNamespace = new Map<string, Pod[]>();
  const podsByLabel = new Map<string, Pod[]>();
  for (const pod of pods) {
    push(podsByNamespace, pod.namespace, pod);
    for (const [key, value] of Object.entries(pod.labels)) push(podsByLabel, labelKey(pod.namespace, key, value), pod);
  }

  return {
    environment,
    manifests,
    pods,
    namespaces: [...namespaces.values()],
    ofKind: (kind) => byKind.get(kind) ?? [],
    find: (kind, namespace, name) => byName.get(nameKey(kind, namespace, name)),
    placeOf: (manifest) => {
      knownPlaces ??= trackedPlaces(manifests);
      return knownPlaces.get(manifest);
    },
    podOf: (manifest) => podByManifest.get(manifest),
    targeting: (kind, workload) => byTarget.get(`${kind}>${nameKey(workload.kind, workload.namespace, workload.name)}`) ?? [],
    podsSelected(namespace, value) {
      const selector = labelSelector(value);
      if (selector === undefined) return [];
      let candidates = podsByNamespace.get(namespace) ?? [];
      for (const [key, label] of Object.entries(selector.equal)) {
        const bucket = podsByLabel.get(labelKey(namespace, key, label)) ?? [];
        if (bucket.length < candidates.length) candidates = bucket;
      }
      return candidates.filter((pod) => matches(selector, pod.labels));
    },
  };
}

/** An object without a namespace counts for the unnamed namespace only when it certainly lives in one. */
function isNamespaced(manifest: Manifest, pod: Pod | undefined): boolean {
  return (manifest.namespace !== '' && !isClusterScoped(manifest)) || pod !== undefined;
}

function nameKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}/${key}=${value}`;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
