import { type Company, exampleCompany } from './company/company.ts';
import { ownValue } from './company/own-keys.ts';
import { type Tier, tierName, tierOf, tiers } from './environments.ts';
import { clusterManifests } from './kubernetes/cluster-manifests.ts';
import { fieldsAt, numberAt, textAt } from './kubernetes/fields.ts';
import { madeOf } from './kubernetes/operators/made.ts';
import { podOf } from './kubernetes/pods/workloads.ts';
import { isClusterScoped } from './kubernetes/scope.ts';
import { labelSelector, matches, selectsAll } from './kubernetes/selectors.ts';
import type { Container, Manifest, NamespaceInUse, Place, Pod, World } from './model.ts';
import { trackedPlaces } from './rollout/place.ts';

/**
 * The world of one environment: its objects, what its operators make of them, and what comes with the cluster.
 * @param places when each object is applied in a first sync; absent: as the objects say themselves
 * @param foreign what charts render
 * @param company whose names hold; absent: that of the examples
 */
export function createWorld(
  environment: string,
  manifests: readonly Manifest[],
  places?: ReadonlyMap<Manifest, Place>,
  foreign: readonly Manifest[] = [],
  company: Company = exampleCompany,
): World {
  const given = [...manifests, ...foreign];
  const first = indexOf(environment, given, places, company);
  return indexOf(environment, [...given, ...madeOf(first), ...clusterManifests], places, company);
}

/**
 * Indexes all objects of one environment once, so that no rule has to scan them: by kind, by name, pods by label,
 * autoscalers by target. Objects that state no namespace share one, with the empty name.
 * @param places when each object is applied; absent: as the objects say themselves
 */
function indexOf(
  environment: string,
  manifests: readonly Manifest[],
  places: ReadonlyMap<Manifest, Place> | undefined,
  company: Company,
): World {
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
      const played = rolesOf(manifest, pod);
      pods.push(...played);
      podByManifest.set(manifest, played[0] ?? pod);
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
    company,
    tier: tierOfAll(byKind.get('Namespace') ?? [], environment),
    manifests,
    pods,
    namespaces: [...namespaces.values()],
    ofKind: (kind) => byKind.get(kind) ?? [],
    find: (kind, namespace, name) => byName.get(nameKey(kind, namespace, name)),
    placeOf: (manifest) => {
      knownPlaces ??= trackedPlaces(manifests);
      // What an operator makes comes as soon as what it is made of.
      return knownPlaces.get(manifest) ?? (manifest.origin?.by === 'operator' ? knownPlaces.get(manifest.origin.of) : undefined);
    },
    podOf: (manifest) => podByManifest.get(manifest),
    targeting: (kind, workload) => byTarget.get(`${kind}>${nameKey(workload.kind, workload.namespace, workload.name)}`) ?? [],
    podsSelected(namespace, value) {
      const selector = labelSelector(value);
      if (selector === undefined) return [];
      if (selectsAll(selector)) return podsByNamespace.get(namespace) ?? [];
      const one = selector.equal[podNameLabel];
      if (one !== undefined) {
        const { [podNameLabel]: _, ...equal } = selector.equal;
        return (podsByNamespace.get(namespace) ?? []).filter((pod) => isCalled(pod, one) && matches({ ...selector, equal }, pod.labels));
      }
      let candidates = podsByNamespace.get(namespace) ?? [];
      for (const [key, label] of Object.entries(selector.equal)) {
        const bucket = podsByLabel.get(labelKey(namespace, key, label)) ?? [];
        if (bucket.length < candidates.length) candidates = bucket;
      }
      return candidates.filter((pod) => matches(selector, pod.labels));
    },
  };
}

/** The strictest that a Namespace tells; a rule holds the others against it. */
function tierOfAll(namespaces: readonly Manifest[], environment: string): Tier {
  const told = namespaces.filter(({ labels }) => ownValue(labels, tierName) !== undefined).map(({ labels }) => tierOf(labels, environment));
  return tiers.findLast((tier) => told.includes(tier)) ?? tierOf({}, environment);
}

function rolesOf(manifest: Manifest, pod: Pod): readonly Pod[] {
  const roles = manifest.origin?.by === 'operator' ? (manifest.origin.roles ?? []) : [];
  if (roles.length === 0) return [pod];
  return roles.map(({ labels, count }) => {
    const containers: Container[] = [];
    const own: Pod = { ...pod, labels: { ...pod.labels, ...labels }, count, containers };
    containers.push(...pod.containers.map((container) => ({ ...container, pod: own })));
    return own;
  });
}

/** An object without a namespace counts for the unnamed namespace only when it certainly lives in one. */
function isNamespaced(manifest: Manifest, pod: Pod | undefined): boolean {
  return (manifest.namespace !== '' && !isClusterScoped(manifest)) || pod !== undefined;
}

/** The label that the controller of StatefulSets puts on each of its pods: its name. */
const podNameLabel = 'statefulset.kubernetes.io/pod-name';

function isCalled({ manifest }: Pod, name: string): boolean {
  const [, own, index] = /^(.*)-(\d+)$/.exec(name) ?? [];
  const replicas = numberAt(manifest.fields, 'spec', 'replicas') ?? 1;
  return manifest.kind === 'StatefulSet' && manifest.name === own && Number(index) < replicas;
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
