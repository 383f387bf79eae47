import { fieldOf, itemsOf, labelOf, listOf, nameOf, textOf } from '../../answers.ts';
import { bad, good, page, paths } from '../cluster-look.ts';
import { bucketsOf, type CloudDoctor, identitiesOf } from './cloud-doctor.ts';

/**
 * AWS. Commands as in the AWS CLI Command Reference (route53 get-hosted-zone, s3api head-bucket and get-bucket-versioning, iam get-role), from
 * memory, as docs/prerequisites.md has had them.
 */
export const awsDoctor: CloudDoctor = {
  looks: [
    {
      name: 'balancers',
      paths: [paths.deployments, paths.mutating],
      command: 'kubectl get deployments --all-namespaces --selector app.kubernetes.io/name=aws-load-balancer-controller',
      judge(answers) {
        const controller = itemsOf(answers(paths.deployments)).find(
          (item) => labelOf(item, 'app.kubernetes.io/name') === 'aws-load-balancer-controller',
        );
        if (controller === undefined || Number(fieldOf(controller, 'status', 'availableReplicas') ?? 0) < 1) {
          return bad(
            'No AWS Load Balancer Controller is available: no Service ever gets an address.',
            `Install it, 2.6 or newer, with its role (${page}).`,
          );
        }
        const gates = itemsOf(answers(paths.mutating)).some((item) =>
          listOf(item, 'webhooks').some((hook) => textOf(hook, 'name').startsWith('mpod.elbv2.k8s.aws')),
        );
        return gates
          ? good('AWS Load Balancer Controller, with readiness gates for pods')
          : bad(
              'The AWS Load Balancer Controller has no webhook for pods: proxies are ready before a load balancer knows them.',
              'Install it with enablePodReadinessGateInject.',
            );
      },
    },
    {
      name: 'roles',
      paths: [paths.issuer, paths.mutating],
      command: 'kubectl get --raw /.well-known/openid-configuration',
      judge(answers) {
        const issuer = textOf(answers(paths.issuer), 'issuer');
        if (!/^https:\/\/(?!kubernetes\.default\.svc)/.test(issuer)) {
          return bad(
            `Tokens are issued by ${issuer || 'nobody knows whom'}, which the cloud cannot ask: no pod can take a role.`,
            `Give the cluster a public issuer, and register it with the account (${page}).`,
          );
        }
        const webhook = itemsOf(answers(paths.mutating)).some((item) => nameOf(item).includes('pod-identity-webhook'));
        return webhook
          ? good(issuer)
          : bad('No pod-identity-webhook gives pods the token for their role.', `Install it; managed clusters bring it (${page}).`);
      },
    },
    {
      name: 'autoscaler',
      paths: [paths.deployments, paths.definitions],
      command:
        'kubectl get deployments --all-namespaces --selector "app.kubernetes.io/name in (cluster-autoscaler, aws-cluster-autoscaler)"; kubectl get nodepools',
      judge(answers) {
        const names = ['cluster-autoscaler', 'aws-cluster-autoscaler'];
        const deployment = itemsOf(answers(paths.deployments)).find((item) => names.includes(labelOf(item, 'app.kubernetes.io/name')));
        if (answers(paths.definitions) !== undefined) return good('NodePools of Karpenter');
        return deployment === undefined
          ? bad(
              'Nothing starts nodes when pods find no place: services cannot grow, and a lost zone is not made up for.',
              `Install Karpenter or the cluster autoscaler (${page}).`,
            )
          : good(nameOf(deployment));
      },
    },
  ],
  outside: ({ environment }) => [
    {
      name: 'zone',
      what: `The public zone ${environment.issuer.dns.hostedZone}`,
      command: ['aws', 'route53', 'get-hosted-zone', '--id', environment.issuer.dns.hostedZone],
      fix: `Make it and have its parent name its name servers, or write another into issuer.dns.hostedZone (${page}).`,
    },
    ...bucketsOf(environment).map(({ bucket, versioned }) => ({
      name: 'bucket',
      what: `The bucket ${bucket}`,
      command: versioned
        ? (['aws', 's3api', 'get-bucket-versioning', '--bucket', bucket] as const)
        : (['aws', 's3api', 'head-bucket', '--bucket', bucket] as const),
      fix: `Make it${versioned ? ', with versions and Object Lock' : ''} (${page}).`,
      ...(versioned && {
        judge: (output: string) =>
          /"Status":\s*"Enabled"/.test(output)
            ? good(`The bucket ${bucket}, with versions`)
            : bad(`The bucket ${bucket} keeps no versions: what is written over is gone.`, `Turn them on, with Object Lock (${page}).`),
      }),
    })),
    ...identitiesOf(environment).map(({ role, namespace, account }) => ({
      name: 'role',
      what: `The role ${role.replace(/^.*:role\//, '')} of ${namespace}/${account}`,
      command: ['aws', 'iam', 'get-role', '--role-name', role.replace(/^.*\//, '')] as const,
      fix: `Make it, with a trust for system:serviceaccount:${namespace}:${account} alone and the policy of its file (${page}).`,
      judge: (output: string) =>
        output.includes(`system:serviceaccount:${namespace}:${account}`)
          ? good(`The role ${role}, which trusts ${namespace}/${account}`)
          : bad(
              `The role ${role.replace(/^.*:role\//, '')} does not trust ${namespace}/${account}: its pods are nobody for the cloud.`,
              `Name system:serviceaccount:${namespace}:${account} in its trust (${page}).`,
            ),
    })),
  ],
};
