import { operatorNamespaces } from '../platform/operators.ts';
import { ownKey } from '../platform/own-keys.ts';
import type { PlatformDefinition } from '../platform/platform.ts';
import type { Amounts } from '../service/quantity.ts';
import { edgeController } from './edge-controller.ts';
import type { EnvironmentDefinition } from './environment.ts';

/** Namespace of what must run on the hosts themselves, apart from the data (D12). */
export const agentsNamespace = 'erp-agents';

/** What runs once on each node, and how much of the node it may claim. */
export const agents = [
  { name: 'alloy', requests: { cpu: '50m', memory: '128Mi' }, limits: { cpu: '500m', memory: '512Mi' } },
  { name: 'node-exporter', requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '250m', memory: '128Mi' } },
] as const;

/** Resources of a container of an agent. */
export function agentResources(name: (typeof agents)[number]['name']): Amounts {
  const { requests, limits } = agents.find((agent) => agent.name === name) ?? agents[0];
  return { requests, limits };
}

/** Of the quota of the agents: how many nodes there may be, which no object of a cluster says. */
export const nodesAnnotation = ownKey('nodes');

/** Release of the chart kube-prometheus-stack, after which it names what it makes. */
export const stackName = 'kube-prometheus-stack';

/** Secret with the password of Grafana's administrator, and its keys. */
export const grafanaAdmin = { secret: 'grafana-admin', userKey: 'admin-user', passwordKey: 'admin-password' } as const;

/** Labels by which Grafana's sidecars find dashboards and data sources. */
export const grafanaLabels = { dashboard: 'grafana_dashboard', dataSource: 'grafana_datasource' } as const;

/** How often every target is scraped and every rule evaluated (R90). */
export const scrapeInterval = '15s';

/** Pods of the metrics stack, by the labels of their charts. Prometheus gets the label of the manual (9.1) by its values. */
export const monitoringPods = {
  alertmanager: { 'app.kubernetes.io/name': 'alertmanager' },
  grafana: { 'app.kubernetes.io/name': 'grafana' },
  operator: { app: `${stackName}-operator` },
  kubeStateMetrics: { 'app.kubernetes.io/name': 'kube-state-metrics' },
  metricsServer: { 'app.kubernetes.io/name': 'metrics-server' },
  kedaOperator: { app: 'keda-operator' },
  kedaMetrics: { app: 'keda-operator-metrics-apiserver' },
  kedaWebhooks: { app: 'keda-admission-webhooks' },
} as const;

/** Ports of the metrics stack. */
export const monitoringPorts = {
  prometheus: 9090,
  alertmanager: 9093,
  /** Between the members of Alertmanager, TCP and UDP. */
  mesh: 9094,
  grafana: 3000,
  /** Of the sidecar that reloads the configuration of Prometheus and Alertmanager. */
  reloader: 8080,
  operator: 10250,
  kubeStateMetrics: 8080,
  /** Of kube-state-metrics about itself. */
  kubeStateMetricsTelemetry: 8081,
  metricsServer: 10250,
  kubelet: 10250,
  nodeExporter: 9100,
  dns: 9153,
  keda: { metrics: 8080, service: 9666, api: 6443, webhooks: 9443 },
} as const;

/** A tool of the cluster in a namespace of its own, which Prometheus scrapes there. */
export interface ClusterTool {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Name of the port in all of its pods, and its numbers. */
  readonly portName: string;
  readonly ports: readonly number[];
  /** Which of its pods answer where; absent: all of them at all of its ports. */
  readonly answering?: readonly { readonly podLabels: Readonly<Record<string, string>>; readonly ports: readonly number[] }[];
  readonly path: string;
}

/** Where operators of a whole cluster tell of themselves. */
export const operatorMetricsPorts = {
  certManager: 9402,
  externalSecrets: 8080,
  sealedSecrets: 8081,
  verticalPodAutoscaler: 8942,
  envoyGateway: 19001,
  policyController: 9090,
} as const;

/** Where HAProxy in front of Argo CD's Redis tells of itself. */
export const argoRedisProxyMetricsPort = 9101;

/** Where Argo CD tells of itself: 8080 is that of one controller, and the door of its server. */
export const argoMetrics = [
  { podLabels: { 'app.kubernetes.io/part-of': 'argocd' }, ports: [8082, 8083, 8084, 9001] },
  { podLabels: { 'app.kubernetes.io/name': 'argocd-applicationset-controller' }, ports: [8080] },
];

/** The tools beside ours, by the labels and ports of their charts. */
const clusterTools: readonly ClusterTool[] = [
  {
    name: 'argocd',
    namespace: 'argocd',
    podLabels: { 'app.kubernetes.io/part-of': 'argocd' },
    portName: 'metrics',
    ports: [8080, 8082, 8083, 8084, 9001],
    answering: argoMetrics,
    path: '/metrics',
  },
  {
    name: 'cert-manager',
    namespace: operatorNamespaces.certManager,
    podLabels: { 'app.kubernetes.io/instance': 'cert-manager' },
    portName: 'http-metrics',
    ports: [operatorMetricsPorts.certManager],
    path: '/metrics',
  },
  {
    name: 'external-secrets',
    namespace: operatorNamespaces.externalSecrets,
    podLabels: { 'app.kubernetes.io/instance': 'external-secrets' },
    portName: 'metrics',
    ports: [operatorMetricsPorts.externalSecrets],
    path: '/metrics',
  },
  {
    // HAProxy in front of Argo CD's Redis.
    name: 'argocd-redis-proxy',
    namespace: 'argocd',
    podLabels: { 'app.kubernetes.io/name': 'argocd-redis-ha-haproxy' },
    portName: 'metrics-port',
    ports: [argoRedisProxyMetricsPort],
    path: '/metrics',
  },
  {
    name: 'sealed-secrets',
    namespace: operatorNamespaces.sealedSecrets,
    podLabels: { 'app.kubernetes.io/name': 'sealed-secrets' },
    portName: 'metrics',
    ports: [operatorMetricsPorts.sealedSecrets],
    path: '/metrics',
  },
  {
    name: 'vertical-pod-autoscaler',
    namespace: operatorNamespaces.verticalPodAutoscaler,
    podLabels: { 'app.kubernetes.io/name': 'vpa' },
    portName: 'metrics',
    ports: [operatorMetricsPorts.verticalPodAutoscaler],
    path: '/metrics',
  },
  {
    name: 'policy-controller',
    namespace: operatorNamespaces.policyController,
    podLabels: { 'app.kubernetes.io/name': 'policy-controller' },
    portName: 'metrics',
    ports: [operatorMetricsPorts.policyController],
    path: '/metrics',
  },
  {
    name: 'envoy-gateway',
    namespace: operatorNamespaces.envoyGateway,
    podLabels: edgeController.podLabels,
    portName: 'metrics',
    ports: [operatorMetricsPorts.envoyGateway],
    path: '/metrics',
  },
];

/** The tools of an environment's clusters: Argo CD is in one of them only, and Envoy Gateway where it is the edge. */
export function clusterToolsOf(
  { clusters, edge }: EnvironmentDefinition,
  { argo, argoNamespace }: PlatformDefinition,
): readonly ClusterTool[] {
  const hasArgo = clusters.some(({ name }) => name === argo.cluster);
  return clusterTools
    .filter(({ namespace }) => namespace !== argoNamespace || hasArgo)
    .filter(({ namespace }) => namespace !== operatorNamespaces.envoyGateway || edge === 'gateway');
}
