import type { Instance } from '../model/instance.ts';
import { kafkaNames } from '../model/platform/data-layer.ts';
import { keptName } from '../model/service/names/side-by-side.ts';
import { kafkaVaultPath } from '../model/service/secret.ts';
import { kafkaCertificateKeys, kafkaPasswordKey } from '../model/stores/kafka-files.ts';
import { external } from '../model/stores/stores.ts';
import { serviceLabels } from './labels.ts';
import { storeOf } from './secret-store.ts';
import { vaultSecret } from './vault-secret.ts';

/** What a service shows Kafka, in a Secret beside the manual's, whose keys are the manual's (R24, D68): a password, or a certificate with its key. */
export function kafkaSecret(instance: Instance) {
  const { service, environment, platform } = instance;
  const name = kafkaNames(platform.dataLayer.kafka).credentials(service.name);
  const byCertificate = external(environment, 'kafka')?.login === 'certificate';
  const { certificate, key } = kafkaCertificateKeys;
  const path = kafkaVaultPath(environment.name, keptName(service));
  return vaultSecret({
    metadata: { name, namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    store: storeOf(instance),
    ...(byCertificate
      ? {
          type: 'kubernetes.io/tls',
          data: { [certificate]: '{{ .certificate }}', [key]: '{{ .key }}' },
          values: ['certificate', 'key'].map((property) => ({ key: property, path, property })),
        }
      : {
          type: 'Opaque',
          data: { [kafkaPasswordKey]: `{{ .${kafkaPasswordKey} }}` },
          values: [{ key: kafkaPasswordKey, path, property: kafkaPasswordKey }],
        }),
  });
}
