import type { EnvironmentDefinition } from '../model/environment.ts';
import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { dataSecrets } from './data-secrets.ts';
import { kafkaObjects, serviceKafkaObjects, type TopicOwners } from './kafka.ts';
import { postgresObjects, servicePostgresObjects } from './postgres.ts';
import { redisObjects } from './redis.ts';

/** PostgreSQL, Kafka and what Redis needs, in the infra namespace (manual 3). The operators are charts of their own. */
export function dataLayerObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  return [
    ...dataSecrets(environment, platform),
    ...postgresObjects(environment, platform, instances),
    ...redisObjects(environment, platform),
    ...kafkaObjects(environment, platform),
  ];
}

/**
 * What one service has in the data layer: Secrets of its users, its Kafka user and topics. An application of its own, so
 * that no overlay grows with the number of services: kustomize compares all objects of a build with each other.
 */
export function serviceDataObjects(instance: Instance, topics: TopicOwners): readonly KubernetesObject[] {
  return [...servicePostgresObjects(instance), ...serviceKafkaObjects(instance, topics)];
}
