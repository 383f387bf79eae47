import { isProductionLike } from '../environments.ts';
import { listAt, textAt } from '../kubernetes/fields.ts';
import type { World } from '../model.ts';
import { expectChart } from './model/data-layer.ts';
import {
  agents,
  appNamespace,
  type DeployedService,
  expectContainer,
  expectDeployment,
  expectObject,
  forEvery,
  inEvery,
  infra,
} from './model/expectations.ts';
import { manualNamed } from './model/manual-environments.ts';
import { absent, atLeast, exactly, including, text } from './model/pattern.ts';
import type { Evidence, Requirement, Shortfall } from './model/requirement.ts';
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
    where:
      'docs/runbooks: deploy, rollout, rollback; Deployment <service>: image by tag and digest, revisionHistoryLimit; Application ' +
      '<service>-<environment>: revisionHistoryLimit; AppProject: get, sync',
    deviation: {
      defects: ['D124'],
      text: 'By commits: what kubectl sets or undoes by hand, Argo CD takes back, as soon as no window is closed.',
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
      ...forEvery(evidence, (service) => {
        const { world, name } = service;
        return [
          ...expectDeployment(service, { spec: { revisionHistoryLimit: atLeast(3) } }),
          ...expectContainer(service, { image: text(/:[0-9][^@]*@sha256:[0-9a-f]{64}$/, 'an image by tag and digest') }),
          ...expectObject(
            evidence.argocd,
            { kind: 'Application', namespace: 'argocd', name: `${name}-${world.environment}` },
            { spec: { revisionHistoryLimit: atLeast(3), syncPolicy: { automated: { selfHeal: true } } } },
          ),
          ...expectOperator(evidence, world.environment, ['applications, get', 'applications, sync']),
        ];
      }),
    ],
  },
  {
    id: 'R113',
    section: '7',
    requirement: 'Operators can scale, and see and change the autoscaler.',
    where:
      'ScaledObject <service>: the only owner of the number of pods in production and staging; RoleBinding erp-<group>-<role>: view or edit',
    deviation: {
      defects: ['D124'],
      text: 'The numbers are files: "npm run ops -- scale" changes them until a day, "set" for good. By hand the autoscaler or Argo CD would undo it.',
    },
    check: (evidence) => forEvery(evidence, (service) => [...expectOneOwner(service), ...expectSight(service)]),
  },
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

/** The group that operates an environment (manual 1.1). */
function operatorsOf(environment: string): string {
  return manualNamed(environment).group;
}

function expectOperator({ argocd }: Evidence, environment: string, verbs: readonly string[]): readonly Shortfall[] {
  const project = `erp-${environment}`;
  const group = operatorsOf(environment);
  const policies = verbs.map((verb) => `p, proj:${project}:${group}, ${verb}, ${project}/*, allow`);
  const role = including({ name: group, policies: including(...policies) });
  return expectObject(argocd, { kind: 'AppProject', namespace: 'argocd', name: project }, { spec: { roles: role } });
}

function expectOneOwner(service: DeployedService): readonly Shortfall[] {
  const { world, namespace, name } = service;
  if (!isProductionLike(world)) return expectDeployment(service, { spec: { replicas: atLeast(1) } });
  return [
    ...expectDeployment(service, { spec: { replicas: absent } }),
    ...expectObject(
      world,
      { kind: 'ScaledObject', namespace, name },
      { spec: { scaleTargetRef: { kind: 'Deployment', name }, minReplicaCount: atLeast(1), maxReplicaCount: atLeast(1) } },
    ),
  ];
}

function expectSight({ world, namespace }: DeployedService): readonly Shortfall[] {
  const group = `erp-${operatorsOf(world.environment)}`;
  const seen = world
    .ofKind('RoleBinding')
    .filter((binding) => binding.namespace === namespace && ['view', 'editor'].includes(textAt(binding.fields, 'roleRef', 'name') ?? ''))
    .some(({ fields }) =>
      listAt(fields, 'subjects').some((subject) => textAt(subject, 'kind') === 'Group' && textAt(subject, 'name') === group),
    );
  return seen ? [] : [{ message: `Group "${group}" cannot see the autoscalers of namespace "${namespace}".`, where: world.environment }];
}
