import type { Instance } from '../model/instance.ts';
import { kafkaNames } from '../model/platform/data-layer.ts';
import { vaultPath } from '../model/service/secret.ts';
import { serviceLabels } from './labels.ts';
import { storeOf } from './secret-store.ts';
import { vaultSecret } from './vault-secret.ts';

/** Key of the password in Vault and in the Secret, which is the name of the file in the pod. */
export const kafkaPasswordKey = 'KAFKA_PASSWORD';

/** Path below the mount of Vault of the password with which a service logs in to Kafka: both ends read it there. */
export function kafkaVaultPath(environment: string, service: string): string {
  return vaultPath(environment, `${service}-kafka`);
}

/** The password of a service for Kafka, in a Secret beside the manual's, whose keys are the manual's (R24, D68). */
export function kafkaSecret(instance: Instance) {
  const { service, environment, platform } = instance;
  const name = kafkaNames(platform.dataLayer.kafka).credentials(service.name);
  return vaultSecret({
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    store: storeOf(instance),
    type: 'Opaque',
    data: { [kafkaPasswordKey]: `{{ .${kafkaPasswordKey} }}` },
    values: [{ key: kafkaPasswordKey, path: kafkaVaultPath(environment.name, service.name), property: kafkaPasswordKey }],
  });
}
