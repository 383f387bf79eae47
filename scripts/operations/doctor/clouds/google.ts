import type { GoogleDefinition } from '../../../../generators/clouds/definition.ts';
import { isReady, itemsOf, labelOf, nameOf } from '../../answers.ts';
import { bad, good, paths, unseen } from '../cluster-look.ts';
import { bucketsOf, type CloudDoctor, identitiesOf } from './cloud-doctor.ts';

const page = 'docs/clouds.md';
/** Of nodes on which GKE's server answers for the accounts of pods (GKE, "Authenticate to Google Cloud APIs from GKE workloads"). */
const metadataServer = 'iam.gke.io/gke-metadata-server-enabled';

/**
 * Google Cloud. Looked up on 2026-11-30: `gcloud dns managed-zones describe` in cloud.google.com/sdk/gcloud/reference/dns/managed-zones, the member
 * and the role of an account in keda.sh/docs, "GCP Workload Identity". From memory: `gcloud storage buckets describe` and `gcloud iam
 * service-accounts get-iam-policy`.
 */
export const googleDoctor: CloudDoctor<GoogleDefinition> = {
  looks: [
    {
      name: 'balancers',
      paths: [],
      command: 'gcloud container clusters describe <cluster> --format "value(addonsConfig.httpLoadBalancing)"',
      judge: () => unseen('Google makes load balancers itself, and its controller is in no API server.'),
    },
    {
      name: 'roles',
      paths: [paths.nodes],
      command: `kubectl get nodes --label-columns ${metadataServer}`,
      judge(answers) {
        const nodes = itemsOf(answers(paths.nodes)).filter(isReady);
        const without = nodes.filter((node) => labelOf(node, metadataServer) !== 'true').map(nameOf);
        return nodes.length > 0 && without.length === 0
          ? good('Workload Identity on all nodes')
          : bad(
              `${without.length} nodes have no server of Workload Identity, such as ${without[0] ?? 'none that is ready'}: pods there are the machine, or nobody.`,
              `Turn Workload Identity on for the cluster and each node pool (--workload-metadata=GKE_METADATA; ${page}).`,
            );
      },
    },
    {
      name: 'autoscaler',
      paths: [],
      command: 'gcloud container node-pools list --cluster <cluster> --format "table(name, autoscaling.enabled)"',
      judge: () => unseen('Google starts nodes itself, and what does so is in no API server.'),
    },
  ],
  outside: ({ environment }, { project }) => [
    {
      name: 'zone',
      what: `The managed zone ${environment.issuer.dns.hostedZone}`,
      command: ['gcloud', 'dns', 'managed-zones', 'describe', environment.issuer.dns.hostedZone, '--project', project],
      fix: `Make it and have its parent name its name servers, or write another into issuer.dns.hostedZone (${page}).`,
    },
    ...bucketsOf(environment).map(({ bucket }) => ({
      name: 'bucket',
      what: `The bucket ${bucket}`,
      command: ['gcloud', 'storage', 'buckets', 'describe', `gs://${bucket}`] as const,
      fix: `Make it, with its life cycle and retention (${page}).`,
    })),
    ...identitiesOf(environment).map(({ role, namespace, account }) => ({
      name: 'role',
      what: `The service account ${role} of ${namespace}/${account}`,
      command: ['gcloud', 'iam', 'service-accounts', 'get-iam-policy', role, '--format', 'json'] as const,
      fix: `Make it, and let serviceAccount:<project>.svc.id.goog[${namespace}/${account}] in (${page}).`,
      judge: (output: string) =>
        output.includes('roles/iam.workloadIdentityUser') && output.includes(`.svc.id.goog[${namespace}/${account}]`)
          ? good(`The service account ${role}, which lets ${namespace}/${account} in`)
          : bad(
              `The service account ${role} does not let ${namespace}/${account} in: its pods are nobody for the cloud.`,
              `Give serviceAccount:<project>.svc.id.goog[${namespace}/${account}] roles/iam.workloadIdentityUser on it (${page}).`,
            ),
    })),
  ],
};
