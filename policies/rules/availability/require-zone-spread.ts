import { isProductionLike } from '../../environments.ts';
import { presentAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { mostReplicas } from '../../kubernetes/pods/autoscaling.ts';
import { isSingle } from '../../kubernetes/pods/most-pods.ts';
import { confinedTo, isAloneIn, selectsItself, spreadsOver } from '../../kubernetes/pods/scheduling.ts';
import { isReplicated, replicatedKinds } from '../../kubernetes/pods/workloads.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const zone = 'topology.kubernetes.io/zone';

const workload = (kind: string, constraint: string) => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: financial-service, namespace: erp-prod }
spec:
  template:
    metadata: { labels: { app: financial-service } }
    spec:
      containers: [{ name: financial-service }]
      topologySpreadConstraints: [${constraint}]
`;

const deployment = (constraint: string) => workload('Deployment', constraint);

const selector = 'labelSelector: { matchLabels: { app: financial-service } }';

const enforced = `{ topologyKey: ${zone}, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, nodeTaintsPolicy: Honor, ${selector} }`;

const inZones = `affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms: [{ matchExpressions: [{ key: ${zone}, operator: In, values: [us-east-1a, us-east-1b] }] }]`;
const zones = 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution';

const alone = (kind: string, replicas: number) => `
apiVersion: apps/v1
kind: ${kind}
metadata: { name: financial-service, namespace: erp-prod }
spec:
  replicas: ${replicas}
  template:
    metadata: { labels: { app: financial-service } }
    spec:
      containers: [{ name: financial-service }]
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: ${zone}, ${selector} }]
`;

const operator = (replicas: number, constraint = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: operator, namespace: erp-prod }
spec:
  replicas: ${replicas}
  template:
    metadata: { labels: { app: operator } }
    spec:
      containers: [{ name: operator }]
      topologySpreadConstraints: [${constraint.replace('financial-service', 'operator')}]
`;

export default defineRule({
  id: 'require-zone-spread',
  severity: 'error',
  manual: '2.4 (D34)',
  summary: 'Spread the pods of a workload over the zones, and enforce it in staging and production, but not over a zone that is lost.',
  rationale:
    'Anti-affinity by node lets all pods land in one zone; the manual promises pods in each of them. Where a zone is lost its nodes stay for ' +
    'a while, tainted. The scheduler counts them as a place with no pods unless nodeTaintsPolicy is Honor (Kubernetes 1.35, ' +
    'podtopologyspread): then no pod of a Deployment can be replaced, added or rolled out in the zones that are left.',
  remediation:
    'Add a topologySpreadConstraints entry for topology.kubernetes.io/zone with maxSkew 1, whenUnsatisfiable DoNotSchedule and, for a Deployment, ' +
    'nodeTaintsPolicy Honor, that selects the pods.',
  scope: 'object',
  kinds: replicatedKinds,
  foreign: true,
  made: true,

  check(manifest, world) {
    const pod = world.podOf(manifest);
    if (pod === undefined || !isReplicated(manifest) || isSingle(manifest, world)) return [];
    if (isAloneIn(pod, zone)) return manifest.kind === 'Deployment' ? replaceable(manifest, pod.path, world) : [];
    const own = spreadsOver(pod, zone).filter(({ constraint }) => selectsItself(pod, constraint));
    const [first] = own;
    if (first === undefined) {
      const path = `${pod.path}.topologySpreadConstraints`;
      return [{ message: `${titleOf(manifest)} has no spread constraint that spreads its own pods over zones.`, path }];
    }
    if (!isProductionLike(world)) return [];
    const confined = confinedTo(pod, zone);
    if (confined?.values.length === 1) {
      const message = `${titleOf(manifest)} runs on nodes of the zone "${confined.values[0]}" alone: there is nothing to spread over.`;
      return [{ message, path: confined.path }];
    }
    const enforced = own.filter(({ constraint }) => isEnforced(constraint));
    const [widest] = enforced;
    if (widest === undefined) {
      const path = `${first.path}.whenUnsatisfiable`;
      return [{ message: `${titleOf(manifest)} spreads over zones only with "ScheduleAnyway", which promises nothing.`, path }];
    }
    if (enforced.some(({ constraint }) => skewOf(constraint) === 1))
      return manifest.kind === 'Deployment' ? counted(manifest, enforced) : [];
    const skew = JSON.stringify(skewOf(widest.constraint));
    return [{ message: `${titleOf(manifest)} lets a zone have ${skew} pods more than another.`, path: `${widest.path}.maxSkew` }];
  },

  examples: {
    pass: [
      { name: 'enforced', manifests: deployment(enforced) },
      { name: 'enforced by default', manifests: deployment(enforced.replace('whenUnsatisfiable: DoNotSchedule, ', '')) },
      {
        name: 'a StatefulSet, whose pods stay with their disks',
        manifests: workload('StatefulSet', enforced.replace('nodeTaintsPolicy: Honor, ', '')),
      },
      { name: 'enforced over two zones', manifests: deployment(enforced).replace('containers:', `${inZones}\n      containers:`) },
      { name: 'two pods, each in a zone of its own', manifests: alone('Deployment', 2) },
      { name: 'pods with disks, each in a zone of its own', manifests: alone('StatefulSet', 3) },
      { name: 'three pods, each in a zone of its own, in dev', environment: 'dev', manifests: alone('Deployment', 3) },
      { name: 'one pod of a chart', manifests: deployment(enforced), charts: operator(1) },
      { name: 'pods of a chart in different zones', manifests: deployment(enforced), charts: operator(2, enforced) },
      { name: 'preferred, in dev', environment: 'dev', manifests: deployment(enforced.replace('DoNotSchedule', 'ScheduleAnyway')) },
    ],
    fail: [
      {
        name: 'preferred, in production',
        from: 'enforced',
        change: { 'spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable': 'ScheduleAnyway' },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" spreads over zones only with "ScheduleAnyway", which promises nothing.',
            path: 'spec.template.spec.topologySpreadConstraints[0].whenUnsatisfiable',
          },
        ],
      },
      {
        name: 'enforced, but so that one zone may have them all',
        from: 'enforced',
        change: { 'spec.template.spec.topologySpreadConstraints[0].maxSkew': 6 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" lets a zone have 6 pods more than another.',
            path: 'spec.template.spec.topologySpreadConstraints[0].maxSkew',
          },
        ],
      },
      {
        name: 'enforced over the nodes of a lost zone too',
        from: 'enforced',
        change: { 'spec.template.spec.topologySpreadConstraints[0].nodeTaintsPolicy': undefined },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" counts the nodes of a zone that is lost: its pods cannot go to the other zones.',
            path: 'spec.template.spec.topologySpreadConstraints[0].nodeTaintsPolicy',
          },
        ],
      },
      {
        name: 'enforced over the one zone that is left',
        from: 'enforced over two zones',
        change: { [`${zones}.nodeSelectorTerms[0].matchExpressions[0].values`]: ['us-east-1a'] },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs on nodes of the zone "us-east-1a" alone: there is nothing to spread over.',
            path: `${zones}.nodeSelectorTerms`,
          },
        ],
      },
      {
        name: 'enforced over the zone that the pod selects',
        from: 'enforced over two zones',
        change: { 'spec.template.spec.nodeSelector': { [zone]: 'us-east-1b' } },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" runs on nodes of the zone "us-east-1b" alone: there is nothing to spread over.',
            path: `spec.template.spec.nodeSelector["${zone}"]`,
          },
        ],
      },
      {
        name: 'only over nodes',
        from: 'enforced',
        change: { 'spec.template.spec.topologySpreadConstraints[0].topologyKey': 'kubernetes.io/hostname' },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" has no spread constraint that spreads its own pods over zones.',
            path: 'spec.template.spec.topologySpreadConstraints',
          },
        ],
      },
      {
        name: 'three pods, each in a zone of its own',
        from: 'two pods, each in a zone of its own',
        change: { 'spec.replicas': 3 },
        problems: [
          {
            on: 'Deployment/financial-service',
            message:
              'Deployment "financial-service" allows one pod in each zone: of its 3, that of a zone that is lost can go to no other.',
            path: 'spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution',
          },
        ],
      },
      {
        name: 'two pods of a chart that may share a zone',
        from: 'pods of a chart in different zones',
        change: { 'charts > Deployment/operator > spec.template.spec.topologySpreadConstraints': undefined },
        problems: [
          {
            on: 'Deployment/operator',
            message: 'Deployment "operator" has no spread constraint that spreads its own pods over zones.',
            path: 'spec.template.spec.topologySpreadConstraints',
          },
        ],
      },
      {
        name: 'a selector that counts another service',
        from: 'enforced',
        change: { 'spec.template.spec.topologySpreadConstraints[0].labelSelector.matchLabels.app': 'sales-service' },
        problems: [
          {
            on: 'Deployment/financial-service',
            message: 'Deployment "financial-service" has no spread constraint that spreads its own pods over zones.',
            path: 'spec.template.spec.topologySpreadConstraints',
          },
        ],
      },
    ],
  },
});

/** Pods without a disk may go wherever there is room; those of a StatefulSet stay with their disks, in the zone that is lost. */
function counted(manifest: Manifest, enforced: ReturnType<typeof spreadsOver>): readonly Problem[] {
  return enforced
    .filter(({ constraint }) => textAt(constraint, 'nodeTaintsPolicy') !== 'Honor')
    .map(({ path }) => ({
      message: `${titleOf(manifest)} counts the nodes of a zone that is lost: its pods cannot go to the other zones.`,
      path: `${path}.nodeTaintsPolicy`,
    }));
}

function isEnforced(constraint: unknown): boolean {
  return (textAt(constraint, 'whenUnsatisfiable') ?? 'DoNotSchedule') === 'DoNotSchedule';
}

/** Of the three zones of a cluster two are left: a third pod that allows no other in its zone finds none. */
function replaceable(manifest: Manifest, path: string, world: World): readonly Problem[] {
  const replicas = mostReplicas(manifest, world);
  if (replicas <= 2 || !isProductionLike(world)) return [];
  return [
    {
      message: `${titleOf(manifest)} allows one pod in each zone: of its ${replicas}, that of a zone that is lost can go to no other.`,
      path: `${path}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution`,
    },
  ];
}

/** The API server refuses a constraint without maxSkew, so that it spreads nothing too widely. */
function skewOf(constraint: unknown): unknown {
  return presentAt(constraint, 'maxSkew') ?? 1;
}
