import { textAt } from '../../../policies/kubernetes/fields.ts';
import type { Client } from '../../../scripts/cluster/client.ts';
import { type Asker, askAs, type Request } from './requests.ts';
import { eventually } from './workloads.ts';

/** A request that a ValidatingAdmissionPolicy refuses once it is in force. */
export interface Probe {
  /** Whole name of the policy. */
  readonly policy: string;
  readonly request: Request;
}

/**
 * Waits until the API server refuses one request for each policy, at most ten minutes: it compiles all policies beside serving, and
 * stores the list when the last of them is done (k8s.io/apiserver 0.35, pkg/admission/plugin/policy/generic/policy_source.go). The
 * status of a policy tells of its types only. What is never refused is for the tests to say, in their own words.
 */
export async function untilInForce(client: Client, probes: readonly Probe[], asker: Asker): Promise<void> {
  const deadline = Date.now() + 600_000;
  for (const { policy, request } of probes) {
    // What a rule forbids everybody is refused by its words as well.
    const words = new RegExp(`'(?:${policy}|erp-(?:[a-z]+-)?rules-[a-z-]+)'`);
    const refused = async () => words.test(textAt((await askAs(client, request, asker)).body, 'message') ?? '');
    await eventually(refused, (isRefused) => isRefused, Math.max(0, (deadline - Date.now()) / 1000));
  }
}

/** Waits in the same way until the policies of the rules refuse a pod of a namespace, or warn of it: one with an image of no version. */
export async function untilRulesJudge(client: Client, namespace: string): Promise<void> {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const spec = {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ name: 'probe', image: 'registry.example.com/erp/probe:latest', securityContext }],
  };
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'probe', namespace }, spec };
  const judged = async () => {
    const answer = await client.ask('POST', `/api/v1/namespaces/${namespace}/pods`, { query: { dryRun: 'All' }, body });
    return [textAt(answer.body, 'message') ?? '', ...answer.warnings].some((text) => /'erp-(?:[a-z]+-)?rules-pods'/.test(text));
  };
  await eventually(judged, (isJudged) => isJudged, 600);
}
