import type { BackingService } from './service.ts';

/** Where a store or collector of the platform answers, and how its flows are opened. */
export interface Endpoint {
  /** Name of the alias Service in the infra namespace, which keeps the manual's name. */
  readonly service: string;
  readonly portName: string;
  readonly port: number;
  /** Labels of the pods behind it, as the chart or operator sets them. */
  readonly podLabels: Readonly<Record<string, string>>;
  /** Label that a pod needs to be let in. */
  readonly clientLabel: string;
}

const clientLabel = (name: string) => `erp.example.com/${name}-client`;

/**
 * The platform's backing services. Policies of the infra namespace let in whoever carries the client label, so that a new
 * service changes nothing there.
 */
export const endpoints: Readonly<Record<BackingService, Endpoint>> = {
  // The pooler of the Zalando operator, never the database pods: a client cannot reach a standby by mistake (D136).
  postgres: {
    service: 'postgres-primary',
    portName: 'postgresql',
    port: 5432,
    podLabels: { 'connection-pooler': 'postgres-pooler' },
    clientLabel: clientLabel('postgres'),
  },
  // HAProxy in front of Sentinel: always the master.
  redis: {
    service: 'redis-master',
    portName: 'redis',
    port: 6379,
    podLabels: { app: 'redis-ha-haproxy', release: 'redis-ha' },
    clientLabel: clientLabel('redis'),
  },
  kafka: {
    service: 'kafka-kafka-brokers',
    portName: 'kafka',
    port: 9092,
    podLabels: { 'strimzi.io/cluster': 'kafka', 'strimzi.io/pool-name': 'broker' },
    clientLabel: clientLabel('kafka'),
  },
  tracing: {
    service: 'jaeger-collector',
    portName: 'otlp-grpc',
    port: 4317,
    podLabels: { 'app.kubernetes.io/name': 'jaeger' },
    clientLabel: clientLabel('tracing'),
  },
};

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
  httpListener: 'http',
  httpsListener: 'https',
  tlsSecret: 'api-erp-tls',
} as const;

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
export function kafkaBrokers(count: number, namespace: string): string {
  const { service, port } = endpoints.kafka;
  return Array.from({ length: count }, (_, index) => `kafka-broker-${index}.${clusterHost(service, namespace)}:${port}`).join(',');
}
