import type { KubernetesObject } from '../../generators/model/object.ts';
import type { Company } from '../../policies/company/company.ts';
import { type DrawnJudgement, judgeDrawn, type Waived } from '../judging/lint/drawn.ts';

const onePod = 'Of each there is one pod, which the host may evict at any time.';
const smallStore = 'The store is a plain pod: no operator is there, whose objects and flows the rule asks for.';
const workloads = ['Deployment', 'StatefulSet', 'Job', 'CronJob'];

/** Rules of the host that mean nothing for an environment of days, each with the reason. All others are kept, as in the host. */
export const waived: Readonly<Record<string, Waived>> = {
  'limit-image-registries': { kinds: workloads, reason: 'Small stores come as their makers publish them.' },
  'limit-kinds': { kinds: ['Password'], reason: 'Values are made up in the cluster, since nothing is read out of Vault.' },
  'match-account-owner': { kinds: ['ExternalSecret'], reason: 'What is read was made up for this namespace alone, and is of nobody else.' },
  'match-controller-flow': { kinds: ['Namespace'], reason: smallStore },
  'match-network-peer-pod': { kinds: ['NetworkPolicy'], reason: 'Nobody measures it.' },
  'match-topic': { kinds: ['ConfigMap'], reason: smallStore },
  'require-graceful-termination': { kinds: workloads, reason: onePod },
  'require-metrics-scrape': { kinds: workloads, reason: 'Nobody measures it.' },
  'require-pod-anti-affinity': { kinds: workloads, reason: onePod },
  'require-pod-disruption-budget': { kinds: workloads, reason: onePod },
  'require-prune-confirmation': { kinds: ['Namespace'], reason: 'It goes with its pull request, and nobody is asked.' },
  'require-secret-refresh': { kinds: ['ExternalSecret'], reason: 'Values that are made up are made once.' },
  'require-verified-namespace': {
    kinds: ['Namespace'],
    reason: 'No release has signed what a pull request builds: its host takes such images.',
  },
  'require-zone-spread': { kinds: workloads, reason: onePod },
};

/** What a namespace of the host's cluster may name and is of the host. */
const ofHost = ['PriorityClass', 'ClusterSecretStore'];

/**
 * Judges a template by the schemas and by all rules, as its host.
 * @param host what the host has in its cluster
 * @param company what rules are told of the company
 */
export function judgeTemplate(
  environment: string,
  {
    folder,
    objects,
    host,
  }: { readonly folder: string; readonly objects: readonly KubernetesObject[]; readonly host: readonly KubernetesObject[] },
  company: Company,
): Promise<DrawnJudgement> {
  const beside = host.filter(({ kind }) => ofHost.includes(kind));
  return judgeDrawn(environment, { objects, file: folder, beside }, company, waived);
}
