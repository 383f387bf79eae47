import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { Instance } from '../model/instance.ts';
import { secretStoreName } from '../model/names.ts';
import { kafkaNames } from '../model/platform/data-layer.ts';
import { serviceStoreName, vaultPath } from '../model/service/secret.ts';
import { serviceLabels } from './labels.ts';

/** Key of the password in Vault and in the Secret, which is the name of the file in the pod. */
export const kafkaPasswordKey = 'KAFKA_PASSWORD';

/** Path below the mount of Vault of the password with which a service logs in to Kafka: both ends read it there. */
export function kafkaVaultPath(environment: string, service: string): string {
  return vaultPath(environment, `${service}-kafka`);
}

/** The password of a service for Kafka, in a Secret beside the manual's, whose keys are the manual's (R24, D68). */
export function kafkaSecret({ service, environment, platform, sealedSecret }: Instance) {
  const name = kafkaNames(platform.dataLayer.kafka).credentials(service.name);
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      // A service whose Secret is sealed has no store of its own.
      secretStoreRef:
        sealedSecret === undefined
          ? { kind: 'SecretStore', name: serviceStoreName(service.name) }
          : { kind: 'ClusterSecretStore', name: secretStoreName },
      target: {
        name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: { engineVersion: 'v2', type: 'Opaque', data: { [kafkaPasswordKey]: `{{ .${kafkaPasswordKey} }}` } },
      },
      data: [
        {
          secretKey: kafkaPasswordKey,
          remoteRef: { key: kafkaVaultPath(environment.name, service.name), property: kafkaPasswordKey },
        },
      ],
    },
  } satisfies IExternalSecret;
}
