import type { Company } from './company/company.ts';
import type { Fields } from './model.ts';

/**
 * What every cluster has that no overlay and no chart renders. What charts render is in `charts/`, and what operators make of objects
 * follows from those objects (policies/kubernetes/operators/): a reference to anything else is an error.
 */

/** A namespace that the cluster or a chart makes. */
export interface ExternalNamespace {
  readonly name: string;
  readonly source: string;
}

export const externalNamespaces: readonly ExternalNamespace[] = [
  { name: 'kube-system', source: 'Kubernetes' },
  { name: 'default', source: 'Kubernetes' },
  { name: 'ingress-nginx', source: 'chart ingress-nginx, where the edge is an Ingress' },
];

/** One object of every cluster, as far as anybody may refer to it. */
export interface ClusterObject {
  readonly source: string;
  readonly fields: Fields;
}

interface Port {
  readonly name: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

function pod(source: string, namespace: string, name: string, labels: Fields, ports: readonly Port[], onHost = false): ClusterObject {
  return {
    source,
    fields: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels },
      spec: { ...(onHost && { hostNetwork: true }), containers: [{ name, image: '', ports }] },
    },
  };
}

function service(
  source: string,
  namespace: string,
  name: string,
  labels: Fields,
  selector: Fields,
  ports: readonly Fields[],
): ClusterObject {
  return { source, fields: { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace, labels }, spec: { selector, ports } } };
}

/** Labels and namespace of the cluster's DNS servers. Answers that do not fit into a datagram are asked for again by TCP. */
export const clusterDns = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } } as const;

const kubernetes = 'Kubernetes';
const nginx = 'chart ingress-nginx, where the edge is an Ingress';
const nginxLabels = { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' };

export const clusterObjects: readonly ClusterObject[] = [
  pod('CoreDNS', clusterDns.namespace, 'coredns', clusterDns.labels, [
    { name: 'dns', containerPort: 53, protocol: 'UDP' },
    { name: 'dns-tcp', containerPort: 53 },
    { name: 'metrics', containerPort: 9153 },
  ]),
  service('CoreDNS', clusterDns.namespace, 'kube-dns', clusterDns.labels, clusterDns.labels, [
    { name: 'dns', port: 53, targetPort: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, targetPort: 53 },
  ]),
  pod(kubernetes, 'kube-system', 'kubelet', { 'k8s-app': 'kubelet' }, [{ name: 'https-metrics', containerPort: 10_250 }], true),
  pod(kubernetes, 'default', 'kube-apiserver', { component: 'apiserver' }, [{ name: 'https', containerPort: 443 }], true),
  // It has no selector: the API server writes the endpoints itself, and here the selector stands for them.
  service(kubernetes, 'default', 'kubernetes', { component: 'apiserver', provider: 'kubernetes' }, { component: 'apiserver' }, [
    { name: 'https', port: 443, targetPort: 443 },
  ]),
  pod(nginx, 'ingress-nginx', 'ingress-nginx-controller', nginxLabels, [
    { name: 'http', containerPort: 80 },
    { name: 'https', containerPort: 443 },
  ]),
];

/**
 * Ports of charts and operators that serve metrics under a name that does not say so in pods
 * with these labels. Read in metrics-server 0.8.1, Strimzi 1.2.0 (its own dashboards' monitors).
 */
export const quietMetrics: readonly { readonly labels: Readonly<Record<string, string>>; readonly ports: readonly string[] }[] = [
  { labels: { 'app.kubernetes.io/name': 'metrics-server' }, ports: ['https'] },
  { labels: { 'strimzi.io/kind': 'cluster-operator' }, ports: ['http'] },
  { labels: { 'strimzi.io/component-type': 'entity-operator' }, ports: ['healthcheck-to', 'healthcheck-uo'] },
];

/** Namespaces of agents that need the host, which no Pod Security Standard lets them have. They hold nothing else. */
export const privilegedNamespaces: readonly string[] = ['erp-agents'];

/** Namespaces of what people of the platform work with: a way in from outside needs a log-in. */
export function toolNamespacesOf({ dataNamespaces, argoNamespace }: Company): readonly string[] {
  return [...dataNamespaces, ...privilegedNamespaces, argoNamespace];
}

/**
 * Where the makers of the operators publish the images that these start: defaults of the charts of postgres-operator 2.0.1, Strimzi 1.2.0,
 * Envoy Gateway 1.9.0, kube-prometheus-stack 88.5.3 and KEDA 2.20.2, and the exporter beside PostgreSQL.
 */
export const operatorSources: readonly string[] = [
  'ghcr.io/zalando',
  'quay.io/prometheuscommunity',
  'quay.io/prometheus',
  'quay.io/prometheus-operator',
  'quay.io/strimzi',
  'docker.io/envoyproxy',
  'ghcr.io/kedacore',
];
