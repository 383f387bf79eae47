import { at, fieldsAt, listAt, textAt, texts } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';

/** What no file makes and a first sync needs, in the order in which one waits for the other (docs/prerequisites.md). */
export function outsideText(platform: Fields, environments: readonly Fields[]): string {
  const each = (say: (environment: Fields, name: string) => string | undefined) =>
    environments.flatMap((environment) => say(environment, textAt(environment, 'name') ?? '') ?? []);
  const has = (environment: Fields, ...keys: readonly string[]) => textAt(environment, ...keys);
  const groups = Object.values(fieldsAt(platform, 'groups'));
  const steps: readonly (readonly [string, readonly string[]])[] = [
    [
      'The Git host',
      [
        `the repository ${textAt(platform, 'git', 'url')}, branch ${textAt(platform, 'git', 'revision')}, protected (docs/repository-rules.md)`,
        `the teams ${[...new Set([...groups.map((group) => textAt(group, 'codeOwner')), textAt(platform, 'incidentOwner')])].join(', ')}`,
        ciOf(textAt(platform, 'git', 'forge') ?? ''),
        `the registry ${textAt(platform, 'imageRepository')}, with a pull secret for "registry-credentials" in Vault`,
      ],
    ],
    [
      'The cloud account',
      [
        ...each((one, name) => `${name}: the DNS zone ${has(one, 'issuer', 'dns', 'hostedZone')} of ${has(one, 'host')}, delegated to`),
        ...each((one, name) => `${name}: the role ${has(one, 'issuer', 'dns', 'role')} of cert-manager`),
        ...each(
          (one, name) =>
            `${name}: the bucket ${has(one, 'observability', 'logs', 'bucket')} of logs, and its role ${has(one, 'observability', 'logs', 'role')}`,
        ),
        ...each((one, name) =>
          has(one, 'backup', 'bucket') === undefined
            ? undefined
            : `${name}: the bucket ${has(one, 'backup', 'bucket')} of backups with versions and Object Lock, and the role ${has(one, 'backup', 'role')}`,
        ),
      ],
    ],
    [
      'The network',
      [
        `subnets of nodes ${listAt(platform, 'nodes', 'cidrs').join(', ')}, of control planes ${listAt(platform, 'kubernetesApi', 'cidrs').join(', ')}, of load balancers ${listAt(platform, 'edge', 'loadBalancerSubnets').join(', ')}`,
      ],
    ],
    [
      'The clusters, each with a public token issuer that the account trusts, and what runs in it before us',
      each(
        (one, name) =>
          `${name}: ${textAt(listAt(one, 'clusters')[0], 'name')} in ${listAt(listAt(one, 'clusters')[0], 'zones').join(', ')}`,
      ),
    ],
    [
      'Vault and the identity provider',
      [
        `Vault at ${textAt(platform, 'vault', 'server')}, engine "${textAt(platform, 'vault', 'mount')}" (docs/secrets.md); each environment's overlays hold its policies`,
        `the issuer ${textAt(platform, 'identity', 'issuer')} with the clients "argocd" and ${each((_, name) => `"erp-tools-${name}"`).join(', ')}`,
        `the groups ${[...groups.map((group) => textAt(group, 'oidc')), textAt(platform, 'breakGlassGroup')].join(', ')} in the claim "${textAt(platform, 'identity', 'groupsClaim')}"`,
      ],
    ],
    [
      'The look, then Argo CD by hand (docs/argocd.md)',
      each((one, name) => `npm run ops -- doctor --cluster --env ${name} --context ${textAt(listAt(one, 'clusters')[0], 'name')}`),
    ],
    [
      'DNS records, when the load balancers have names',
      [
        `${textAt(platform, 'argo', 'host')}`,
        ...each((one) => [has(one, 'host'), ...Object.values(texts(at(one, 'observability', 'hosts')))].join(', ')),
      ],
    ],
  ];
  return [
    'What must exist outside of this repository, in this order (docs/prerequisites.md):',
    ...steps.flatMap(([title, lines], index) => [`  ${index + 1}. ${title}`, ...lines.map((line) => `     - ${line}`)]),
    '',
  ].join('\n');
}

function ciOf(forge: string): string {
  if (forge === 'gitlab') return 'a runner for .gitlab-ci.yml, and a schedule for its nightly jobs';
  return forge === 'gitea' ? 'a runner for .gitea/workflows' : 'the rulesets of .github/rulesets, and Actions for .github/workflows';
}
