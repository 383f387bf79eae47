import type { AzureDefinition } from '../../../../generators/clouds/definition.ts';
import { itemsOf, listOf, textOf } from '../../answers.ts';
import { bad, good, paths, unseen } from '../cluster-look.ts';
import { bucketsOf, type CloudDoctor, identitiesOf } from './cloud-doctor.ts';

const page = 'docs/clouds.md';

/**
 * Azure. Looked up on 2026-11-30: the webhook by the manifests of azure-workload-identity (`mutation.azure-workload-identity.io`), `az identity
 * federated-credential list` in learn.microsoft.com/cli/azure/identity/federated-credential. From memory: `az network dns zone show`, `az
 * storage container show` and `az identity list`.
 */
export const azureDoctor: CloudDoctor<AzureDefinition> = {
  looks: [
    {
      name: 'balancers',
      paths: [],
      command: 'az aks show --resource-group <group> --name <cluster> --query networkProfile.loadBalancerSku',
      judge: () => unseen('Azure makes load balancers itself, and its controller is in no API server.'),
    },
    {
      name: 'roles',
      paths: [paths.issuer, paths.mutating],
      command: 'kubectl get mutatingwebhookconfigurations; kubectl get --raw /.well-known/openid-configuration',
      judge(answers) {
        const issuer = textOf(answers(paths.issuer), 'issuer');
        if (!/^https:\/\/(?!kubernetes\.default\.svc)/.test(issuer)) {
          return bad(
            `Tokens are issued by ${issuer || 'nobody knows whom'}, which the cloud cannot ask: no pod can take an identity.`,
            `Turn the OIDC issuer of the cluster on (--enable-oidc-issuer; ${page}).`,
          );
        }
        const webhook = itemsOf(answers(paths.mutating)).some((item) =>
          listOf(item, 'webhooks').some((hook) => textOf(hook, 'name') === 'mutation.azure-workload-identity.io'),
        );
        return webhook
          ? good(issuer)
          : bad(
              'No webhook of workload identity gives pods the token for their identity.',
              `Turn workload identity on (--enable-workload-identity; ${page}).`,
            );
      },
    },
    {
      name: 'autoscaler',
      paths: [],
      command: 'az aks nodepool list --resource-group <group> --cluster-name <cluster> --query "[].enableAutoScaling"',
      judge: () => unseen('Azure starts nodes itself, and what does so is in no API server.'),
    },
  ],
  outside: ({ environment }, { subscription, resourceGroup }) => [
    {
      name: 'zone',
      what: `The zone ${environment.issuer.dns.hostedZone}`,
      command: [
        ...(['az', 'network', 'dns', 'zone', 'show', '--subscription', subscription] as const),
        ...['--resource-group', resourceGroup, '--name', environment.issuer.dns.hostedZone],
      ],
      fix: `Make it and have its parent name its name servers, or write another into issuer.dns.hostedZone (${page}).`,
    },
    ...bucketsOf(environment).map(({ bucket }) => {
      const [account = '', container = ''] = bucket.split('/');
      return {
        name: 'bucket',
        what: `The container ${bucket}`,
        command: ['az', 'storage', 'container', 'show', '--auth-mode', 'login', '--account-name', account, '--name', container] as const,
        fix: `Make it, with its life cycle (${page}).`,
      };
    }),
    ...identitiesOf(environment).flatMap(({ role, namespace, account, archives }) =>
      archives
        ? []
        : [
            {
              name: 'role',
              what: `The managed identity ${role} of ${namespace}/${account}`,
              command: ['az', 'identity', 'list', '--query', `[?clientId=='${role}']`, '--output', 'json'] as const,
              fix: `Make it, with a federated credential for system:serviceaccount:${namespace}:${account} (${page}).`,
              judge: (output: string) =>
                output.includes(role)
                  ? good(
                      `The managed identity ${role}; whom it lets in: az identity federated-credential list --identity-name <name> --resource-group <group>`,
                    )
                  : bad(
                      `There is no managed identity with the client id ${role}: ${namespace}/${account} is nobody for the cloud.`,
                      `Make it, with a federated credential for system:serviceaccount:${namespace}:${account} (${page}).`,
                    ),
            },
          ],
    ),
  ],
};
