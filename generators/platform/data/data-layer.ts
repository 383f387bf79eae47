import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { Instance } from '../../model/instance.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { operatedStores } from '../../model/stores/stores.ts';
import { inWave } from '../../resources/in-wave.ts';
import { owned } from '../../resources/owner.ts';
import { dataSecrets } from './data-secrets.ts';
import { kafkaObjects, serviceKafkaObjects } from './kafka.ts';
import { postgresObjects } from './postgres.ts';
import { redisObjects } from './redis.ts';
import type { TopicOwners } from './topics.ts';

/** PostgreSQL, Kafka and what Redis needs, in the infra namespace (manual 3), as far as the environment operates them. The operators are charts of their own. */
export function dataLayerObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const own = operatedStores(environment);
  if (own.length === 0) return [];
  return [
    ...dataSecrets(environment, platform),
    ...(own.includes('postgres') ? postgresObjects(environment, platform, instances) : []),
    ...(own.includes('redis') ? redisObjects(environment, platform) : []),
    ...(own.includes('kafka') ? kafkaObjects(environment, platform) : []),
  ].map(inOrder);
}

/**
 * What comes before the stores, by kind: an operator that does not find a Secret makes one of its own or gives up, an issuer without
 * its key is unhealthy, and pods that may not talk yet do not become ready. Argo CD waits for the health of each wave.
 */
const waves: Readonly<Record<string, number>> = {
  ConfigMap: -4,
  NetworkPolicy: -4,
  Role: -4,
  RoleBinding: -4,
  SecretStore: -4,
  ServiceAccount: -4,
  ExternalSecret: -3,
  Issuer: -2,
  Certificate: -1,
};

function inOrder(object: KubernetesObject): KubernetesObject {
  const wave = waves[object.kind];
  return wave === undefined ? object : inWave(object, wave);
}

/**
 * What one service has in the data layer beside its role and database: its Kafka user with its Secret, and topics. An application of
 * its own, so that no overlay grows by all of it for each service: kustomize compares all objects of a build with each other.
 */
export function serviceDataObjects(instance: Instance, topics: TopicOwners): readonly KubernetesObject[] {
  return serviceKafkaObjects(instance, topics).map((object) => owned(inOrder(object), instance.service));
}
