import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { declaredName } from '../model/environment/place.ts';
import type { Instance } from '../model/instance.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';
import { clusterHost } from '../model/service/backing-services.ts';
import { endpointVariable } from '../model/service/calls.ts';
import { metricsPort } from '../model/service/defaults.ts';
import { keptName } from '../model/service/names/side-by-side.ts';
import type { Reach } from '../model/service/parts.ts';
import { type NamedPort, servedAt } from '../model/service/ports.ts';
import type { ServiceDefinition, ServiceSettings } from '../model/service/service.ts';
import { consumerGroup } from '../model/service/topics.ts';
import { kafkaCertificateKeys, kafkaPath } from '../model/stores/kafka-files.ts';
import { authorityFile, placeOf } from '../model/stores/places.ts';
import { external } from '../model/stores/stores.ts';
import { furtherOf } from '../model/stores/used.ts';
import { serviceLabels } from './labels.ts';
import { grpcServiceName } from './service.ts';

/** Base name of the ConfigMap (manual 2.2); kustomize adds a hash of its content. */
export function configMapName(service: string): string {
  return `${service}-config`;
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
      APP_ENV: declaredName(environment),
      LOG_LEVEL: environment.logLevel,
      PROMETHEUS_METRICS_PORT: String(metricsPort.number),
      ...stores(instance),
      ...calls(instance),
      ...settingVariables(instance.settings),
    },
  } satisfies IConfigMap;
}

function stores({ service, environment, platform, settings, topics }: Instance): Record<string, string> {
  const redisAuthority = redisAuthorityFile(environment, platform);
  return {
    ...poolVariables(service, settings),
    ...(service.uses.includes('redis') && redisAuthority !== undefined && { REDIS_TLS_CA_FILE: redisAuthority }),
    ...(service.uses.includes('kafka') && {
      ...kafkaLogin(keptName(service), environment, platform),
      KAFKA_GROUP_ID: consumerGroup(service, service.name, environment.shortName),
      ...Object.fromEntries(topics.map(({ variable, name }) => [`KAFKA_TOPIC_${variable}`, name])),
    }),
    ...Object.assign({}, ...furtherOf(service, environment, platform).map(({ variables }) => variables)),
    // OTLP: the Jaeger exporter of the manual left the OpenTelemetry specification (D15).
    ...(service.uses.includes('tracing') && {
      OTEL_SERVICE_NAME: service.name,
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://${placeOf('tracing', environment, platform).address}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: String(environment.traceRatio),
      OTEL_RESOURCE_ATTRIBUTES: `service.namespace=erp,deployment.environment.name=${environment.name}`,
    }),
  };
}

/** Only that of somebody else talks TLS. */
function redisAuthorityFile(environment: EnvironmentDefinition, platform: PlatformDefinition): string | undefined {
  return authorityFile('redis', placeOf('redis', environment, platform));
}

/** Nobody gets in without a name, a password or a certificate, and rights on the topic (D68). */
function kafkaLogin(user: string, environment: EnvironmentDefinition, platform: PlatformDefinition): Record<string, string> {
  const place = placeOf('kafka', environment, platform);
  const authority = authorityFile('kafka', place);
  const login = external(environment, 'kafka')?.login ?? 'scram-sha-512';
  const signedFor = authority === undefined ? {} : { KAFKA_SSL_CA_LOCATION: authority };
  if (login === 'certificate') {
    return {
      KAFKA_BROKERS: place.address,
      KAFKA_SECURITY_PROTOCOL: 'SSL',
      ...signedFor,
      KAFKA_SSL_CERTIFICATE_LOCATION: `${kafkaPath}/${kafkaCertificateKeys.certificate}`,
      KAFKA_SSL_KEY_LOCATION: `${kafkaPath}/${kafkaCertificateKeys.key}`,
    };
  }
  return {
    KAFKA_BROKERS: place.address,
    KAFKA_SECURITY_PROTOCOL: authority === undefined ? 'SASL_PLAINTEXT' : 'SASL_SSL',
    KAFKA_SASL_MECHANISM: login.toUpperCase(),
    KAFKA_SASL_USERNAME: user,
    ...signedFor,
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
