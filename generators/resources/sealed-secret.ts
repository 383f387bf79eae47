import type { ISealedSecret } from '@kubernetes-models/sealed-secrets/bitnami.com/v1alpha1/SealedSecret';
import type { SealedSecret } from '../model/environment/sealed-secret.ts';
import type { Instance } from '../model/instance.ts';
import { secretName } from '../model/service/secret.ts';
import { serviceLabels } from './labels.ts';

/** The Secret of a service where it was sealed: takes the place of the ExternalSecret (manual 2.3, D24). */
export function sealedSecret({ service, environment }: Instance, { encryptedData }: SealedSecret) {
  const metadata = { name: secretName(service.name), namespace: environment.namespaces.app, labels: serviceLabels(service.name) };
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata,
    spec: { encryptedData: { ...encryptedData }, template: { type: 'Opaque', metadata } },
  } satisfies ISealedSecret;
}
