import { isProductionLike, tierOf } from '../../environments.ts';
import { at, listAt, numberAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import type { Manifest, Problem } from '../../model.ts';
import { defineRule } from '../../model.ts';

const zone = 'topology.kubernetes.io/zone';

const postgres = (spread: string) => `
apiVersion: acid.zalan.do/v1
kind: postgresql
metadata: { name: postgres, namespace: erp-infra }
spec: { numberOfInstances: 3, topologySpreadConstraints: [${spread}] }
`;

const pool = (spread: string, replicas = 3) => `
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata: { name: broker, namespace: erp-infra }
spec: { replicas: ${replicas}, roles: [broker], template: { pod: { topologySpreadConstraints: [${spread}] } } }
`;

const application = (chart: string, values: string) => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${chart}-production, namespace: argocd, labels: { environment: production } }
spec: { source: { chart: ${chart}, helm: { valuesObject: ${values} } } }
`;

const constraint = `{ topologyKey: ${zone}, maxSkew: 1, whenUnsatisfiable: DoNotSchedule, labelSelector: {} }`;
const redis = (spread: string) => application('redis-ha', `{ replicas: 3, topologySpreadConstraints: { ${spread} } }`);

export default defineRule({
  id: 'require-member-spread',
  severity: 'error',
  manual: '1.1, 3 (D6)',
  summary: 'Give each zone its share of the members of a store, of its poolers and its proxies.',
  rationale:
    'Of three members two may lie in one zone: when it is lost, so is the majority that elects, and the copies that were to survive. ' +
    'Members on different nodes are not yet in different zones.',
  remediation: 'Spread the pods over zones, with maxSkew 1 and DoNotSchedule, in generators/platform/ or generators/charts/.',
  scope: 'object',
  kinds: ['postgresql', 'KafkaNodePool', 'Application'],

  check(manifest, world) {
    const { fields } = manifest;
    if (manifest.kind === 'Application') {
      return isProductionLike({ tier: tierOf(manifest.labels, manifest.labels['environment'] ?? '') }) ? applicationProblems(manifest) : [];
    }
    if (!isProductionLike(world)) return [];
    return manifest.kind === 'postgresql'
      ? memberProblems(manifest, numberAt(fields, 'spec', 'numberOfInstances') ?? 0, ['spec'])
      : memberProblems(manifest, numberAt(fields, 'spec', 'replicas') ?? 0, ['spec', 'template', 'pod']);
  },

  examples: {
    pass: [
      { name: 'instances over zones', manifests: postgres(constraint) },
      { name: 'brokers over zones', manifests: pool(constraint) },
      { name: 'one broker', manifests: pool('', 1) },
      { name: 'dev', environment: 'dev', manifests: pool('') },
      { name: 'Redis over zones', manifests: redis(`enabled: true, maxSkew: 1, topologyKey: ${zone}, whenUnsatisfiable: DoNotSchedule`) },
      {
        name: 'poolers in zones of their own',
        manifests: application(
          'postgres-operator',
          `{ configKubernetes: { enable_pod_antiaffinity: true, pod_antiaffinity_topology_key: ${zone} } }`,
        ),
      },
      { name: 'a chart of something else', manifests: application('loki', '{}') },
    ],
    fail: [
      {
        name: 'instances that may share a zone',
        from: 'instances over zones',
        change: { 'spec.topologySpreadConstraints[0].whenUnsatisfiable': 'ScheduleAnyway' },
        problems: [
          {
            on: 'postgresql/postgres',
            message: 'The 3 members of postgresql "postgres" may share a zone.',
            path: 'spec.topologySpreadConstraints',
          },
        ],
      },
      {
        name: 'brokers over nodes only',
        from: 'brokers over zones',
        change: { 'spec.template.pod.topologySpreadConstraints[0].topologyKey': 'kubernetes.io/hostname' },
        problems: [
          {
            on: 'KafkaNodePool/broker',
            message: 'The 3 members of KafkaNodePool "broker" may share a zone.',
            path: 'spec.template.pod.topologySpreadConstraints',
          },
        ],
      },
      {
        name: 'Redis without a spread',
        from: 'Redis over zones',
        change: { 'spec.source.helm.valuesObject.topologySpreadConstraints': { enabled: false } },
        problems: [
          {
            on: 'Application/redis-ha-production',
            message: 'The pods of Application "redis-ha-production" may share a zone.',
            path: 'spec.source.helm.valuesObject.topologySpreadConstraints',
          },
        ],
      },
      {
        name: 'poolers on different nodes of one zone',
        from: 'poolers in zones of their own',
        change: { 'spec.source.helm.valuesObject.configKubernetes.pod_antiaffinity_topology_key': undefined },
        problems: [
          {
            on: 'Application/postgres-operator-production',
            message: 'The poolers and instances of Application "postgres-operator-production" may share a zone.',
            path: 'spec.source.helm.valuesObject.configKubernetes.pod_antiaffinity_topology_key',
          },
        ],
      },
    ],
  },
});

function memberProblems(manifest: Manifest, members: number, keys: readonly string[]): readonly Problem[] {
  if (members < 2) return [];
  const spread = listAt(manifest.fields, ...keys, 'topologySpreadConstraints').some(enforcesZones);
  if (spread) return [];
  const path = [...keys, 'topologySpreadConstraints'].join('.');
  return [{ message: `The ${members} members of ${titleOf(manifest)} may share a zone.`, path }];
}

function enforcesZones(constraint: unknown): boolean {
  return (
    textAt(constraint, 'topologyKey') === zone &&
    (textAt(constraint, 'whenUnsatisfiable') ?? 'DoNotSchedule') === 'DoNotSchedule' &&
    (presentAt(constraint, 'maxSkew') ?? 1) === 1
  );
}

/**
 * Charts whose pods are made without a spread unless their values ask for one: redis-ha 4.39.0 (nodes and proxies by one value), and
 * postgres-operator 2.0.1, whose poolers know only an anti-affinity (`connection_pooler.go`).
 */
function applicationProblems(manifest: Manifest): readonly Problem[] {
  const source = at(manifest.fields, 'spec', 'source');
  const values = at(source, 'helm', 'valuesObject');
  const path = 'spec.source.helm.valuesObject';
  switch (textAt(source, 'chart')) {
    case 'redis-ha': {
      const spread = at(values, 'topologySpreadConstraints');
      const single = (numberAt(values, 'replicas') ?? 3) < 2;
      // The chart takes ScheduleAnyway where nothing is said.
      const enforced = at(spread, 'enabled') === true && at(spread, 'whenUnsatisfiable') !== undefined && enforcesZones(spread);
      if (single || enforced) return [];
      return [{ message: `The pods of ${titleOf(manifest)} may share a zone.`, path: `${path}.topologySpreadConstraints` }];
    }
    case 'postgres-operator': {
      const settings = at(values, 'configKubernetes');
      const preferred = at(settings, 'pod_antiaffinity_preferred_during_scheduling') === true;
      const apart = at(settings, 'enable_pod_antiaffinity') === true && textAt(settings, 'pod_antiaffinity_topology_key') === zone;
      if (apart && !preferred) return [];
      const message = `The poolers and instances of ${titleOf(manifest)} may share a zone.`;
      return [{ message, path: `${path}.configKubernetes.pod_antiaffinity_topology_key` }];
    }
    default:
      return [];
  }
}
