import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { pods, tcp } from '../../resources/network-policy.ts';

type Labels = Readonly<Record<string, string>>;

/** Pods of the infra namespace that may talk on these ports. */
export interface Flow {
  readonly peer: Labels;
  readonly ports: readonly number[];
}

/** Flows of pods within the infra namespace, and those from and to beyond it. */
export interface Flows {
  readonly from?: readonly Flow[];
  readonly fromBeyond?: readonly INetworkPolicyIngressRule[];
  readonly to?: readonly Flow[];
  readonly beyond?: readonly INetworkPolicyEgressRule[];
  /** Closes them for everybody whom no other policy lets in, also where nobody is let in here. */
  readonly closed?: true;
}

/** Further flows of pods of the infra namespace, beside those that all of it have (names) and those of clients. */
export function dataPolicy(
  { namespaces }: EnvironmentDefinition,
  name: string,
  podLabels: Labels,
  { from = [], fromBeyond = [], to = [], beyond = [], closed }: Flows,
) {
  const ingress: INetworkPolicyIngressRule[] = [
    ...from.map(({ peer, ports }) => ({ from: [pods(peer)], ports: ports.map(tcp) })),
    ...fromBeyond,
  ];
  const egress: INetworkPolicyEgressRule[] = [...to.map(({ peer, ports }) => ({ to: [pods(peer)], ports: ports.map(tcp) })), ...beyond];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: namespaces.infra },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: [...(ingress.length > 0 || closed ? (['Ingress'] as const) : []), ...(egress.length > 0 ? (['Egress'] as const) : [])],
      ...(ingress.length > 0 && { ingress }),
      ...(egress.length > 0 && { egress }),
    },
  } satisfies INetworkPolicy;
}

/** Lets the Kubernetes API in, which calls webhooks and the APIs that it aggregates. */
export function fromKubernetesApi({ kubernetesApi: { cidrs } }: PlatformDefinition, port: number): INetworkPolicyIngressRule {
  return { from: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(port)] };
}

/** The way to what answers at the addresses of the nodes: no selector of pods means it. */
export function toNodes({ nodes: { cidrs } }: PlatformDefinition, ...ports: readonly number[]): INetworkPolicyEgressRule {
  return { to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: ports.map(tcp) };
}
