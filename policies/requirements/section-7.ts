import type { World } from '../model.ts';
import { expectChart } from './model/data-layer.ts';
import { agents, appNamespace, expectObject, inEvery, infra } from './model/expectations.ts';
import { exactly, including, text } from './model/pattern.ts';
import type { Requirement } from './model/requirement.ts';
import { expectNowhere, expectSteps } from './model/runbooks.ts';

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
    where: 'docs/runbooks: deploy, rollout, rollback; revisionHistoryLimit of the Deployments (R41) and of the Applications',
    deviation: {
      defects: ['D124'],
      text: 'By commits: what kubectl sets or undoes by hand, Argo CD takes back within seconds.',
    },
    check: (evidence) => [
      ...expectSteps(evidence, 'deploy', [
        ['promote a version', /^npm run ops -- promote .*--to production/m],
        ['wait for the sync', /^argocd app wait .*--health/m],
      ]),
      ...expectSteps(evidence, 'rollout', [
        ['watch the rollout', /^kubectl -n erp-prod rollout status /m],
        ['show the history in the cluster', /^kubectl -n erp-prod rollout history /m],
        ['show the history in Git', /^git log .*generators\/catalog\/releases\/production/m],
      ]),
      ...expectSteps(evidence, 'rollback', [
        ['go back to the version before', /^npm run ops -- rollback (?!.*--to ).*--env production/m],
        ['go back to a chosen version', /^npm run ops -- rollback .*--env production .*--to /m],
      ]),
      ...expectNowhere(evidence, [
        'change what Git says by hand',
        /^kubectl (?!auth ).*\b(set image|rollout undo|scale |edit |patch )|^argocd app (rollback|set)\b/m,
      ]),
    ],
  },
  { id: 'R113', section: '7', requirement: 'Operators can scale, and see and change the autoscaler.', open: 'operations' },
  {
    id: 'R114',
    section: '7',
    requirement: 'Operators can follow logs, see the last 100 lines, the previous container, and several pods at once.',
    where:
      'Applications loki (kept for 30 days) and alloy (all containers of erp-* namespaces, with labels namespace, pod, container, ' +
      'app); NetworkPolicies loki-agents and alloy; ConfigMap grafana-data-sources; docs/runbooks: logs',
    deviation: {
      defects: ['D125'],
      text: 'kubectl follows one pod and forgets what was evicted: Loki has all pods, also after they are gone. kubectl still works.',
    },
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
      ...expectSteps(evidence, 'logs', [
        ['follow several pods at once', /^kubectl -n erp-prod logs -f -l .*--max-log-requests=/m],
        ['show the last 100 lines', /^kubectl -n erp-prod logs (?!-f).*--tail=100/m],
        ['show the container before', /^kubectl -n erp-prod logs .*--previous/m],
        ['ask Loki', /^\{namespace="erp-prod", app="[\w-]+"\}/m],
        ['find a request by its trace', /trace_id="/],
      ]),
    ],
  },
  {
    id: 'R115',
    section: '7',
    requirement: 'Operators can debug with an ephemeral container and see the usage of pods and nodes.',
    where: 'docs/runbooks: debug; Role and RoleBinding break-glass, CronJob break-glass: image; ClusterRoleBinding erp-cluster-reader',
    deviation: {
      defects: ['D123', 'D126'],
      text:
        'Under the profile restricted, with an image of our own by digest, for people whom the identity provider lets in for some ' +
        'hours. Where no pod runs, a suspended CronJob is the template of one.',
    },
    check: (evidence) => [
      ...expectSteps(evidence, 'debug', [
        ['add an ephemeral container', /^kubectl -n erp-prod debug -it .*--profile=restricted .*--target=/m],
        ['take the image that is rendered', /get cronjob break-glass -o jsonpath=/],
        ['make a pod of its own', /create job --from=cronjob\/break-glass /],
        ['show the usage of pods', /^kubectl -n erp-prod top pods/m],
        ['show the usage of nodes', /^kubectl top nodes/m],
      ]),
      ...inEvery(evidence, (world) => [
        ...expectObject(
          world,
          { kind: 'Role', namespace: appNamespace(world), name: 'break-glass' },
          { rules: including({ apiGroups: [''], resources: ['pods/ephemeralcontainers'], verbs: ['patch'] }) },
        ),
        ...expectObject(
          world,
          { kind: 'RoleBinding', namespace: appNamespace(world), name: 'break-glass' },
          { roleRef: { kind: 'Role', name: 'break-glass' }, subjects: [{ kind: 'Group', name: 'erp-break-glass' }] },
        ),
        ...expectObject(
          world,
          { kind: 'CronJob', namespace: appNamespace(world), name: 'break-glass' },
          {
            spec: {
              suspend: true,
              jobTemplate: {
                spec: {
                  activeDeadlineSeconds: 3600,
                  template: {
                    spec: { containers: [{ image: text(/^registry\.example\.com\/erp\/.*@sha256:/, 'an image of our own by digest') }] },
                  },
                },
              },
            },
          },
        ),
        ...expectObject(
          world,
          { kind: 'ClusterRole', namespace: '', name: 'erp-cluster-reader' },
          { rules: including({ apiGroups: ['metrics.k8s.io'], resources: ['nodes'], verbs: ['get', 'list'] }) },
        ),
        ...expectObject(
          world,
          { kind: 'ClusterRoleBinding', namespace: '', name: 'erp-cluster-reader' },
          { roleRef: { kind: 'ClusterRole', name: 'erp-cluster-reader' }, subjects: including({ kind: 'Group' }) },
        ),
      ]),
    ],
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
