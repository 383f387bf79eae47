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
  const infra = ['Namespace erp-infra'];
  const dataMonitors: Readonly<Record<string, readonly string[]>> = {
    postgres: production.titles('postgresql'),
    redis: infra,
    'redis-proxy': infra,
    kafka: production.titles('Kafka'),
    'kafka-exporter': production.titles('Kafka'),
    'kafka-entity-operator': production.titles('Kafka'),
    'kafka-operator': infra,
    keda: infra,
    'metrics-server': infra,
  };
  return [
    ...edited(manifests, monitors, target),
    ...edited(manifests, monitors.filter(hasPortName), {
      'match-monitor-target': { 'names no port': remove('spec.podMetricsEndpoints[0].port') },
    }),
    ...deleted(manifests, services, 'require-metrics-scrape', ({ name, namespace }) => [`Deployment ${namespace}/${name}`]),
    ...deleted(
      manifests,
      production.ofKind('PodMonitor', ...Object.keys(dataMonitors)),
      'require-metrics-scrape',
      ({ name }) => dataMonitors[name] ?? [],
    ),
    ...deleted(
      manifests,
      production.ofKind('NetworkPolicy', 'prometheus').filter(({ namespace }) => namespace === 'erp-infra'),
      'match-scrape-flow',
      () => [...infra, ...Object.keys(dataMonitors).flatMap(named)],
    ),
    ...deleted(manifests, production.ofKind('NetworkPolicy', 'prometheus-scrape'), 'match-scrape-flow', () => services.map(titleOf)),
    ...deleted(
      manifests,
      production.ofKind('NetworkPolicy', 'alertmanager', 'grafana', 'prometheus-operator', 'kube-state-metrics'),
      'match-scrape-flow',
      () => infra,
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
      () => infra,
    ),
  ];
}
