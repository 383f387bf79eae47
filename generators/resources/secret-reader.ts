import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';

const apiGroup = 'rbac.authorization.k8s.io';

/** An account of External Secrets that may read some Secrets of its namespace, by their names, and nothing else. */
export function secretReader(account: { readonly name: string; readonly namespace: string }, secrets: readonly string[]) {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: account, automountServiceAccountToken: false } satisfies IServiceAccount,
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'Role',
      metadata: account,
      rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [...secrets], verbs: ['get'] }],
    } satisfies IRole,
    {
      apiVersion: `${apiGroup}/v1`,
      kind: 'RoleBinding',
      metadata: account,
      roleRef: { apiGroup, kind: 'Role', name: account.name },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    } satisfies IRoleBinding,
  ];
}

/**
 * How a store copies Secrets within the cluster, as that account.
 * @param isOfCluster of a ClusterSecretStore, which has no namespace to look for the account in
 */
export function withinCluster({ name, namespace }: { readonly name: string; readonly namespace: string }, isOfCluster: boolean) {
  const own = isOfCluster ? { namespace } : {};
  return {
    kubernetes: {
      remoteNamespace: namespace,
      server: { caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt', ...own } },
      auth: { serviceAccount: { name, ...own } },
    },
  } as const;
}
