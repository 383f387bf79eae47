import type { ILease } from 'kubernetes-models/coordination.k8s.io/v1/Lease';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { serviceLabels } from './labels.ts';
import { owned } from './owner.ts';

/** Whether the pods of a service talk to the Kubernetes API. */
export function electsLeader({ identity }: ServiceDefinition): boolean {
  return identity?.leaderElection === true;
}

/**
 * The Lease by which the pods of a service elect a leader. They may not make another: a right to make things knows no names. Who
 * holds it is written by the pods, into fields that are not ours.
 */
export function lease(instance: Instance) {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: metadataOf(instance) } satisfies ILease;
}

function metadataOf({ service: { name }, environment }: Instance) {
  return { name: `${name}-leader`, namespace: environment.namespaces.app, labels: serviceLabels(name) };
}

/** The right to it: of the platform, since what a service is made of gives no rights. */
export function leaderAccess(instance: Instance): readonly KubernetesObject[] {
  const { name } = instance.service;
  const metadata = metadataOf(instance);
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [metadata.name], verbs: ['get', 'update', 'patch'] },
    ],
  } satisfies IRole;
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: metadata.namespace }],
  } satisfies IRoleBinding;
  return [role, binding].map((object) => owned(object, instance.service));
}
