import { isProductionLike } from '../../environments.ts';
import type { World } from '../../model.ts';
import { expectObject, inEvery, infra, whereOperated } from './expectations.ts';
import type { Pattern } from './pattern.ts';
import type { Evidence, Shortfall } from './requirement.ts';

/** What a cluster has in production and staging, and in the small environments. */
type Sized = (isFull: boolean, world: World) => Pattern;

/** Where the `postgresql` object of an environment does not look like a pattern of its `spec`. */
export function expectPostgres(evidence: Evidence, spec: Sized): readonly Shortfall[] {
  return inEvery(
    evidence,
    whereOperated('postgres', (world) =>
      expectObject(
        world,
        { kind: 'postgresql', namespace: infra, name: 'postgres' },
        { apiVersion: 'acid.zalan.do/v1', spec: spec(isProductionLike(world), world) },
      ),
    ),
  );
}

/** Where the Kafka cluster, one of its pools (`broker`, `controller`) or another object of Strimzi does not look like a pattern. */
export function expectKafka(
  evidence: Evidence,
  kind: 'Kafka' | 'KafkaNodePool' | 'KafkaTopic',
  name: string,
  spec: Sized,
): readonly Shortfall[] {
  return inEvery(
    evidence,
    whereOperated('kafka', (world) =>
      expectObject(
        world,
        { kind, namespace: infra, name },
        { apiVersion: 'kafka.strimzi.io/v1', spec: spec(isProductionLike(world), world) },
      ),
    ),
  );
}

/** The store that a chart is for, where it is for one. */
const storeOf: Readonly<Record<string, 'postgres' | 'redis' | 'kafka'>> = {
  'postgres-operator': 'postgres',
  'redis-ha': 'redis',
  'strimzi-kafka-operator': 'kafka',
};

/** Where the Application of a chart does not look like a pattern: pinned, in erp-infra or another namespace, with these values. */
export function expectChart(
  evidence: Evidence,
  chart: string,
  release: string,
  values: Sized,
  namespace: string = infra,
): readonly Shortfall[] {
  const store = storeOf[chart];
  const check = (world: World) =>
    expectObject(
      evidence.argocd,
      { kind: 'Application', namespace: 'argocd', name: `${release}-${world.environment}` },
      {
        spec: {
          destination: { namespace },
          source: { chart, helm: { releaseName: release, valuesObject: values(isProductionLike(world), world) } },
        },
      },
    );
  return inEvery(evidence, store === undefined ? check : whereOperated(store, check));
}
