import { closest, distance } from 'fastest-levenshtein';
import { groupOf } from '../../policies/kubernetes/objects.ts';
import type { Finding, Manifest } from '../../policies/model.ts';

/**
 * Objects of which other programs make others that no file holds: releases of charts, and what fetches manifests. By group and kind.
 */
const makers: readonly string[] = [
  'argoproj.io/Application',
  'argoproj.io/ApplicationSet',
  'fluxcd.controlplane.io/FluxInstance',
  'helm.cattle.io/HelmChart',
  'helm.toolkit.fluxcd.io/HelmRelease',
  'source.toolkit.fluxcd.io/GitRepository',
  'source.toolkit.fluxcd.io/OCIRepository',
];

/**
 * Policies of network plugins, and of whoever runs the cluster, which close a namespace as a NetworkPolicy does; their meaning is read by nobody
 * here. By group and kind; those that reach all namespaces.
 */
const otherPolicies: ReadonlyMap<string, { readonly everywhere: boolean }> = new Map([
  ['cilium.io/CiliumNetworkPolicy', { everywhere: false }],
  ['cilium.io/CiliumClusterwideNetworkPolicy', { everywhere: true }],
  ['crd.projectcalico.org/GlobalNetworkPolicy', { everywhere: true }],
  ['crd.projectcalico.org/NetworkPolicy', { everywhere: false }],
  ['crd.antrea.io/ClusterNetworkPolicy', { everywhere: true }],
  ['crd.antrea.io/NetworkPolicy', { everywhere: false }],
  ['policy.networking.k8s.io/AdminNetworkPolicy', { everywhere: true }],
  ['policy.networking.k8s.io/BaselineAdminNetworkPolicy', { everywhere: true }],
  ['policy.networking.k8s.io/ClusterNetworkPolicy', { everywhere: true }],
  ['projectcalico.org/GlobalNetworkPolicy', { everywhere: true }],
  ['projectcalico.org/NetworkPolicy', { everywhere: false }],
]);

/** What says that a namespace or a pod is open because no NetworkPolicy closes it. */
const openness: readonly string[] = ['require-default-deny', 'require-egress-policy', 'require-ingress-policy'];

/** How rules say that what an object refers to is not there; test/judging/open-world.test.ts holds them against what rules say. */
export const absences: readonly RegExp[] = [
  /(?:which|") does not exist(?: in namespace "[^"]*")?\.$/,
  /which no (?:pod|Service|namespace)(?: of namespace "[^"]*")? (?:has|matches)\.$/,
  /selects no pod\.$/,
  /^No monitor|which no monitor scrapes\.$/,
];

/** A namespace that is nearly called like one that is made here was meant to be that one. */
const mostTypos = 2;

/** What the files alone do not decide. */
export type OpenWorld = (finding: Finding) => boolean;

/**
 * Which findings files by themselves do not decide, where they are not the whole of a cluster: that something is absent which a program may
 * make of what is there, namespaces that others make, metrics of exporters that the platform does not run, and that a namespace is open where a
 * policy of another kind than NetworkPolicy is about it.
 */
export function openWorld(manifests: readonly Manifest[]): OpenWorld {
  const hasMakers = manifests.some(({ apiVersion, kind }) => makers.includes(`${groupOf(apiVersion)}/${kind}`));
  const namespaces = manifests.filter(({ apiVersion, kind }) => apiVersion === 'v1' && kind === 'Namespace').map(({ name }) => name);
  const closedOtherwise = namespacesOfOtherPolicies(manifests);
  return ({ rule, message, object }) => {
    if (openness.includes(rule)) return closedOtherwise(object.kind === 'Namespace' ? object.name : object.namespace);
    if (rule === 'match-namespace') {
      const nearest = namespaces.length === 0 ? undefined : closest(object.namespace, namespaces);
      return nearest === undefined || distance(nearest, object.namespace) > mostTypos;
    }
    // What other exporters have, policies/metrics does not say; only a name that is nearly known is a slip.
    if (rule === 'match-metric') return /which no exporter in policies\/metrics has\.$/.test(message);
    return hasMakers && absences.some((absence) => absence.test(message));
  };
}

function namespacesOfOtherPolicies(manifests: readonly Manifest[]): (namespace: string) => boolean {
  const found = manifests.flatMap(({ apiVersion, kind, namespace }) => {
    const policy = otherPolicies.get(`${groupOf(apiVersion)}/${kind}`);
    return policy === undefined ? [] : [{ ...policy, namespace }];
  });
  const isEverywhere = found.some(({ everywhere }) => everywhere);
  const own = new Set(found.map(({ namespace }) => namespace));
  return (namespace) => isEverywhere || own.has(namespace);
}

/** What to tell of the findings that are not decided: a sentence, or none. */
export function toldOfOpenWorld(count: number): readonly string[] {
  if (count === 0) return [];
  const what = count === 1 ? 'finding' : 'findings';
  return [`Not decided by these files, and not told: ${count} ${what} that something is absent which charts, or others, may make.`];
}
