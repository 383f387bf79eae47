/**
 * What the platform's charts put into every cluster, which therefore no overlay renders. Written down here by the judge,
 * from the charts' own documentation, so that a reference to anything else is an error. What operators make of objects that
 * an overlay renders follows from those objects (policies/kubernetes/operators.ts).
 */

/** A namespace that the cluster or a chart makes. */
export interface ExternalNamespace {
  readonly name: string;
  readonly source: string;
}

/** Pods that a chart or an operator makes. */
export interface ExternalPods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** Protocols of every port; absent: TCP. */
  readonly protocols?: readonly string[];
  /** Those of the ports that serve metrics. */
  readonly metrics?: readonly MetricsPort[];
  /** They answer at the address of their node: no policy selects them, and no selector of pods leads to them. */
  readonly onHost?: boolean;
  readonly source: string;
}

/** A port at which Prometheus may ask. */
export interface MetricsPort {
  readonly number: number;
  /** Of the container port, by which monitors select it. */
  readonly name: string;
  /** Whether the chart brings the monitor too. */
  readonly scrapedByChart?: boolean;
}

/** A Service that an operator or chart makes. */
export interface ExternalService {
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly number[];
  /** Labels of the pods behind it. */
  readonly selector: Readonly<Record<string, string>>;
  /** Where the pods listen, by the port of the Service; absent: at the same numbers. */
  readonly targetPorts?: Readonly<Record<number, number>>;
  readonly source: string;
}

export const externalNamespaces: readonly ExternalNamespace[] = [
  { name: 'kube-system', source: 'Kubernetes' },
  { name: 'ingress-nginx', source: 'chart ingress-nginx, where the edge is an Ingress' },
];

/** The cluster's DNS servers: answers that do not fit into a datagram are asked for again by TCP. */
export const clusterDns: ExternalPods = {
  namespace: 'kube-system',
  labels: { 'k8s-app': 'kube-dns' },
  ports: [53],
  protocols: ['UDP', 'TCP'],
  source: 'CoreDNS',
};

/** Namespaces whose charts' pods pass only the *baseline* Pod Security Standard; every other namespace is *restricted*. */
export const baselineNamespaces: readonly string[] = ['erp-infra'];

/** Namespaces of agents that need the host, which no Pod Security Standard lets them have. They hold nothing else. */
export const privilegedNamespaces: readonly string[] = ['erp-agents'];

/** Prometheus, which the network policies must let reach what it scrapes. */
export const prometheusPods: ExternalPods = {
  namespace: 'erp-infra',
  labels: { app: 'prometheus', 'app.kubernetes.io/name': 'prometheus' },
  ports: [9090, 8080],
  metrics: [
    { number: 9090, name: 'http-web', scrapedByChart: true },
    { number: 8080, name: 'reloader-web', scrapedByChart: true },
  ],
  source: 'chart kube-prometheus-stack',
};

const stack = 'chart kube-prometheus-stack';

/** A port of metrics whose monitor the chart brings. */
function own(number: number, name: string): { readonly ports: readonly number[]; readonly metrics: readonly MetricsPort[] } {
  return { ports: [number], metrics: [{ number, name, scrapedByChart: true }] };
}

/** What kube-prometheus-stack, metrics-server and KEDA run, and what they measure beside pods. */
const monitoringPods: readonly ExternalPods[] = [
  prometheusPods,
  {
    namespace: 'erp-infra',
    labels: { 'app.kubernetes.io/name': 'alertmanager' },
    ports: [9093, 9094, 8080],
    metrics: [
      { number: 9093, name: 'http-web', scrapedByChart: true },
      { number: 8080, name: 'reloader-web', scrapedByChart: true },
    ],
    source: stack,
  },
  { namespace: 'erp-infra', labels: { 'app.kubernetes.io/name': 'alertmanager' }, ports: [9094], protocols: ['UDP'], source: stack },
  { namespace: 'erp-infra', labels: { 'app.kubernetes.io/name': 'grafana' }, ...own(3000, 'grafana'), source: stack },
  { namespace: 'erp-infra', labels: { app: 'kube-prometheus-stack-operator' }, ...own(10250, 'https'), source: stack },
  { namespace: 'erp-infra', labels: { 'app.kubernetes.io/name': 'kube-state-metrics' }, ...own(8080, 'http'), source: stack },
  {
    namespace: 'erp-agents',
    labels: { 'app.kubernetes.io/name': 'prometheus-node-exporter' },
    ...own(9100, 'http-metrics'),
    onHost: true,
    source: stack,
  },
  { namespace: 'kube-system', labels: { 'k8s-app': 'kubelet' }, ...own(10250, 'https-metrics'), onHost: true, source: 'Kubernetes' },
  { namespace: 'default', labels: { component: 'apiserver' }, ...own(443, 'https'), onHost: true, source: 'Kubernetes' },
  { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ...own(9153, 'metrics'), source: 'CoreDNS' },
  {
    namespace: 'erp-infra',
    labels: { 'app.kubernetes.io/name': 'metrics-server' },
    ports: [10250],
    metrics: [{ number: 10250, name: 'https' }],
    source: 'chart metrics-server',
  },
  ...(
    [
      ['keda-operator', 9666],
      ['keda-operator-metrics-apiserver', 6443],
      ['keda-admission-webhooks', 9443],
    ] as const
  ).map(([app, port]) => ({
    namespace: 'erp-infra',
    labels: { app },
    ports: [port, 8080],
    metrics: [{ number: 8080, name: 'metrics' }],
    source: 'chart keda',
  })),
];

/** Namespaces of what people of the platform work with: a way in from outside needs a log-in. */
export const toolNamespaces: readonly string[] = ['erp-infra', 'erp-agents', 'argocd'];

export const externalPods: readonly ExternalPods[] = [
  clusterDns,
  ...monitoringPods,
  {
    namespace: 'envoy-gateway-system',
    labels: {
      'app.kubernetes.io/name': 'envoy',
      'app.kubernetes.io/component': 'proxy',
      'app.kubernetes.io/managed-by': 'envoy-gateway',
      'gateway.envoyproxy.io/owning-gateway-name': 'erp-gateway',
      'gateway.envoyproxy.io/owning-gateway-namespace': 'erp-infra',
    },
    ports: [10080, 10443, 19001, 19003],
    metrics: [{ number: 19001, name: 'metrics' }],
    source: 'Envoy Gateway, one fleet for each Gateway',
  },
  {
    namespace: 'envoy-gateway-system',
    labels: {
      'app.kubernetes.io/name': 'envoy',
      'app.kubernetes.io/component': 'proxy',
      'app.kubernetes.io/managed-by': 'envoy-gateway',
      'gateway.envoyproxy.io/owning-gateway-name': 'tools-gateway',
      'gateway.envoyproxy.io/owning-gateway-namespace': 'erp-infra',
    },
    ports: [10080, 10443, 19001, 19003],
    metrics: [{ number: 19001, name: 'metrics' }],
    source: 'Envoy Gateway, one fleet for each Gateway',
  },
  {
    namespace: 'envoy-gateway-system',
    labels: { 'control-plane': 'envoy-gateway', 'app.kubernetes.io/name': 'gateway-helm' },
    ports: [18000, 18001, 18002, 19001, 9443],
    source: 'chart gateway-helm',
  },
  { namespace: 'envoy-gateway-system', labels: { app: 'certgen' }, ports: [], source: 'chart gateway-helm, before each sync' },
  ...[
    { name: 'cert-manager', ports: [9402], measured: true },
    { name: 'webhook', ports: [10250], measured: false },
    { name: 'cainjector', ports: [9402], measured: true },
  ].map(({ name, ports, measured }) => ({
    namespace: 'cert-manager',
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'cert-manager' },
    ports,
    ...(measured && { metrics: [{ number: 9402, name: 'http-metrics' }] }),
    source: 'chart cert-manager',
  })),
  ...[
    { name: 'external-secrets', ports: [8080] },
    { name: 'external-secrets-webhook', ports: [10250, 8080] },
    { name: 'external-secrets-cert-controller', ports: [8080] },
  ].map(({ name, ports }) => ({
    namespace: 'external-secrets',
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'external-secrets' },
    ports,
    metrics: [{ number: 8080, name: 'metrics' }],
    source: 'chart external-secrets',
  })),
  {
    namespace: 'sealed-secrets',
    labels: { 'app.kubernetes.io/name': 'sealed-secrets' },
    ports: [8080, 8081],
    source: 'chart sealed-secrets',
  },
  {
    namespace: 'vertical-pod-autoscaler',
    labels: { 'app.kubernetes.io/name': 'vpa', 'app.kubernetes.io/component': 'recommender' },
    ports: [8942],
    source: 'chart vpa',
  },
  ...[
    { name: 'argocd-application-controller', ports: [8082], measured: [8082] },
    { name: 'argocd-repo-server', ports: [8081, 8084], measured: [8084] },
    { name: 'argocd-server', ports: [8080, 8083], measured: [8083] },
    { name: 'argocd-applicationset-controller', ports: [7000, 8080], measured: [8080] },
    { name: 'argocd-notifications-controller', ports: [9001], measured: [9001] },
  ].map(({ name, ports, measured }) => ({
    namespace: 'argocd',
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' },
    ports,
    metrics: measured.map((number) => ({ number, name: 'metrics' })),
    source: 'chart argo-cd',
  })),
  { namespace: 'argocd', labels: { app: 'redis-ha', release: 'argo-cd' }, ports: [6379, 26379], source: 'chart argo-cd, with redis-ha' },
  { namespace: 'argocd', labels: { app: 'redis-ha-haproxy', release: 'argo-cd' }, ports: [6379], source: 'chart argo-cd, with redis-ha' },
  {
    namespace: 'ingress-nginx',
    labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
    ports: [80, 443],
    source: 'chart ingress-nginx, where the edge is an Ingress',
  },
  {
    namespace: 'erp-infra',
    labels: { 'app.kubernetes.io/name': 'postgres-operator' },
    ports: [8080],
    source: 'chart postgres-operator',
  },
  {
    namespace: 'erp-infra',
    labels: { name: 'strimzi-cluster-operator', 'strimzi.io/kind': 'cluster-operator' },
    ports: [8080],
    metrics: [{ number: 8080, name: 'http' }],
    source: 'chart strimzi-kafka-operator',
  },
  {
    namespace: 'erp-infra',
    labels: { app: 'redis-ha', release: 'redis-ha', 'app.kubernetes.io/name': 'redis' },
    ports: [6379, 26379, 9121],
    metrics: [{ number: 9121, name: 'exporter-port' }],
    source: 'chart redis-ha',
  },
  {
    namespace: 'erp-infra',
    labels: { app: 'redis-ha-haproxy', release: 'redis-ha', 'app.kubernetes.io/name': 'redis' },
    ports: [6379, 9101],
    metrics: [{ number: 9101, name: 'metrics-port' }],
    source: 'chart redis-ha',
  },
  {
    namespace: 'erp-infra',
    labels: { 'app.kubernetes.io/name': 'jaeger', 'app.kubernetes.io/component': 'all-in-one' },
    ports: [4317, 4318, 16686, 13133, 8888],
    metrics: [{ number: 8888, name: 'metrics' }],
    source: 'chart jaeger',
  },
  {
    namespace: 'erp-infra',
    labels: { 'app.kubernetes.io/name': 'loki', 'app.kubernetes.io/component': 'single-binary' },
    ports: [3100, 9095, 7946],
    metrics: [{ number: 3100, name: 'http-metrics' }],
    source: 'chart loki',
  },
  {
    namespace: 'erp-agents',
    labels: { 'app.kubernetes.io/name': 'alloy' },
    ports: [12345],
    metrics: [{ number: 12345, name: 'http-metrics' }],
    source: 'chart alloy',
  },
];

export const externalServices: readonly ExternalService[] = [
  { namespace: 'erp-infra', name: 'redis-ha-haproxy', ports: [6379], selector: { app: 'redis-ha-haproxy' }, source: 'chart redis-ha' },
  {
    namespace: 'erp-infra',
    name: 'jaeger',
    ports: [4317, 4318, 16686],
    selector: { 'app.kubernetes.io/name': 'jaeger' },
    source: 'chart jaeger',
  },
  { namespace: 'erp-infra', name: 'loki', ports: [3100], selector: { 'app.kubernetes.io/name': 'loki' }, source: 'chart loki' },
  {
    namespace: 'erp-infra',
    name: 'kube-prometheus-stack-grafana',
    ports: [80],
    targetPorts: { 80: 3000 },
    selector: { 'app.kubernetes.io/name': 'grafana' },
    source: 'chart kube-prometheus-stack',
  },
  {
    namespace: 'erp-infra',
    name: 'kube-prometheus-stack-prometheus',
    ports: [9090],
    selector: { app: 'prometheus' },
    source: stack,
  },
  {
    namespace: 'erp-infra',
    name: 'kube-prometheus-stack-alertmanager',
    ports: [9093],
    selector: { 'app.kubernetes.io/name': 'alertmanager' },
    source: stack,
  },
  {
    namespace: 'erp-infra',
    name: 'kube-prometheus-stack-grafana',
    ports: [80],
    targetPorts: { 80: 3000 },
    selector: { 'app.kubernetes.io/name': 'grafana' },
    source: stack,
  },
];

/** Secrets that a controller makes in a namespace, by name. */
export const externalClusterRoles: readonly string[] = ['view', 'edit', 'admin', 'cluster-admin'];

/** Registries from which images may come: the company's own (manual 2.4) and nothing else. */
export const allowedRegistries: readonly string[] = ['registry.example.com'];

/** Group whose members the identity provider lets in for some hours, with a reason that it records (D126). */
export const breakGlassGroup = 'erp-break-glass';
