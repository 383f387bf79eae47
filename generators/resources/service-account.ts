import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { cloudOf } from '../clouds/clouds.ts';
import { declaredName } from '../model/environment/place.ts';
import type { Instance } from '../model/instance.ts';
import { serviceLabels } from './labels.ts';

/** The identity of a service. It never talks to the Kubernetes API, so it gets no token (D29), unless its pods elect a leader. */
export function serviceAccount({ service, environment, platform }: Instance) {
  const role = service.identity?.cloudRole?.[declaredName(environment)];
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: service.name,
      namespace: environment.namespaces.app,
      labels: serviceLabels(service.name),
      ...(role !== undefined && { annotations: { ...cloudOf(platform).identity.annotations(role) } }),
    },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}
