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
  { name: 'envoy-gateway-system', source: 'chart gateway-helm' },
  { name: 'ingress-nginx', source: 'chart ingress-nginx, where the edge is an Ingress' },
  { name: 'argocd', source: 'chart argo-cd' },
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
    ports: [10080, 10443],
    source: 'Envoy Gateway, one fleet for each Gateway',
  },
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

/** Group whose members the identity provider lets in for some hours, with a reason that it records (D126). */
export const breakGlassGroup = 'erp-break-glass';
