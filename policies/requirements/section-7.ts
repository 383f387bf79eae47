import type { World } from '../model.ts';
import { expectChart } from './model/data-layer.ts';
import { agents, appNamespace, expectObject, inEvery, infra } from './model/expectations.ts';
import { exactly, including, text } from './model/pattern.ts';
import type { Requirement } from './model/requirement.ts';

/** Pods of Loki, and where they answer each other: requests, remote calls, and who is there. */
const members = {
  labels: { 'app.kubernetes.io/component': 'single-binary', 'app.kubernetes.io/name': 'loki' },
  ports: [{ port: 3100 }, { port: 9095 }, { port: 7946 }],
} as const;

const requirements: readonly Requirement[] = [
  {
    id: 'R112',
    section: '7',
    requirement: 'Operators can update the image, watch the rollout, see its history and roll back to any revision.',
    open: 'operations',
  },
  { id: 'R113', section: '7', requirement: 'Operators can scale, and see and change the autoscaler.', open: 'operations' },
  {
    id: 'R114',
    section: '7',
    requirement: 'Operators can follow logs, see the last 100 lines, the previous container, and several pods at once.',
    where:
      'Applications loki (kept for 30 days) and alloy (all containers of erp-* namespaces, with labels namespace, pod, container, ' +
      'app); NetworkPolicies loki-agents and alloy; ConfigMap grafana-data-sources',
    deviation: {
      defects: ['D125'],
      text: 'kubectl follows one pod and forgets what was evicted: Loki has all pods, also after they are gone. kubectl still works.',
    },
    remaining: { area: 'operations', text: 'the commands, which a runbook shows' },
    check: (evidence) => [
      ...expectChart(evidence, 'loki', 'loki', (isFull) => ({
        fullnameOverride: 'loki',
        deploymentMode: 'Monolithic',
        loki: {
          commonConfig: { replication_factor: isFull ? 3 : 1 },
          limits_config: { retention_period: '720h' },
          compactor: { retention_enabled: true },
        },
        singleBinary: { replicas: isFull ? 3 : 1 },
      })),
      ...expectChart(
        evidence,
        'alloy',
        'alloy',
        (_, world) => ({
          controller: { type: 'daemonset' },
          alloy: { configMap: { content: text(collectsAll(world), `logs of ${appNamespace(world)} with their labels, sent to Loki`) } },
        }),
        agents,
      ),
      ...inEvery(evidence, (world) => [
        // Its members find each other, and each keeps a share of what the others got.
        ...expectObject(
          world,
          { kind: 'NetworkPolicy', namespace: infra, name: 'loki' },
          {
            spec: {
              ingress: including({ from: [{ podSelector: exactly({ matchLabels: members.labels }) }], ports: members.ports }),
              egress: including({ to: [{ podSelector: exactly({ matchLabels: members.labels }) }], ports: members.ports }),
            },
          },
        ),
        ...expectObject(
          world,
          { kind: 'NetworkPolicy', namespace: infra, name: 'loki-agents' },
          {
            spec: {
              ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'alloy' } } }], ports: [{ port: 3100 }] }],
            },
          },
        ),
        ...expectObject(
          world,
          { kind: 'ConfigMap', namespace: infra, name: 'grafana-data-sources' },
          {
            metadata: { labels: { grafana_datasource: '1' } },
            data: {
              'data-sources.yaml': text(
                /"uid": "loki",\s+"url": "http:\/\/loki\.erp-infra\.svc\.cluster\.local:3100"/,
                'the data source loki',
              ),
            },
          },
        ),
      ]),
    ],
  },
  {
    id: 'R115',
    section: '7',
    requirement: 'Operators can debug with an ephemeral container and see the usage of pods and nodes.',
    open: 'operations',
  },
];

export default requirements;

/** A configuration that has the services' namespace, each of the labels, and the address of Loki, in this order. */
function collectsAll(world: World): RegExp {
  const labels = ['namespace', 'pod', 'container', 'app'].map((label) => `target_label\\s*= "${label}"`);
  return new RegExp(
    [
      `names = \\["${appNamespace(world)}", "erp-infra"`,
      ...labels,
      'http://loki\\.erp-infra\\.svc\\.cluster\\.local:3100/loki/api/v1/push',
    ].join('[^]*'),
  );
}
