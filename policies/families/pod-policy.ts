import type { FailingExample, PodExample } from '../example.ts';
import type { Endpoint, Network } from '../kubernetes/network/network.ts';
import { networkOf } from '../kubernetes/network/network.ts';
import type { PolicyRule } from '../kubernetes/network/network-policy.ts';
import { selectsAll } from '../kubernetes/selectors.ts';
import type { Pod, PodRule, Severity } from '../model.ts';
import { defineRule } from '../model.ts';

interface PodPolicy {
  readonly id: string;
  readonly severity: Severity;
  readonly manual: string;
  readonly summary: string;
  readonly rationale: string;
  readonly remediation: string;
  readonly scope: PodRule['scope'];
  readonly made?: true;
  /** What the policies that select a pod lack, in a sentence; undefined: nothing. */
  readonly lack: (pod: Pod, endpoint: Endpoint, network: Network) => string | undefined;
  /** All of them are about the pods of financial-service: `policies` is YAML of what stands beside them. */
  readonly examples: {
    readonly pass: readonly { readonly name: string; readonly policies: string }[];
    readonly fail: readonly Extract<FailingExample<PodExample>, { readonly change: unknown }>[];
  };
}

/** A policy that selects all pods of a namespace and admits nothing. */
export const defaultDeny = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
`;

/** A rule about the NetworkPolicies that select the pods of each workload. It reports the labels, by which they do or do not. */
export function podPolicy({ lack, examples, ...facts }: PodPolicy): PodRule {
  return defineRule<PodRule>({
    ...facts,
    foreign: true,

    check(pod, world) {
      const network = networkOf(world);
      const message = lack(pod, network.endpointOf(pod), network);
      return message === undefined ? [] : [{ message, path: `${pod.metadataPath}.labels` }];
    },

    examples: {
      pass: examples.pass.map(({ name, policies }) => ({
        name,
        template: `
metadata: { labels: { app: financial-service } }
spec: { containers: [] }
`,
        beside: policies,
      })),
      fail: examples.fail,
    },
  });
}

/** The lack of a policy in one direction that selects these pods, and not all of their namespace. */
export function ownPolicy(direction: PolicyRule['direction']): PodPolicy['lack'] {
  return (pod, endpoint, network) => {
    // No policy applies to what answers at the address of its node.
    if (endpoint.onHost) return undefined;
    if (network.policiesFor(endpoint, direction).some((policy) => !selectsAll(policy.selector))) return undefined;
    return `No NetworkPolicy of their own selects the pods of "${pod.manifest.name}" for ${direction.toLowerCase()}.`;
  };
}
