import { vaultLoginsOf } from '../../kubernetes/access/secret-stores.ts';
import { at, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const field = 'automountServiceAccountToken';

const example = `
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: erp-prod }
${field}: false
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: erp-prod }
spec: { template: { spec: { serviceAccountName: web, ${field}: false } } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: default, namespace: erp-prod }
${field}: false
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: reader, namespace: erp-prod }
---
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: { name: reader-vault, namespace: erp-prod }
spec: { provider: { vault: { auth: { jwt: { kubernetesServiceAccountToken: { serviceAccountRef: { name: reader } } } } } } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: operator, namespace: erp-prod }
${field}: true
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: operator, namespace: erp-prod }
spec: { template: { spec: { serviceAccountName: operator } } }
`;
const from = 'tokens for who asks for one';

export default defineRule({
  id: 'limit-account-token',
  severity: 'error',
  manual: '2.4 (D29)',
  summary: 'Let a ServiceAccount hand its token to pods only where one of its pods takes it.',
  rationale:
    'A pod that states nothing about the token gets what its account says. The next pod under the account then has a token that nobody asked for, ' +
    'and under the default account so has every pod that names none.',
  remediation: `Set ${field} of the account to false, and to true in the pods that call the API (generators/resources/service-account.ts).`,
  scope: 'object',
  kinds: ['ServiceAccount'],

  check(manifest, world) {
    if (at(manifest.fields, field) !== true) return [];
    const why = reasonAgainst(manifest, world);
    return why === undefined ? [] : [{ message: `${titleOf(manifest)} hands its token to its pods, and ${why}.`, path: field }];
  },

  examples: {
    pass: [{ name: from, manifests: example }],
    fail: [
      {
        name: 'a token that no pod takes, that of everybody, and one for Vault only',
        from,
        change: {
          [`ServiceAccount/web > ${field}`]: true,
          [`ServiceAccount/default > ${field}`]: true,
          [`ServiceAccount/reader > ${field}`]: true,
        },
        problems: [
          {
            on: 'ServiceAccount/web',
            message: 'ServiceAccount "web" hands its token to its pods, and none of them takes it.',
            path: field,
          },
          {
            on: 'ServiceAccount/default',
            message: 'ServiceAccount "default" hands its token to its pods, and these are all that name no account.',
            path: field,
          },
          {
            on: 'ServiceAccount/reader',
            message: 'ServiceAccount "reader" hands its token to its pods, and it is there for SecretStore "reader-vault", not for pods.',
            path: field,
          },
        ],
      },
    ],
  },
});

function reasonAgainst({ namespace, name }: Manifest, world: World): string | undefined {
  if (name === 'default') return 'these are all that name no account';
  const pods = world.pods.filter(
    (pod) => pod.namespace === namespace && (textAt(pod.spec, 'serviceAccountName') ?? textAt(pod.spec, 'serviceAccount')) === name,
  );
  if (pods.length > 0) return pods.every(({ spec }) => at(spec, field) === false) ? 'none of them takes it' : undefined;
  const store = ['SecretStore', 'ClusterSecretStore']
    .flatMap((kind) => world.ofKind(kind))
    .find((item) => vaultLoginsOf(item).some((login) => login.account === name && login.namespace === namespace));
  return store === undefined ? undefined : `it is there for ${titleOf(store)}, not for pods`;
}
