import type { EnvironmentDefinition } from '../../../generators/model/environment/environment.ts';
import type { PlatformDefinition } from '../../../generators/model/platform/platform.ts';

/** What the catalog says of the cluster. */
export interface Expected {
  readonly environment: EnvironmentDefinition;
  readonly platform: PlatformDefinition;
}

/** An answer of the API server; undefined where it has nothing at that path. */
export type Answers = (path: string) => unknown;

/** What was found: well, or what is wrong and how to put it right; or why nobody looked, which says nothing of what is there. */
export type Verdict =
  | { readonly good: true; readonly text: string; readonly looked?: false }
  | { readonly good: false; readonly text: string; readonly fix: string };

/** One thing that the cluster must bring. */
export interface Look {
  readonly name: string;
  /** Paths of the API server that are read. */
  readonly paths: readonly string[];
  /** A command that shows the same to a person. */
  readonly command: string;
  judge(answers: Answers, expected: Expected): Verdict;
}

/** Paths of the API server that several looks read. */
export const paths = {
  version: '/version',
  nodes: '/api/v1/nodes',
  daemonSets: '/apis/apps/v1/daemonsets',
  deployments: '/apis/apps/v1/deployments',
  cilium: '/api/v1/namespaces/kube-system/configmaps/cilium-config',
  service: '/api/v1/namespaces/default/services/kubernetes',
  endpoints: '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
  dns: '/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app%3Dkube-dns',
  mutating: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  drivers: '/apis/storage.k8s.io/v1/csidrivers',
  issuer: '/.well-known/openid-configuration',
  definitions: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/nodepools.karpenter.sh',
  metrics: '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io',
} as const;

export const page = 'docs/prerequisites.md';
export const good = (text: string): Verdict => ({ good: true, text });
export const bad = (text: string, fix: string): Verdict => ({ good: false, text, fix });
export const unseen = (text: string): Verdict => ({ good: true, text, looked: false });
