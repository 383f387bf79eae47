import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import { internet, tcp } from '../resources/network-policy.ts';

/** Everybody on the Internet who answers HTTPS. */
export const web: INetworkPolicyEgressRule = { to: [internet], ports: [tcp(443)] };

/** Address ranges as peers. */
export function ranges(cidrs: readonly string[]): INetworkPolicyPeer[] {
  return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}

interface Flows {
  /** Absent: all pods of the namespace. */
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly ingress?: readonly INetworkPolicyIngressRule[];
  readonly egress?: readonly INetworkPolicyEgressRule[];
}

/** One policy of a namespace, for the directions that it has flows in. */
export function flows(name: string, namespace: string, { podLabels, ingress = [], egress = [] }: Flows) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      podSelector: podLabels === undefined ? {} : { matchLabels: { ...podLabels } },
      policyTypes: [...(ingress.length > 0 ? (['Ingress'] as const) : []), ...(egress.length > 0 ? (['Egress'] as const) : [])],
      ...(ingress.length > 0 && { ingress: [...ingress] }),
      ...(egress.length > 0 && { egress: [...egress] }),
    },
  } satisfies INetworkPolicy;
}
