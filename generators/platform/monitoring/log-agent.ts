import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { agentsNamespace } from '../../model/environment/monitoring.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { alloy } from '../../model/platform/tools.ts';

const rbac = 'rbac.authorization.k8s.io';

/** Account of the log agent, which may list the pods of the environment's namespaces and nothing else of the cluster. */
export function logAgentObjects({ namespaces: { app, infra } }: EnvironmentDefinition): readonly KubernetesObject[] {
  return [account(), ...[app, infra, agentsNamespace].flatMap((namespace) => [role(namespace), binding(namespace)])];
}

function account() {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: alloy.account, namespace: agentsNamespace },
  } satisfies IServiceAccount;
}

function role(namespace: string) {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: alloy.account, namespace },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }],
  } satisfies IRole;
}

function binding(namespace: string) {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: alloy.account, namespace },
    roleRef: { apiGroup: rbac, kind: 'Role', name: alloy.account },
    subjects: [{ kind: 'ServiceAccount', name: alloy.account, namespace: agentsNamespace }],
  } satisfies IRoleBinding;
}
