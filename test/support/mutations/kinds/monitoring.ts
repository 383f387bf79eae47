import { listAt, textAt } from '../../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../../policies/model.ts';
import { deleted, type Edits, edited, type Mutation, remove, set, titleOf } from '../mutation.ts';
import type { Production } from '../production.ts';

const target: Edits = {
  'match-monitor-target': {
    'selects labels that nobody has': set('spec.selector', { matchLabels: { app: 'nobody' } }),
    'looks into a namespace without such pods': set('spec.namespaceSelector', { matchNames: ['kube-system'] }),
    'scrapes a port that does not exist': set('spec.podMetricsEndpoints[0].port', 'http-metrics-2'),
  },
};

/** Jaeger's chart gives its port no name, so that the monitor says the number. */
function hasPortName({ fields }: Manifest): boolean {
  return listAt(fields, 'spec', 'podMetricsEndpoints').every((endpoint) => textAt(endpoint, 'port') !== undefined);
}

/** What is scraped, and what lets Prometheus scrape it. */
export default function monitoring(production: Production): readonly Mutation[] {
  const { manifests } = production;
  const monitors = production.ofKind('PodMonitor');
  const services = production.ofServices('PodMonitor');
  const named = (name: string) => production.ofKind('PodMonitor', name).map(titleOf);
  // What charts scrape is reported at their monitors.
  const ofChart = (...names: readonly string[]) => names.map((name) => `ServiceMonitor erp-infra/kube-prometheus-stack-${name}`);
  const own: Readonly<Record<string, readonly string[]>> = {
    alertmanager: ofChart('alertmanager'),
    grafana: ofChart('grafana'),
    'prometheus-operator': ofChart('operator'),
    'kube-state-metrics': [...ofChart('kube-state-metrics'), ...named('kube-state-metrics-telemetry')],
  };
  const dataMonitors: Readonly<Record<string, readonly string[]>> = {
    postgres: production.titles('postgresql'),
    redis: ['StatefulSet erp-infra/redis-ha-server'],
    'redis-proxy': ['Deployment erp-infra/redis-ha-haproxy'],
    kafka: production.titles('Kafka'),
    'kafka-exporter': production.titles('Kafka'),
    'kafka-entity-operator': production.titles('Kafka'),
    'kafka-operator': ['Deployment erp-infra/strimzi-cluster-operator'],
    keda: ['keda-operator', 'keda-operator-metrics-apiserver', 'keda-admission-webhooks'].map((name) => `Deployment erp-infra/${name}`),
    'metrics-server': ['Deployment erp-infra/metrics-server'],
    'kube-state-metrics-telemetry': ['Deployment erp-infra/kube-prometheus-stack-kube-state-metrics'],
    'argocd-redis-proxy': ['Deployment argocd/argo-cd-redis-ha-haproxy'],
    'envoy-gateway': ['Deployment envoy-gateway-system/envoy-gateway'],
    'sealed-secrets': ['Deployment sealed-secrets/sealed-secrets-controller'],
    'vertical-pod-autoscaler': ['Deployment vertical-pod-autoscaler/vertical-pod-autoscaler-vpa-recommender'],
  };
  return [
    ...edited(manifests, monitors, target),
    ...edited(manifests, monitors.filter(hasPortName), {
      'match-monitor-target': { 'names no port': remove('spec.podMetricsEndpoints[0].port') },
    }),
    ...edited(manifests, services, {
      'forbid-dropping-relabel': {
        'drops every series': set('spec.podMetricsEndpoints[0].metricRelabelings', [{ action: 'drop', regex: '.*' }]),
        'keeps no target': set('spec.podMetricsEndpoints[0].relabelings', [{ action: 'keep', regex: 'sales-service' }]),
      },
    }),
    ...edited(manifests, production.ofKind('PrometheusRule'), {
      'match-metric-label-value': { 'asks for a job that nobody is': set('spec.groups[0].rules[0].expr', 'up{job="nobody"} == 0') },
    }),
    ...deleted(manifests, services, 'require-metrics-scrape', ({ name, namespace }) => [`Deployment ${namespace}/${name}`]),
    ...deleted(
      manifests,
      production.ofKind('PodMonitor', ...Object.keys(dataMonitors)),
      'require-metrics-scrape',
      ({ name }) => dataMonitors[name] ?? [],
    ),
    ...deleted(manifests, production.ofKind('PodMonitor', 'jaeger'), 'require-metrics-scrape', () => ['Deployment erp-infra/jaeger']),
    ...deleted(
      manifests,
      production.ofKind('NetworkPolicy', 'prometheus').filter(({ namespace }) => namespace === 'erp-infra'),
      'match-scrape-flow',
      () => [...ofChart('apiserver', 'kubelet', 'grafana', 'operator'), ...Object.keys(dataMonitors).flatMap(named)],
    ),
    ...deleted(manifests, production.ofKind('NetworkPolicy', 'prometheus-scrape'), 'match-scrape-flow', () => services.map(titleOf)),
    ...deleted(manifests, production.ofKind('NetworkPolicy', ...Object.keys(own)), 'match-scrape-flow', ({ name }) => own[name] ?? []),
    // The namespaces of operators are closed: without its policy, nobody may ask one. Argo CD's chart lets everybody ask its own pods.
    ...deleted(
      manifests,
      production.ofKind('NetworkPolicy', 'controllers', 'envoy-gateway', 'argo-cd'),
      'match-scrape-flow',
      ({ name, namespace }) => (name === 'argo-cd' ? ['argocd-redis-proxy'] : [name === 'controllers' ? namespace : name]).flatMap(named),
    ),
    ...edited(
      manifests,
      production.ofKind('NetworkPolicy', 'prometheus'),
      {
        'match-scrape-flow': {
          'leads to no address of a node': (object) => {
            const spec = object['spec'] as { egress: { to: { ipBlock?: unknown }[] }[] };
            spec.egress = spec.egress.filter(({ to }) => to.every(({ ipBlock }) => ipBlock === undefined));
          },
        },
      },
      () => ofChart('apiserver', 'kubelet'),
    ),
  ];
}
