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
    const refused = async () => (textAt((await askAs(client, request, asker)).body, 'message') ?? '').includes(`'${policy}'`);
    await eventually(refused, (isRefused) => isRefused, Math.max(0, (deadline - Date.now()) / 1000));
  }
}
