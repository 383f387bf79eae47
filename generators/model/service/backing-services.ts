import {
  type DataLayerNames,
  kafkaNames,
  kafkaPorts,
  postgresNames,
  postgresPorts,
  redisNames,
  redisPorts,
} from '../platform/data-layer.ts';
import { ownKey } from '../platform/own-keys.ts';
import type { BackingService } from './service.ts';

/** Where a store or collector of the platform answers, and how its flows are opened. */
export interface Endpoint {
  /** Name of the alias Service in the infra namespace, which keeps the manual's name. */
  readonly service?: string;
  readonly portName: string;
  readonly port: number;
  /** Label that a pod needs to be let in. */
  readonly clientLabel: string;
}

const clientLabel = (name: string) => ownKey(`${name}-client`);

/**
 * The platform's backing services. Policies of the infra namespace let in whoever carries the client label, so that a new
 * service changes nothing there.
 */
export const endpoints = {
  postgres: { service: 'postgres-primary', portName: 'postgresql', port: postgresPorts.sql, clientLabel: clientLabel('postgres') },
  redis: { service: 'redis-master', portName: 'redis', port: redisPorts.redis, clientLabel: clientLabel('redis') },
  // Strimzi makes the Service of the brokers.
  kafka: { portName: 'kafka', port: kafkaPorts.clients, clientLabel: clientLabel('kafka') },
  tracing: { service: 'jaeger-collector', portName: 'otlp-grpc', port: 4317, clientLabel: clientLabel('tracing') },
} as const satisfies Readonly<Record<BackingService, Endpoint>>;

/** Labels of the pods that answer for a backing service. */
export function servingPods(service: BackingService, names: DataLayerNames): Readonly<Record<string, string>> {
  switch (service) {
    // The pooler, never the database pods: a client cannot reach a standby by mistake (D136).
    case 'postgres':
      return postgresNames(names.postgres).poolerLabels;
    // HAProxy in front of Sentinel: always the master.
    case 'redis':
      return redisNames(names.redis).proxyLabels;
    case 'kafka':
      return kafkaNames(names.kafka).brokerLabels;
    case 'tracing':
      return { 'app.kubernetes.io/name': 'jaeger' };
  }
}

/** Prometheus, which scrapes every service (manual 9.1). */
export const prometheus = {
  podLabels: { app: 'prometheus' },
  url: (namespace: string) => `http://kube-prometheus-stack-prometheus.${namespace}.svc.cluster.local:9090`,
} as const;

/** The Gateway and the proxies that serve it, which Envoy Gateway runs in its own namespace. */
export const gateway = {
  name: 'erp-gateway',
  className: 'eg',
  namespace: 'envoy-gateway-system',
  podLabels: { 'gateway.envoyproxy.io/owning-gateway-name': 'erp-gateway' },
  /** Proxies, where the environment is not a small one. */
  replicas: 3,
  httpListener: 'http',
  httpsListener: 'https',
  tlsSecret: 'api-erp-tls',
} as const;

/** Every proxy that Envoy Gateway runs, whatever its Gateway. */
export const proxyPods = { 'app.kubernetes.io/managed-by': 'envoy-gateway', 'app.kubernetes.io/component': 'proxy' } as const;

/** The controller of environments whose edge is `ingress` (manual 2.6). */
export const ingressController = {
  className: 'nginx',
  namespace: 'ingress-nginx',
  podLabels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
} as const;

/** Cluster DNS (manual 9.1). */
export const dns = { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' }, port: 53 } as const;

/** `name.namespace.svc.cluster.local` */
export function clusterHost(name: string, namespace: string): string {
  return `${name}.${namespace}.svc.cluster.local`;
}

/** The addresses of the brokers, by the stable name that Strimzi gives each (R19). */
export function kafkaBrokers(cluster: string, count: number, namespace: string): string {
  const host = clusterHost(kafkaNames(cluster).brokers, namespace);
  return Array.from({ length: count }, (_, index) => `${cluster}-broker-${index}.${host}:${endpoints.kafka.port}`).join(',');
}
