import { isProductionLike } from '../environments.ts';
import { expectChart } from './model/data-layer.ts';
import type { DeployedService } from './model/expectations.ts';
import { configMapOf, expectConfig, expectObject, forEvery, inEvery, infra, missing, place, uses } from './model/expectations.ts';
import { manualOf } from './model/manual-environments.ts';
import type { Pattern } from './model/pattern.ts';
import type { CheckedRequirement, Requirement } from './model/requirement.ts';
import { expectStore } from './model/stores.ts';

const brokers = [
  'kafka-broker-0.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092',
  'kafka-broker-1.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092',
  'kafka-broker-2.kafka-kafka-brokers.erp-infra.svc.cluster.local:9092',
] as const;

/** What Jaeger must be told: take OTLP at the port that the services write to, and keep it for a week. */
const collector = {
  service: { pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } } },
  receivers: { otlp: { protocols: { grpc: { endpoint: '0.0.0.0:4317' } } } },
  extensions: { jaeger_storage: { backends: { badger: { badger: { ephemeral: false, ttl: { spans: '168h' } } } } } },
} as const;

const requirements: readonly Requirement[] = [
  {
    id: 'R15',
    section: '2.2',
    requirement: 'The ConfigMap of a service is called <service>-config and is in the namespace of the services.',
    where: 'ConfigMap <service>-config-<hash>, which the Deployment reads',
    deviation: { defects: ['D16'], text: 'The name ends in a hash of the content, so that a changed value rolls the pods.' },
    check: (evidence) =>
      forEvery(evidence, (service) => {
        const { world, namespace, name } = service;
        const configMap = configMapOf(service);
        if (configMap === undefined) return [missing(world, { kind: 'ConfigMap', namespace, name: `${name}-config` })];
        if (configMap.name.startsWith(`${name}-config-`) && /^-[a-z0-9]{10}$/.test(configMap.name.slice(`${name}-config`.length)))
          return [];
        const message = `The service "${name}" reads ConfigMap "${configMap.name}", expected ${name}-config with a hash.`;
        return [{ message, ...place(world, configMap, 'metadata.name') }];
      }),
  },
  configured({
    id: 'R16',
    requirement: 'APP_NAME is the service, APP_ENV the environment, LOG_LEVEL info in production.',
    where: 'APP_NAME, APP_ENV, LOG_LEVEL; LOG_LEVEL debug in dev and test',
    data: ({ world, name }) => ({
      APP_NAME: name,
      APP_ENV: world.environment,
      LOG_LEVEL: isProductionLike(world) ? 'info' : 'debug',
    }),
  }),
  configured({
    id: 'R17',
    requirement: 'One pod has at most 20 and at least 5 connections to the database.',
    where: 'DATABASE_MAX_CONNECTIONS, DATABASE_MIN_CONNECTIONS',
    data: ({ world, manual }) =>
      manual !== undefined && isProductionLike(world) ? { DATABASE_MAX_CONNECTIONS: '20', DATABASE_MIN_CONNECTIONS: '5' } : {},
  }),
  configured({
    id: 'R18',
    requirement: 'One pod has at most 50 connections to Redis.',
    where: 'REDIS_MAX_CONNECTIONS',
    data: ({ world, manual }) => (manual !== undefined && isProductionLike(world) ? { REDIS_MAX_CONNECTIONS: '50' } : {}),
  }),
  configured({
    id: 'R19',
    requirement: 'KAFKA_BROKERS names the three brokers of erp-infra, each by its own stable name, at port 9092.',
    where: 'KAFKA_BROKERS; one broker in dev and test',
    deviation: {
      defects: ['D14'],
      text: 'The names are kafka-broker-N.kafka-kafka-brokers, which Strimzi makes; the names of the manual exist nowhere.',
    },
    data: (service) =>
      uses(service, 'kafka')
        ? {
            KAFKA_BROKERS: isProductionLike(service.world) ? brokers.join(',') : brokers[0],
          }
        : {},
  }),
  configured({
    id: 'R20',
    requirement: 'The consumer group of financial-service in production is financial-service-prod-group.',
    where: 'KAFKA_GROUP_ID: <service>-<environment>-group, with prod for production',
    data: (service) => {
      return uses(service, 'kafka') ? { KAFKA_GROUP_ID: `${service.name}-${manualOf(service.world).shortName}-group` } : {};
    },
  }),
  configured({
    id: 'R21',
    requirement: 'financial-service publishes to the topic financial.transaction.posted.',
    where: 'KAFKA_TOPIC_TRANSACTION_POSTED of financial-service',
    data: ({ name }) => (name === 'financial-service' ? { KAFKA_TOPIC_TRANSACTION_POSTED: 'financial.transaction.posted' } : {}),
  }),
  {
    id: 'R22',
    section: '2.2',
    requirement: 'Traces go to jaeger-collector in erp-infra under the name of the service.',
    where:
      'ConfigMap <service>-config: OTEL_*; Service jaeger-collector; NetworkPolicies <service>-netpol and tracing-clients; ' +
      'Application jaeger: OTLP, kept on a disk for 7 days',
    deviation: {
      defects: ['D15', 'D135'],
      text: 'By OTLP to port 4317: the Jaeger exporter and its variable are gone from OpenTelemetry. The flow is opened at both ends.',
    },
    check: (evidence) => [
      ...forEvery(evidence, (service) => {
        if (!uses(service, 'tracing')) return [];
        return [
          ...expectConfig(service, {
            OTEL_EXPORTER_OTLP_ENDPOINT: 'http://jaeger-collector.erp-infra.svc.cluster.local:4317',
            OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
            OTEL_TRACES_EXPORTER: 'otlp',
            OTEL_SERVICE_NAME: service.name,
            OTEL_RESOURCE_ATTRIBUTES: `service.namespace=erp,deployment.environment.name=${service.world.environment}`,
          }),
        ];
      }),
      ...inEvery(evidence, (world) => [
        ...expectObject(
          world,
          { kind: 'Service', namespace: infra, name: 'jaeger-collector' },
          {
            spec: { ports: [{ name: 'otlp-grpc', port: 4317, targetPort: 4317 }], selector: { 'app.kubernetes.io/name': 'jaeger' } },
          },
        ),
      ]),
      ...expectChart(evidence, 'jaeger', 'jaeger', () => ({ fullnameOverride: 'jaeger', userconfig: collector })),
      ...inEvery(evidence, (world) =>
        expectObject(
          world,
          { kind: 'PersistentVolumeClaim', namespace: infra, name: 'jaeger-badger' },
          { spec: { storageClassName: 'gp3' } },
        ),
      ),
      ...expectStore(evidence, { store: 'tracing', port: 4317, labels: { 'app.kubernetes.io/name': 'jaeger' } }),
    ],
  },
  configured({
    id: 'R23',
    requirement: 'Metrics are served on port 9091.',
    where: 'PROMETHEUS_METRICS_PORT',
    data: () => ({ PROMETHEUS_METRICS_PORT: '9091' }),
  }),
];

export default requirements;

interface Configured extends Pick<CheckedRequirement, 'id' | 'requirement' | 'where' | 'deviation'> {
  /** What the ConfigMap of a service must hold. */
  readonly data: (service: DeployedService) => Pattern;
}

function configured({ id, requirement, where, deviation, data }: Configured): CheckedRequirement {
  return {
    id,
    section: '2.2',
    requirement,
    where: `ConfigMap <service>-config: ${where}`,
    ...(deviation && { deviation }),
    check: (evidence) => forEvery(evidence, (service) => expectConfig(service, data(service))),
  };
}
