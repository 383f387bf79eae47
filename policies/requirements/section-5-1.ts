import { expectChart, expectPostgres } from './model/data-layer.ts';
import { appNamespace, expectObject, forEvery, inEvery, infra, whereOperated } from './model/expectations.ts';
import { absent, anything, exactly, including, type Pattern } from './model/pattern.ts';
import type { Evidence, Requirement, Shortfall } from './model/requirement.ts';

const stack = 'kube-prometheus-stack';

const requirements: readonly Requirement[] = [
  {
    id: 'R90',
    section: '5.1',
    requirement: 'Scraping and evaluation happen every 15 s; the external label cluster is erp-production.',
    where: `Application ${stack}: prometheus.prometheusSpec; each environment has the name of its own cluster`,
    deviation: { defects: ['D96'], text: 'Two Prometheus in staging and production, with a disk, a retention and a limit on its size.' },
    check: (evidence) =>
      expectChart(evidence, stack, stack, (isFull, world) => ({
        prometheus: {
          prometheusSpec: {
            scrapeInterval: '15s',
            evaluationInterval: '15s',
            externalLabels: { cluster: `erp-${world.environment}`, environment: world.environment },
            replicas: isFull ? 2 : 1,
            retention: '15d',
            retentionSize: anything,
            storageSpec: { volumeClaimTemplate: { spec: { storageClassName: 'gp3' } } },
          },
        },
      })),
  },
  {
    id: 'R91',
    section: '5.1',
    requirement: 'Rules are loaded from files or objects; alerts go to Alertmanager on port 9093.',
    where:
      `Application ${stack}: prometheus.prometheusSpec.ruleNamespaceSelector, alertmanager.alertmanagerSpec; NetworkPolicies prometheus ` +
      'and alertmanager: TCP 9093',
    deviation: {
      defects: ['D92'],
      text: 'Rules are PrometheusRule objects. Alertmanager is deployed, three of it in staging and production.',
    },
    check: (evidence) => [
      ...expectChart(evidence, stack, stack, (isFull, world) => ({
        prometheus: {
          prometheusSpec: {
            ruleSelectorNilUsesHelmValues: false,
            ruleSelector: absent,
            ruleNamespaceSelector: { matchExpressions: [{ values: including(appNamespace(world), infra) }] },
          },
        },
        alertmanager: { enabled: absent, alertmanagerSpec: { replicas: isFull ? 3 : 1 } },
      })),
      ...expectFlow(evidence, { app: 'prometheus' }, { 'app.kubernetes.io/name': 'alertmanager' }, 9093),
    ],
  },
  {
    id: 'R92',
    section: '5.1',
    requirement: 'API server, nodes, marked pods, PostgreSQL (9187), Redis (9121) and Kafka (5556) are scraped.',
    where:
      `Application ${stack}: kubeApiServer, kubelet, kube-state-metrics, prometheus-node-exporter; PodMonitors <service>, postgres, redis, ` +
      'kafka; NetworkPolicy prometheus: egress (match-scrape-flow holds both ends of every scrape)',
    deviation: {
      defects: ['D89', 'D90', 'D91', 'D93'],
      text:
        'Each pod is a target of its own, found by PodMonitors instead of Service names and annotations. Kafka answers on 9404, where Strimzi ' +
        'serves the metrics of 5556. The kubelets answer for containers too, and node-exporter and kube-state-metrics are added.',
    },
    check: (evidence) => [
      ...expectChart(evidence, stack, stack, () => ({
        kubeApiServer: absent,
        kubelet: { enabled: absent },
        kubeStateMetrics: absent,
        nodeExporter: absent,
        prometheus: { prometheusSpec: { podMonitorSelectorNilUsesHelmValues: false, podMonitorSelector: absent } },
      })),
      ...inEvery(evidence, (world) =>
        expectObject(
          world,
          { kind: 'NetworkPolicy', namespace: infra, name: 'prometheus' },
          {
            spec: {
              egress: including(
                { to: including({ ipBlock: anything }), ports: including({ port: 443 }) },
                { to: including({ ipBlock: anything }), ports: including({ port: 10250 }, { port: 9100 }) },
              ),
            },
          },
        ),
      ),
      ...forEvery(evidence, ({ world, namespace, name }) =>
        expectObject(
          world,
          { kind: 'PodMonitor', namespace, name },
          {
            spec: {
              selector: exactly({ matchLabels: { app: name } }),
              podMetricsEndpoints: including({ port: 'metrics', path: '/metrics' }),
            },
          },
        ),
      ),
      ...expectMonitor(evidence, 'postgres', { 'cluster-name': 'postgres' }, 'exporter'),
      ...expectPostgres(evidence, () => ({ sidecars: [{ name: 'exporter', ports: [{ name: 'exporter', containerPort: 9187 }] }] })),
      ...expectMonitor(evidence, 'redis', { app: 'redis-ha' }, 'exporter-port'),
      ...expectChart(evidence, 'redis-ha', 'redis-ha', () => ({ exporter: { enabled: true, port: 9121, portName: 'exporter-port' } })),
      ...expectMonitor(evidence, 'kafka', { 'strimzi.io/name': 'kafka-kafka' }, 'tcp-prometheus'),
    ],
  },
  {
    id: 'R93',
    section: '5.1',
    requirement: 'Series carry the labels of the pod, at least app, its namespace and its name.',
    where: 'PodMonitor <service>: podTargetLabels, jobLabel',
    deviation: {
      defects: ['D93'],
      text: 'The labels are namespace, pod and container, as in the series of the kubelet, and app. Other labels of pods are left out.',
    },
    check: (evidence) =>
      forEvery(evidence, ({ world, namespace, name }) =>
        expectObject(
          world,
          { kind: 'PodMonitor', namespace, name },
          {
            metadata: { labels: { app: name } },
            // The operator of Prometheus itself sets namespace, pod and container.
            spec: {
              jobLabel: 'app',
              podTargetLabels: exactly(['app']),
              podMetricsEndpoints: [{ honorLabels: absent, relabelings: absent }],
            },
          },
        ),
      ),
  },
];

export default requirements;

type Labels = Readonly<Record<string, string>>;

function expectMonitor(evidence: Evidence, name: 'postgres' | 'redis' | 'kafka', labels: Labels, port: string): readonly Shortfall[] {
  return inEvery(
    evidence,
    whereOperated(name, (world) =>
      expectObject(
        world,
        { kind: 'PodMonitor', namespace: infra, name },
        { spec: { selector: { matchLabels: labels }, podMetricsEndpoints: [{ port, path: '/metrics', interval: '15s' }] } },
      ),
    ),
  );
}

/** That the policies of the infra namespace open a port at both ends: of the sender, named after its label, and the receiver. */
function expectFlow(evidence: Evidence, sender: Labels, receiver: Labels, port: number): readonly Shortfall[] {
  const peer = (labels: Labels): Pattern => including({ podSelector: { matchLabels: labels } });
  const policy = (name: string, spec: Pattern) => ({ name, spec });
  return inEvery(evidence, (world) =>
    [
      policy(Object.values(sender).join(), { egress: including({ to: peer(receiver), ports: including({ port }) }) }),
      policy(Object.values(receiver).join(), { ingress: including({ from: peer(sender), ports: including({ port }) }) }),
    ].flatMap(({ name, spec }) => expectObject(world, { kind: 'NetworkPolicy', namespace: infra, name }, { spec })),
  );
}
