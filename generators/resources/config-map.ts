import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { Instance } from '../model/instance.ts';
import { clusterHost, endpoints, kafkaBrokers } from '../model/service/backing-services.ts';
import { ports, termination } from '../model/service/defaults.ts';
import { serviceLabels } from './labels.ts';
import { grpcServiceName } from './service.ts';

/** Base name of the ConfigMap (manual 2.2); kustomize adds a hash of its content. */
export function configMapName(service: string): string {
  return `${service}-config`;
}

/** Consumer group of a service: production's is the manual's (R20). */
export function consumerGroup(service: string, environment: string): string {
  return `${service}-${environment}-group`;
}

/** The settings of a service that are no secret (manual 2.2, R15-R23). */
export function configMap(instance: Instance) {
  const { service, environment } = instance;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: configMapName(service.name), namespace: environment.namespaces.app, labels: serviceLabels(service.name) },
    data: {
      APP_NAME: service.name,
      APP_ENV: environment.name,
      LOG_LEVEL: environment.logLevel,
      SHUTDOWN_DRAIN_SECONDS: String(termination.drainSeconds),
      PROMETHEUS_METRICS_PORT: String(ports.metrics),
      ...stores(instance),
      ...calls(instance),
      ...instance.settings.config,
    },
  } satisfies IConfigMap;
}

function stores({ service, environment, platform, settings }: Instance): Record<string, string> {
  const infra = environment.namespaces.infra;
  return {
    ...(service.uses.includes('postgres') && {
      DATABASE_MAX_CONNECTIONS: String(settings.pools.databaseMax),
      DATABASE_MIN_CONNECTIONS: String(settings.pools.databaseMin),
    }),
    ...(service.uses.includes('redis') && { REDIS_MAX_CONNECTIONS: String(settings.pools.redisMax) }),
    ...(service.uses.includes('kafka') && {
      KAFKA_BROKERS: kafkaBrokers(platform.dataLayer.kafka, environment.dataLayer.kafka.brokers, infra),
      // Nobody gets in without a name, a password and rights on the topic (D68).
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: service.name,
      KAFKA_SSL_CA_LOCATION: '/app/ca/ca.crt',
      KAFKA_GROUP_ID: consumerGroup(service.name, environment.shortName),
      ...Object.fromEntries(Object.entries(service.topics ?? {}).map(([name, topic]) => [`KAFKA_TOPIC_${name}`, topic])),
    }),
    // OTLP: the Jaeger exporter of the manual left the OpenTelemetry specification (D15).
    ...(service.uses.includes('tracing') && {
      OTEL_SERVICE_NAME: service.name,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${clusterHost(endpoints.tracing.service, infra)}:${endpoints.tracing.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: String(environment.traceRatio),
      OTEL_RESOURCE_ATTRIBUTES: `service.namespace=erp,deployment.environment.name=${environment.name}`,
    }),
  };
}

/** `FINANCIAL_SERVICE_GRPC_ENDPOINT`: the headless Service, so that the client balances over the pods (D41). */
function calls({ callees, environment }: Instance): Record<string, string> {
  return Object.fromEntries(
    callees.map((callee) => [
      `${callee.toUpperCase().replaceAll('-', '_')}_GRPC_ENDPOINT`,
      `http://${clusterHost(grpcServiceName(callee), environment.namespaces.app)}:${ports.grpc}`,
    ]),
  );
}
