import type { KubernetesObject } from '../../generators/model/object.ts';
import type { Company } from '../../policies/company/company.ts';
import { lint } from '../../policies/engine.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Finding, Manifest } from '../../policies/model.ts';
import { loadSuite } from '../judging/lint/suite.ts';
import { validateObjects } from '../judging/validate/validation.ts';

/** A rule that an environment of a pull request need not keep. */
interface Waived {
  /** Only of these kinds. */
  readonly kinds: readonly string[];
  readonly reason: string;
}

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

/** What the rules and the schemas say of a template. */
export interface TemplateJudgement {
  readonly findings: readonly Finding[];
  /** Rules of the table that were needed. */
  readonly used: ReadonlySet<string>;
}

/** What a namespace of the host's cluster may name and is of the host. */
const ofHost = ['PriorityClass', 'ClusterSecretStore'];

/**
 * Judges a template by the schemas and by all rules, as its host.
 * @param host what the host has in its cluster
 * @param company what rules are told of the company
 */
export async function judgeTemplate(
  environment: string,
  {
    folder,
    objects,
    host,
  }: { readonly folder: string; readonly objects: readonly KubernetesObject[]; readonly host: readonly KubernetesObject[] },
  company: Company,
): Promise<TemplateJudgement> {
  const read = (own: readonly KubernetesObject[], file: string) =>
    own.flatMap((object, document) => manifestsOf(object, { file, document })).filter((item): item is Manifest => 'fields' in item);
  const manifests = read(objects, folder);
  const beside = read(
    host.filter(({ kind }) => ofHost.includes(kind)),
    'host',
  );
  const [suite, invalid] = await Promise.all([loadSuite(), validateObjects(manifests, { environment })]);
  const used = new Set<string>();
  const { findings } = lint({ environment, manifests: [...manifests, ...beside], company }, suite);
  const left = findings
    .filter(({ object }) => !ofHost.includes(object.kind))
    .filter(({ rule, object: { kind } }) => {
      if (waived[rule]?.kinds.includes(kind) !== true) return true;
      used.add(rule);
      return false;
    });
  return { findings: [...invalid, ...left], used };
}
