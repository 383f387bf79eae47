/** What the chart loki makes in its mode Monolithic. */
export const loki = {
  service: 'loki',
  podLabels: { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'single-binary' },
  ports: { http: 3100, grpc: 9095, gossip: 7946 },
} as const;

/** Secret with the key of Loki's bucket, its store and its account, where the cloud knows no pods. */
export const logStoreKey = 'loki-store-key';

/** What the chart alloy makes: one pod on each node. */
export const alloy = {
  account: 'alloy',
  podLabels: { 'app.kubernetes.io/name': 'alloy' },
  ports: { http: 12345 },
} as const;

/** What the chart jaeger makes. */
export const jaeger = {
  service: 'jaeger',
  podLabels: { 'app.kubernetes.io/name': 'jaeger' },
  /** Claim of the disk, which outlives the release of the chart. */
  claim: 'jaeger-badger',
  ports: { otlpGrpc: 4317, otlpHttp: 4318, query: 16686, health: 13133, metrics: 8888 },
} as const;

/** Grafana, which the chart kube-prometheus-stack makes. */
export const grafana = {
  service: 'kube-prometheus-stack-grafana',
  servicePort: 80,
  podLabels: { 'app.kubernetes.io/name': 'grafana' },
  ports: { http: 3000 },
} as const;

/** The Gateway of the tools, apart from that of the API, and the proxies that serve it. */
export const toolGateway = {
  name: 'tools-gateway',
  podLabels: { 'gateway.envoyproxy.io/owning-gateway-name': 'tools-gateway' },
  /** Proxies, where the environment is not a small one. */
  replicas: 2,
  httpListener: 'http',
} as const;

/** The tools that people open in a browser (manual 8.3), by the key of their host. */
export const tools = {
  grafana: { service: grafana.service, port: grafana.servicePort, podLabels: grafana.podLabels, podPort: grafana.ports.http },
  jaeger: { service: jaeger.service, port: jaeger.ports.query, podLabels: jaeger.podLabels, podPort: jaeger.ports.query },
} as const;

/** Header in which a tool gets the token of the identity provider. */
export const identityHeader = 'X-Id-Token';

/** Name of the client of an environment's tools at the identity provider. */
export function toolClient(environment: string): string {
  return `erp-tools-${environment}`;
}

/** Uids of Grafana's data sources, which dashboards and links name. */
export const dataSourceUids = { metrics: 'prometheus', logs: 'loki', traces: 'jaeger' } as const;
