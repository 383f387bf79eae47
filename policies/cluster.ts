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
  readonly source: string;
}

/** A Service that an operator or chart makes. */
export interface ExternalService {
  readonly namespace: string;
  readonly name: string;
  readonly ports: readonly number[];
  /** Labels of the pods behind it; they listen at the same numbers. */
  readonly selector: Readonly<Record<string, string>>;
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

export const externalPods: readonly ExternalPods[] = [
  clusterDns,
  {
    namespace: 'envoy-gateway-system',
    labels: {
      'app.kubernetes.io/name': 'envoy',
      'app.kubernetes.io/component': 'proxy',
      'app.kubernetes.io/managed-by': 'envoy-gateway',
      'gateway.envoyproxy.io/owning-gateway-name': 'erp-gateway',
      'gateway.envoyproxy.io/owning-gateway-namespace': 'erp-infra',
    },
    ports: [10080, 10443, 19001],
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
    { name: 'cert-manager', ports: [9402] },
    { name: 'webhook', ports: [10250] },
    { name: 'cainjector', ports: [9402] },
  ].map(({ name, ports }) => ({
    namespace: 'cert-manager',
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'cert-manager' },
    ports,
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
    { name: 'argocd-application-controller', ports: [8082] },
    { name: 'argocd-repo-server', ports: [8081, 8084] },
    { name: 'argocd-server', ports: [8080, 8083] },
    { name: 'argocd-applicationset-controller', ports: [7000, 8080] },
    { name: 'argocd-notifications-controller', ports: [9001] },
  ].map(({ name, ports }) => ({
    namespace: 'argocd',
    labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' },
    ports,
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
    source: 'chart strimzi-kafka-operator',
  },
  {
    namespace: 'erp-infra',
    labels: { app: 'redis-ha', release: 'redis-ha', 'app.kubernetes.io/name': 'redis' },
    ports: [6379, 26379, 9121],
    source: 'chart redis-ha',
  },
  {
    namespace: 'erp-infra',
    labels: { app: 'redis-ha-haproxy', release: 'redis-ha', 'app.kubernetes.io/name': 'redis' },
    ports: [6379, 9101],
    source: 'chart redis-ha',
  },
  { namespace: 'erp-infra', labels: { 'app.kubernetes.io/name': 'jaeger' }, ports: [4317], source: 'chart jaeger' },
  {
    namespace: 'erp-infra',
    labels: { app: 'prometheus', 'app.kubernetes.io/name': 'prometheus' },
    ports: [9090],
    source: 'chart kube-prometheus-stack',
  },
];

export const externalServices: readonly ExternalService[] = [
  { namespace: 'erp-infra', name: 'redis-ha-haproxy', ports: [6379], selector: { app: 'redis-ha-haproxy' }, source: 'chart redis-ha' },
  { namespace: 'erp-infra', name: 'jaeger', ports: [4317, 4318], selector: { 'app.kubernetes.io/name': 'jaeger' }, source: 'chart jaeger' },
  {
    namespace: 'erp-infra',
    name: 'kube-prometheus-stack-prometheus',
    ports: [9090],
    selector: { app: 'prometheus' },
    source: 'chart kube-prometheus-stack',
  },
];

/** Secrets that a controller makes in a namespace, by name. */
export const externalClusterRoles: readonly string[] = ['view', 'edit', 'admin', 'cluster-admin'];

/** Registries from which images may come: the company's own (manual 2.4) and nothing else. */
export const allowedRegistries: readonly string[] = ['registry.example.com'];
