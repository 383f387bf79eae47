import type { KubernetesObject } from '../../generators/model/object.ts';
import type { Company } from '../../policies/company/company.ts';
import { type DrawnJudgement, judgeDrawn, type Waived } from '../judging/lint/drawn.ts';

const oneNode = 'There is one node, and one pod of each store.';
const noOperator = 'No operator is there, whose objects the rule asks for.';
const noMonitoring = 'Nobody measures a laptop.';

/** Rules of an environment that mean nothing on a laptop, each with the reason. All others are kept, or nothing is applied. */
export const waived: Readonly<Record<string, Waived>> = {
  'forbid-plaintext-secret': { kinds: ['Secret'], reason: 'No Vault is there: values are made up on the machine, and stay on it.' },
  'limit-kinds': { kinds: ['Secret'], reason: 'No Vault is there: values are made up on the machine, and stay on it.' },
  'forbid-unsaved-disk': { reason: 'What a developer tries out is saved by nobody.' },
  'forbid-wide-network-peer': { kinds: ['NetworkPolicy'], reason: 'Whoever sits at the machine is all that comes to its edge.' },
  'limit-image-registries': { reason: 'Stores come as their makers publish them, and services as somebody has built them.' },
  'match-controller-flow': { kinds: ['Namespace'], reason: noOperator },
  'match-topic': { kinds: ['ConfigMap'], reason: noOperator },
  'match-network-peer-pod': { kinds: ['NetworkPolicy'], reason: noMonitoring },
  'require-metrics-scrape': { reason: noMonitoring },
  'forbid-other-environment': {
    kinds: ['ConfigMap'],
    reason: 'Without a Gateway no rule knows which hosts are ours and which are of others.',
  },
  'require-graceful-termination': { reason: oneNode },
  'require-pod-anti-affinity': { reason: oneNode },
  'require-pod-disruption-budget': { reason: oneNode },
  'require-zone-spread': { reason: oneNode },
  'require-prune-confirmation': { reason: 'No Argo CD is there that would prune.' },
  'require-verified-namespace': { reason: 'Nobody has signed what is built on the machine.' },
};

/**
 * Judges what is drawn by all rules, as the environment that it is modelled on, and by the schemas.
 * @param company what rules are told of the company whose services these are
 */
export function judgeLocal(environment: string, objects: readonly KubernetesObject[], company: Company): Promise<DrawnJudgement> {
  return judgeDrawn(environment, { objects, file: 'laptop' }, company, waived);
}
