import { isProductionLike } from '../../environments.ts';
import { presentAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { isSingle } from '../../kubernetes/pods/most-pods.ts';
import { selectsItself, spreadsOver } from '../../kubernetes/pods/scheduling.ts';
import type { Manifest, Problem } from '../../model.ts';
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
  kinds: ['Deployment', 'StatefulSet'],

  check(manifest, world) {
    const pod = world.podOf(manifest);
    if (pod === undefined || isSingle(manifest, world)) return [];
    const own = spreadsOver(pod, zone).filter(({ constraint }) => selectsItself(pod, constraint));
    const [first] = own;
    if (first === undefined) {
      const path = `${pod.path}.topologySpreadConstraints`;
      return [{ message: `${titleOf(manifest)} has no spread constraint that spreads its own pods over zones.`, path }];
    }
    if (!isProductionLike(world.environment)) return [];
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

/** The API server refuses a constraint without maxSkew, so that it spreads nothing too widely. */
function skewOf(constraint: unknown): unknown {
  return presentAt(constraint, 'maxSkew') ?? 1;
}
