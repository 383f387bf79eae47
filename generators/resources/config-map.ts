import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { Instance } from '../model/instance.ts';
import { clusterHost, endpoints, kafkaBrokers } from '../model/service/backing-services.ts';
import { endpointVariable } from '../model/service/calls.ts';
import { metricsPort } from '../model/service/defaults.ts';
import type { Reach } from '../model/service/parts.ts';
import { type NamedPort, servedAt } from '../model/service/ports.ts';
import type { ServiceDefinition, ServiceSettings } from '../model/service/service.ts';
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
      PROMETHEUS_METRICS_PORT: String(metricsPort.number),
      ...stores(instance),
      ...calls(instance),
      ...settingVariables(instance.settings),
    },
  } satisfies IConfigMap;
}

function stores({ service, environment, platform, settings, topics }: Instance): Record<string, string> {
  const infra = environment.namespaces.infra;
  return {
    ...poolVariables(service, settings),
    ...(service.uses.includes('kafka') && {
      KAFKA_BROKERS: kafkaBrokers(platform.dataLayer.kafka, environment.dataLayer.kafka.brokers, infra),
      // Nobody gets in without a name, a password and rights on the topic (D68).
      KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: service.name,
      KAFKA_SSL_CA_LOCATION: '/app/ca/ca.crt',
      KAFKA_GROUP_ID: consumerGroup(service.name, environment.shortName),
      ...Object.fromEntries(topics.map(({ variable, name }) => [`KAFKA_TOPIC_${variable}`, name])),
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

/** `FINANCIAL_SERVICE_GRPC_ENDPOINT`: a URL for HTTP and gRPC, `host:port` for the rest. */
function calls({ callees, environment }: Instance): Record<string, string> {
  return Object.fromEntries(
    callees.map(({ process, port }) => [endpointVariable(process, port), address(process, port, environment.namespaces.app)]),
  );
}

/** The headless Service for gRPC, so that the client balances over the pods (D41). */
function address(process: string, port: NamedPort, namespace: string): string {
  const host = clusterHost(port.protocol === 'grpc' ? grpcServiceName(process) : process, namespace);
  const url = port.protocol === 'http' || port.protocol === 'grpc';
  return `${url ? 'http://' : ''}${host}:${servedAt(port)}`;
}

/** Connections that a pod may open to the stores that its service uses. */
export function poolVariables({ uses }: Pick<ServiceDefinition, 'uses'>, { pools }: ServiceSettings): Record<string, string> {
  return {
    ...(uses.includes('postgres') && {
      DATABASE_MAX_CONNECTIONS: String(pools.databaseMax),
      DATABASE_MIN_CONNECTIONS: String(pools.databaseMin),
    }),
    ...(uses.includes('redis') && { REDIS_MAX_CONNECTIONS: String(pools.redisMax) }),
  };
}

/** The variables that settings name. */
export function settingVariables({ config, reaches, shutdown }: ServiceSettings): Readonly<Record<string, string>> {
  return {
    SHUTDOWN_DRAIN_SECONDS: String(shutdown.drainSeconds),
    ...Object.fromEntries(Object.entries(reaches).map(([variable, reach]) => [variable, addressOf(reach)])),
    ...config,
  };
}

function addressOf(reach: Reach): string {
  return typeof reach === 'string' ? reach : `${reach.host}:${reach.port}`;
}
