import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { Instance } from '../model/instance.ts';
import { serviceLabels } from './labels.ts';

/** The identity of a service. It never talks to the Kubernetes API, so it gets no token (D29). */
export function serviceAccount({ service, environment }: Instance) {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: service.name, namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}
