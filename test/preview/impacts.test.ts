import { describe, expect, it } from 'vitest';
import type { Tier } from '../../policies/environments.ts';
import { createWorld } from '../../policies/world.ts';
import { pairsOf } from '../../scripts/preview/diff/pairs.ts';
import { exceptionChanges } from '../../scripts/preview/exceptions.ts';
import { changedObjects, exemptionChanges, networkImpacts, objectImpacts } from '../../scripts/preview/impacts/classify.ts';
import { immutableFields } from '../../scripts/preview/impacts/immutable-fields.ts';
import type { ImpactClass } from '../../scripts/preview/impacts/impact.ts';
import { migrationImpacts } from '../../scripts/preview/impacts/migrations.ts';
import { highest, riskOf } from '../../scripts/preview/impacts/risk.ts';
import { plainText } from '../../scripts/preview/impacts/sentence.ts';
import { textImpacts } from '../../scripts/preview/text-files.ts';
import { manifestsIn } from '../support/manifests.ts';

const place = { environment: 'production', application: 'sales' };

function changedBetween(before: string, after: string) {
  return changedObjects(pairsOf(place, manifestsIn(before), manifestsIn(after)));
}

/** What a change of some objects does, of one class: `Kind namespace/name: sentence`. */
function remarks(name: ImpactClass, before: string, after: string): readonly string[] {
  return objectImpacts(changedBetween(before, after))
    .filter((impact) => impact.class === name)
    .map(({ object, text }) => `${object}: ${plainText(text)}`);
}

const hookJob = (version: string, policy: string) => `
apiVersion: batch/v1
kind: Job
metadata:
  name: sales-migrate
  namespace: erp
  annotations: { argocd.argoproj.io/hook: Sync, argocd.argoproj.io/hook-delete-policy: ${policy} }
spec:
  template:
    spec: { restartPolicy: Never, containers: [{ name: sales, image: registry.example.com/sales:${version} }] }
`;
const deployment = (container = 'image: registry.example.com/sales:1.0.0', { spec = '', labels = '{ app: sales }' } = {}) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: sales, namespace: erp }
spec:
  ${spec}
  selector: { matchLabels: { app: sales } }
  template:
    metadata: { labels: ${labels} }
    spec:
      containers:
        - name: sales
          ${container}
`;

const claim = (size: string, more = '') => `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: erp }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: ${size} } }${more} }
`;

const named = (kind: string, apiVersion: string, rest = '') => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: it, namespace: erp }
${rest}
`;

/** A run around each rollout. */
const run = (wave: number, version: number) => `
apiVersion: batch/v1
kind: Job
metadata: { name: it, namespace: erp, annotations: { argocd.argoproj.io/hook: Sync, argocd.argoproj.io/sync-wave: "${wave}" } }
spec: { template: { spec: { containers: [{ name: a, image: "a:${version}" }] } } }
`;

const namespace = (labels = '', annotations = '') => `
apiVersion: v1
kind: Namespace
metadata: { name: erp, labels: { ${labels} }, annotations: { ${annotations} } }
`;

const topic = (spec: string) => named('KafkaTopic', 'kafka.strimzi.io/v1', `spec: ${spec}`);
const postgres = (spec: string) => named('postgresql', 'acid.zalan.do/v1', `spec: ${spec}`);
const chart = (values: string, version = '1.0.0') => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: redis, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io] }
spec: { project: erp, source: { chart: redis, targetRevision: ${version}, helm: { valuesObject: ${values} } } }
`;

interface Case {
  readonly title: string;
  readonly class: ImpactClass;
  readonly before: string;
  readonly after: string;
  readonly says: readonly string[];
}

const configMap = (name: string, value: string) => `
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: erp }
data: { LEVEL: ${value} }
`;

const reading = (name: string) => deployment(`envFrom: [{ configMapRef: { name: ${name} } }]`);

const cases: readonly Case[] = [
  {
    title: 'a claim that goes',
    class: 'data',
    before: claim('1Gi'),
    after: '',
    says: ['PersistentVolumeClaim erp/data: is deleted, and with it the volume, unless its class retains it'],
  },
  { title: 'a claim that comes', class: 'data', before: '', after: claim('1Gi'), says: [] },
  {
    title: 'a volume that shrinks',
    class: 'data',
    before: claim('2Gi'),
    after: claim('1Gi'),
    says: ['PersistentVolumeClaim erp/data: spec.resources.requests.storage 2Gi becomes 1Gi: a volume cannot shrink'],
  },
  { title: 'a volume that grows', class: 'data', before: claim('1Gi'), after: claim('2Gi'), says: [] },
  { title: 'a volume of the same size in another spelling', class: 'data', before: claim('1Gi'), after: claim('1024Mi'), says: [] },
  {
    title: 'a namespace that goes',
    class: 'data',
    before: namespace(),
    after: '',
    says: ['Namespace erp: is deleted, and with it everything in the namespace'],
  },
  {
    title: 'a namespace that Argo CD asks about first',
    class: 'data',
    before: namespace('', "argocd.argoproj.io/sync-options: 'Prune=confirm,Delete=confirm'"),
    after: '',
    says: ['Namespace erp: is deleted, and with it everything in the namespace, once a person confirms'],
  },
  {
    title: 'a namespace that Argo CD never prunes',
    class: 'data',
    before: namespace('', 'argocd.argoproj.io/sync-options: Prune=false'),
    after: '',
    says: [],
  },
  {
    title: 'a topic that goes',
    class: 'data',
    before: topic('{}'),
    after: '',
    says: ['KafkaTopic erp/it: is deleted, and with it the topic and its messages'],
  },
  {
    title: 'a topic that keeps messages for less time',
    class: 'data',
    before: topic('{ config: { retention.ms: 9 } }'),
    after: topic('{ config: { retention.ms: 8 } }'),
    says: ['KafkaTopic erp/it: spec.config["retention.ms"] 9 becomes 8: older messages are deleted'],
  },
  {
    title: 'a topic that no longer keeps messages for ever',
    class: 'data',
    before: topic('{ config: { retention.ms: -1 } }'),
    after: topic('{ config: { retention.ms: 8 } }'),
    says: ['KafkaTopic erp/it: spec.config["retention.ms"] -1 becomes 8: older messages are deleted'],
  },
  {
    title: 'a topic that keeps messages for ever now',
    class: 'data',
    before: topic('{ config: { retention.ms: 8 } }'),
    after: topic('{ config: { retention.ms: -1 } }'),
    says: [],
  },
  {
    title: 'a database cluster with fewer instances',
    class: 'data',
    before: postgres('{ numberOfInstances: 3 }'),
    after: postgres('{ numberOfInstances: 1 }'),
    says: ['postgresql erp/it: spec.numberOfInstances 3 becomes 1: copies of the database go'],
  },
  {
    title: 'a StatefulSet with volumes that goes',
    class: 'data',
    before: named('StatefulSet', 'apps/v1', 'spec: { volumeClaimTemplates: [{ metadata: { name: a } }] }'),
    after: '',
    says: ['StatefulSet erp/it: is deleted, and with it the pods that use its volumes, which stay'],
  },
  {
    title: 'a StatefulSet without volumes that goes',
    class: 'data',
    before: named('StatefulSet', 'apps/v1', 'spec: {}'),
    after: '',
    says: [],
  },
  {
    title: 'an Application that deletes what it deployed',
    class: 'data',
    before: chart('{}'),
    after: '',
    says: ['Application argocd/redis: is deleted, and with it everything that the Application has deployed'],
  },
  {
    title: 'a chart whose volume shrinks',
    class: 'data',
    before: chart('{ persistentVolume: { size: 10Gi } }'),
    after: chart('{ persistentVolume: { size: 5Gi } }'),
    says: ['Application argocd/redis: spec.source.helm.valuesObject.persistentVolume.size 10Gi becomes 5Gi: a volume cannot shrink'],
  },
  {
    title: 'a chart that loses its volumes',
    class: 'data',
    before: chart('{ persistence: { enabled: true } }'),
    after: chart('{ persistence: { enabled: false } }'),
    says: ['Application argocd/redis: spec.source.helm.valuesObject.persistence.enabled: the pods lose their volumes'],
  },
  { title: 'a chart with another label', class: 'data', before: chart('{ label: a }'), after: chart('{ label: b }'), says: [] },

  {
    title: 'pods that change with their template',
    class: 'restarts',
    before: deployment('args: [a]'),
    after: deployment('args: [b]'),
    says: ['Deployment erp/sales: replaces its pods, because of spec.containers[name=sales].args[0]'],
  },
  {
    title: 'a Deployment that only scales',
    class: 'restarts',
    before: deployment('args: [a]', { spec: 'replicas: 1' }),
    after: deployment('args: [a]', { spec: 'replicas: 2' }),
    says: [],
  },
  {
    title: 'a generated ConfigMap with other content',
    class: 'restarts',
    before: `${configMap('sales-config-2222222222', 'info')}---${reading('sales-config-2222222222')}`,
    after: `${configMap('sales-config-4444444444', 'warn')}---${reading('sales-config-4444444444')}`,
    says: ['Deployment erp/sales: replaces its pods, because of the content of ConfigMap sales-config'],
  },
  {
    title: 'a ConfigMap that keeps its name',
    class: 'restarts',
    before: `${configMap('sales-config', 'info')}---${reading('sales-config')}`,
    after: `${configMap('sales-config', 'warn')}---${reading('sales-config')}`,
    says: [],
  },
  {
    title: 'a version label alone',
    class: 'restarts',
    before: deployment('args: [a]', { labels: '{ app: sales, version: v1 }' }),
    after: deployment('args: [a]', { labels: '{ app: sales, version: v2 }' }),
    says: ['Deployment erp/sales: replaces its pods, because of its version label'],
  },
  {
    title: 'a job that runs by itself',
    class: 'restarts',
    before: named(
      'CronJob',
      'batch/v1',
      'spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: a, image: a:1 }] } } } } }',
    ),
    after: named(
      'CronJob',
      'batch/v1',
      'spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: a, image: a:2 }] } } } } }',
    ),
    says: ['CronJob erp/it: the next run differs in spec.containers[name=a].image'],
  },
  {
    title: 'a migration of another version',
    class: 'restarts',
    before: run(-2, 1),
    after: run(-2, 2),
    says: [
      'Job erp/it: runs before the rollout, which waits for it and does not begin when it fails, because of spec.containers[name=a].image',
    ],
  },
  {
    title: 'a run after each rollout that was not there before',
    class: 'restarts',
    before: '',
    after: run(2, 1),
    says: ['Job erp/it: runs after the rollout'],
  },
  {
    title: 'a database with other parameters',
    class: 'restarts',
    before: postgres('{ postgresql: { parameters: { a: 1 } } }'),
    after: postgres('{ postgresql: { parameters: { a: 2 } } }'),
    says: ['postgresql erp/it: the operator replaces the pods, because of spec.postgresql.parameters.a'],
  },
  {
    title: 'a database with one more user',
    class: 'restarts',
    before: postgres('{ users: {} }'),
    after: postgres('{ users: { a: [] } }'),
    says: [],
  },
  {
    title: 'a chart with another version',
    class: 'restarts',
    before: chart('{}'),
    after: chart('{}', '2.0.0'),
    says: ['Application argocd/redis: the chart is installed anew and decides which pods that replaces: spec.source.targetRevision'],
  },

  {
    title: 'another tag',
    class: 'images',
    before: deployment(),
    after: deployment('image: registry.example.com/sales:1.1.0'),
    says: ['Deployment erp/sales: sales: 1.0.0 becomes 1.1.0'],
  },
  {
    title: 'another digest of the same tag',
    class: 'images',
    before: deployment(),
    after: deployment(`image: registry.example.com/sales:1.0.0@sha256:${'a'.repeat(64)}`),
    says: ['Deployment erp/sales: sales: 1.0.0 keeps its name, but not its digest'],
  },
  {
    title: 'another repository',
    class: 'images',
    before: deployment(),
    after: deployment('image: evil.example.com/sales:1.0.0'),
    says: ['Deployment erp/sales: sales: registry.example.com/sales:1.0.0 becomes evil.example.com/sales:1.0.0'],
  },
  {
    title: 'the same image',
    class: 'images',
    before: deployment(),
    after: deployment('image: registry.example.com/sales:1.0.0\n          args: [a]'),
    says: [],
  },
  {
    title: 'another version of a chart',
    class: 'images',
    before: chart('{}'),
    after: chart('{}', '2.0.0'),
    says: ['Application argocd/redis: spec.source.targetRevision: 1.0.0 becomes 2.0.0'],
  },

  {
    title: 'other bounds of an autoscaler',
    class: 'scaling',
    before: named('ScaledObject', 'keda.sh/v1alpha1', 'spec: { minReplicaCount: 1, pollingInterval: 1 }'),
    after: named('ScaledObject', 'keda.sh/v1alpha1', 'spec: { minReplicaCount: 2, pollingInterval: 1 }'),
    says: ['ScaledObject erp/it: spec.minReplicaCount: 1 becomes 2'],
  },
  {
    title: 'another interval of an autoscaler',
    class: 'scaling',
    before: named('ScaledObject', 'keda.sh/v1alpha1', 'spec: { pollingInterval: 1 }'),
    after: named('ScaledObject', 'keda.sh/v1alpha1', 'spec: { pollingInterval: 2 }'),
    says: [],
  },

  {
    title: 'another request',
    class: 'resources',
    before: deployment('resources: { requests: { cpu: 1 } }'),
    after: deployment('resources: { requests: { cpu: 2 } }'),
    says: ['Deployment erp/sales: spec.template.spec.containers[name=sales].resources.requests.cpu: 1 becomes 2'],
  },
  { title: 'another argument', class: 'resources', before: deployment('args: [a]'), after: deployment('args: [b]'), says: [] },

  {
    title: 'a right that comes and one that goes',
    class: 'access',
    before: named('Role', 'rbac.authorization.k8s.io/v1', 'rules: [{ apiGroups: [""], resources: [pods], verbs: [get, list] }]'),
    after: named('Role', 'rbac.authorization.k8s.io/v1', 'rules: [{ apiGroups: [""], resources: [pods], verbs: [get, delete] }]'),
    says: ['Role erp/it: now: delete pods', 'Role erp/it: no longer: list pods'],
  },
  {
    title: 'the same rights in another order',
    class: 'access',
    before: named('Role', 'rbac.authorization.k8s.io/v1', 'rules: [{ apiGroups: [""], resources: [pods], verbs: [get, list] }]'),
    after: named('Role', 'rbac.authorization.k8s.io/v1', 'rules: [{ apiGroups: [""], resources: [pods], verbs: [list, get] }]'),
    says: [],
  },
  {
    title: 'somebody who holds a role',
    class: 'access',
    before: '',
    after: named(
      'RoleBinding',
      'rbac.authorization.k8s.io/v1',
      'roleRef: { kind: ClusterRole, name: edit }\nsubjects: [{ kind: Group, name: qa }]',
    ),
    says: ['RoleBinding erp/it: now: Group qa has ClusterRole edit'],
  },
  {
    title: 'a project that deploys elsewhere',
    class: 'access',
    before: named('AppProject', 'argoproj.io/v1alpha1', 'spec: {}'),
    after: named(
      'AppProject',
      'argoproj.io/v1alpha1',
      'spec: { destinations: [{ name: prod, namespace: erp }], roles: [{ name: qa, groups: [qa] }] }',
    ),
    says: ['AppProject erp/it: now: deploy to prod, namespace erp', 'AppProject erp/it: now: group qa has the role qa'],
  },
  {
    title: 'a project with another description',
    class: 'access',
    before: named('AppProject', 'argoproj.io/v1alpha1', 'spec: { description: a }'),
    after: named('AppProject', 'argoproj.io/v1alpha1', 'spec: { description: b }'),
    says: [],
  },
  {
    title: 'another Pod Security level',
    class: 'access',
    before: namespace('pod-security.kubernetes.io/enforce: restricted'),
    after: namespace('pod-security.kubernetes.io/enforce: privileged'),
    says: ['Namespace erp: metadata.labels["pod-security.kubernetes.io/enforce"]: restricted becomes privileged'],
  },
  { title: 'another label of a namespace', class: 'access', before: namespace('team: a'), after: namespace('team: b'), says: [] },
  {
    title: 'a Kafka user with another topic',
    class: 'access',
    before: named('KafkaUser', 'kafka.strimzi.io/v1', 'spec: { authorization: { acls: [] } }'),
    after: named(
      'KafkaUser',
      'kafka.strimzi.io/v1',
      'spec: { authorization: { acls: [{ resource: { type: topic, name: a, patternType: literal }, operations: [Read] }] } }',
    ),
    says: ['KafkaUser erp/it: now: Read on topic a (literal)'],
  },

  {
    title: 'another key in the store',
    class: 'secrets',
    before: named('ExternalSecret', 'external-secrets.io/v1', 'spec: { data: [{ secretKey: A, remoteRef: { key: a } }] }'),
    after: named('ExternalSecret', 'external-secrets.io/v1', 'spec: { data: [{ secretKey: A, remoteRef: { key: b } }] }'),
    says: ['ExternalSecret erp/it: spec.data[secretKey=A].remoteRef.key: a becomes b'],
  },
  {
    title: 'another label of a reference',
    class: 'secrets',
    before: `${named('ExternalSecret', 'external-secrets.io/v1')}`,
    after: named('ExternalSecret', 'external-secrets.io/v1').replace('name: it', 'name: it, labels: { a: b }'),
    says: [],
  },
  {
    title: 'a Secret with another value, which is not shown',
    class: 'secrets',
    before: named('Secret', 'v1', 'data: { password: b2xk }'),
    after: named('Secret', 'v1', 'data: { password: bmV3 }'),
    says: ['Secret erp/it: data.password has another value'],
  },
  {
    title: 'pods that read another Secret',
    class: 'secrets',
    before: deployment('envFrom: [{ secretRef: { name: a } }]'),
    after: deployment('envFrom: [{ secretRef: { name: b } }]'),
    says: ['Deployment erp/sales: reads the Secret b, which it did not', 'Deployment erp/sales: no longer reads the Secret a'],
  },
  {
    title: 'pods that read the same Secret',
    class: 'secrets',
    before: deployment('envFrom: [{ secretRef: { name: a } }]'),
    after: deployment('envFrom: [{ secretRef: { name: a } }]\n          args: [a]'),
    says: [],
  },
  {
    title: 'a selector that changes',
    class: 'immutable',
    before: deployment(),
    after: deployment().replace('matchLabels: { app: sales }', 'matchLabels: { app: other }'),
    says: [
      'Deployment erp/sales: spec.selector.matchLabels.app cannot be changed: the sync fails until the object is made anew (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates)',
    ],
  },
  { title: 'an object with a selector that goes', class: 'immutable', before: deployment(), after: '', says: [] },
  {
    title: 'a job that each sync makes anew',
    class: 'immutable',
    before: hookJob('1.0.0', 'BeforeHookCreation'),
    after: hookJob('1.1.0', 'BeforeHookCreation'),
    says: [],
  },
  {
    title: 'a job that stays until it has succeeded',
    class: 'immutable',
    before: hookJob('1.0.0', 'HookSucceeded'),
    after: hookJob('1.1.0', 'HookSucceeded'),
    says: [
      'Job erp/sales-migrate: spec.template.spec.containers[name=sales].image cannot be changed: the sync fails until the object is made anew (https://kubernetes.io/docs/concepts/workloads/controllers/job/)',
    ],
  },
];

/** Marks of a service, and a move of its release in staging; what is said of it. */
const moves: readonly (readonly [title: string, before: string | undefined, after: string | undefined, says: readonly string[]])[] = [
  ['a version that comes', '1.0.0', '1.1.0', []],
  [
    'one that changes the database for good',
    '1.1.0',
    '1.2.0 drops prices',
    ['sales 1.2.0 changes the database for good, and no rollback leads back before it: drops prices'],
  ],
  ['one that stays so', '1.2.0 drops prices', '1.2.0 drops prices', []],
  ['one that goes back to that change', '1.3.0', '1.2.0 drops prices', []],
  [
    'one that goes back past it',
    '1.3.0',
    '1.1.0',
    ['sales goes back to 1.1.0, past 1.2.0, which changed the database for good: drops prices'],
  ],
  ['the first one, and the last', undefined, '1.2.0 drops prices', []],
];

describe('what a release does to a database', () => {
  it.each(moves)('says of %s what no rollback undoes', (_title, before, after, says) => {
    const of = (text: string | undefined) => {
      const [version = '', ...reason] = text?.split(' ') ?? [];
      return text === undefined ? undefined : { version, ...(reason.length > 0 && { forwardOnly: reason.join(' ') }) };
    };
    const move = { environment: 'staging', service: 'sales', file: 'f', before: of(before), after: of(after) };
    const impacts = migrationImpacts(move, [{ version: '1.2.0', reason: 'drops prices' }]);
    expect(impacts.map(({ text }) => plainText(text))).toEqual(says);
    expect(impacts.map(riskOf)).toEqual(says.map((said) => (said.includes('goes back') ? 'high' : 'medium')));
  });
});

describe('what a change does', () => {
  it.each(cases)('$class: $title', ({ class: name, before, after, says }) => {
    expect(remarks(name, before, after)).toEqual(says);
  });

  it('has a case that fires and one that is silent for each class', () => {
    const classes = ['data', 'immutable', 'access', 'secrets', 'restarts', 'images', 'scaling', 'resources'] as const;
    for (const name of classes) {
      const own = cases.filter((item) => item.class === name);
      expect([name, own.some(({ says }) => says.length > 0), own.some(({ says }) => says.length === 0)]).toEqual([name, true, true]);
    }
  });

  it('pairs a generated ConfigMap by its name without the hash, and does not call it new and gone', () => {
    const changed = changedBetween(configMap('sales-config-2222222222', 'info'), configMap('sales-config-4444444444', 'warn'));
    expect(changed.map(({ pair, changes }) => ({ name: pair.name, changes }))).toEqual([
      { name: 'sales-config', changes: expect.arrayContaining([{ path: 'data.LEVEL', from: 'info', to: 'warn' }]) },
    ]);
  });

  it('pairs an object with itself in another version of its API', () => {
    const [changed, ...others] = changedBetween(named('Kafka', 'kafka.strimzi.io/v1beta2'), named('Kafka', 'kafka.strimzi.io/v1'));
    expect(others).toEqual([]);
    expect(changed?.changes).toEqual([{ path: 'apiVersion', from: 'kafka.strimzi.io/v1beta2', to: 'kafka.strimzi.io/v1' }]);
  });
});

describe('immutable fields', () => {
  /** The table's path set to `value`, in an object of its kind. */
  const object = (kind: string, path: string, value: string, flag: string) => {
    const [first = '', ...below] = path.split('.');
    const nested = below.reduceRight<unknown>((inner, key) => ({ [key]: inner }), below.length === 0 ? value : { it: value });
    return JSON.stringify({
      apiVersion: 'v1',
      kind,
      metadata: { name: 'it' },
      [first]: nested,
      ...(flag === '' ? {} : { immutable: true }),
    });
  };
  const rows = immutableFields
    .flatMap((entry) => entry.fields.map((field) => ({ ...entry, field })))
    .filter(({ field }) => field !== 'immutable');

  it.each(rows)('$kind $field', ({ kind, field, only = '', source }) => {
    const says = remarks('immutable', object(kind, field, 'a', only), object(kind, field, 'b', only));
    expect(says).toHaveLength(1);
    expect(says[0]).toContain(source);
    expect(remarks('immutable', object(kind, field, 'a', only), object(kind, field, 'a', only))).toEqual([]);
  });

  it.each(rows.filter(({ only }) => only !== undefined))('$kind $field may change where it is not frozen', ({ kind, field }) => {
    expect(remarks('immutable', object(kind, field, 'a', ''), object(kind, field, 'b', ''))).toEqual([]);
  });

  it.each(immutableFields.flatMap(({ kind, except = [] }) => except.map((field) => ({ kind, field }))))(
    '$kind $field may change',
    ({ kind, field }) => {
      expect(remarks('immutable', object(kind, field, 'a', ''), object(kind, field, 'b', ''))).toEqual([]);
    },
  );
});

describe('network flows', () => {
  const pod = (name: string, port: number) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: erp }
spec:
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: ${name}, image: a:1, ports: [{ containerPort: ${port} }] }] }
`;
  const policy = (name: string, spec: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: erp }
spec: ${spec}
`;
  const pods = pod('one', 1000) + pod('two', 2000);
  const denied = policy('default', '{ podSelector: {}, policyTypes: [Ingress, Egress] }');
  const open = (from: string, port: number) =>
    policy(
      'in',
      `{ podSelector: { matchLabels: { app: two } }, policyTypes: [Ingress], ingress: [{ from: [${from}], ports: [{ port: ${port} }] }] }`,
    );
  const out = policy(
    'out',
    '{ podSelector: { matchLabels: { app: one } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] }',
  );
  const one = '{ podSelector: { matchLabels: { app: one } } }';

  const flows = (before: string, after: string) => {
    const [old, now] = [manifestsIn(before), manifestsIn(after)];
    const changed = changedObjects(pairsOf(place, old, now));
    const change = { environment: 'production', before: createWorld('production', old), after: createWorld('production', now), changed };
    return networkImpacts(change)
      .map(({ text }) => plainText(text))
      .filter((text) => !text.includes('spilo') && !text.includes('chart'));
  };

  it('opens where both ends allow it', () => {
    expect(flows(pods + denied + out, pods + denied + out + open(one, 2000))).toEqual([
      'opened: "one" of namespace "erp" to "two" of namespace "erp" TCP 2000',
    ]);
  });

  it('closes where one end no longer allows it', () => {
    expect(flows(pods + denied + out + open(one, 2000), pods + denied + open(one, 2000))).toEqual([
      'closed: "one" of namespace "erp" to "two" of namespace "erp" TCP 2000',
    ]);
  });

  it('stays silent where only one end allows it', () => {
    expect(flows(pods + denied, pods + denied + open(one, 2000))).toEqual([]);
  });

  it('stays silent about a port at which nobody listens', () => {
    expect(flows(pods + denied + out, pods + denied + out + open(one, 9999))).toEqual([]);
  });

  it('counts whoever else is in a namespace, and addresses outside', () => {
    const anybody = policy(
      'any',
      '{ podSelector: { matchLabels: { app: two } }, policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: {} }, { ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 2000 }] }] }',
    );
    const found = flows(pods + denied, pods + denied + anybody);
    expect(found).toContain('opened: 10.0.0.0/8 to "two" of namespace "erp", TCP 2000');
    expect(found).toContain('opened: any other pod of namespace "kube-system" to "two" of namespace "erp" TCP 2000');
    expect(found.some((text) => text.startsWith('opened: any other pod of namespace "erp"'))).toBe(false);
  });

  it('sees that a pod without any policy may be reached by everybody', () => {
    expect(flows(pods + denied, pods)).toContain('opened: any address to "two" of namespace "erp", every port');
  });
});

describe('files that no overlay builds', () => {
  it('tell who owns what now', () => {
    const impacts = textImpacts({ file: '.github/CODEOWNERS', before: '# a\n/a @x\n', after: '# b\n/a @y\n', isNew: false });
    expect(impacts.map(({ class: name, text }) => [name, plainText(text)])).toEqual([
      ['access', 'no longer: /a @x'],
      ['access', 'now: /a @y'],
    ]);
  });

  it('tell what a bucket deletes', () => {
    const [impact] = textImpacts({
      file: 'overlays/production/backup/bucket-lifecycle.aws-cli',
      before: '',
      after: '"Days": 7\n',
      isNew: false,
    });
    expect(impact).toMatchObject({ class: 'data', environment: 'production' });
  });
});

it('exemptions are told as added, changed and removed', () => {
  const object = (annotations: string) =>
    named('Service', 'v1').replace('namespace: erp', `namespace: erp, annotations: { ${annotations} }`);
  const key = 'policies.erp.example.com/exempt.some-rule';
  const told = (before: string, after: string) =>
    exemptionChanges(changedBetween(object(before), object(after))).map(({ rule, change, text }) => [rule, change, text]);
  expect(told('', `${key}: 2026-12-01 a`)).toEqual([['some-rule', 'added', '2026-12-01 a']]);
  expect(told(`${key}: 2026-12-01 a`, `${key}: 2027-12-01 a`)).toEqual([['some-rule', 'changed', '2027-12-01 a']]);
  expect(told(`${key}: 2026-12-01 a`, '')).toEqual([['some-rule', 'removed', '2026-12-01 a']]);
  expect(told('other: a', 'other: b')).toEqual([]);
});

it('adjustments and own objects are told of every object that changes, also when they are as before', () => {
  const object = (annotations: string, port: number) =>
    `${named('Service', 'v1').replace('namespace: erp', `namespace: erp, annotations: { ${annotations} }`)}\nspec: { ports: [{ port: ${port} }] }`;
  const key = 'erp.example.com/adjusted.fewer';
  const told = (before: string, after: string) =>
    exceptionChanges(changedBetween(object(before, 1), object(after, 2))).map(({ change, text }) => [change, text]);
  expect(told('', `${key}: "spec.x: a"`)).toEqual([['new', 'adjusted by fewer (spec.x): a']]);
  expect(told(`${key}: "spec.x: a"`, `${key}: "spec.y: a"`)).toEqual([['other', 'adjusted by fewer (spec.y): a']]);
  expect(told(`${key}: "spec.x: a"`, `${key}: "spec.x: a"`)).toEqual([['as before', 'adjusted by fewer (spec.x): a']]);
  expect(told(`${key}: "spec.x: a"`, '')).toEqual([['gone', 'adjusted by fewer (spec.x): a']]);
  expect(told('', 'erp.example.com/own-object: why')).toEqual([['new', 'own object of the service: why']]);
  expect(told('', 'policies.erp.example.com/exempt.some-rule: 2026-12-01 a')).toEqual([]);
});

it('the risk depends on the class and on the environment', () => {
  const risk = (name: ImpactClass, environment: string, harmless?: true) =>
    riskOf({ class: name, environment, ...(harmless === undefined ? {} : { harmless }) });
  expect([risk('data', 'production'), risk('data', 'dev'), risk('restarts', 'production'), risk('restarts', 'dev')]).toEqual([
    'high',
    'medium',
    'medium',
    'low',
  ]);
  expect([risk('network', 'production'), risk('network', 'production', true), risk('network', 'staging'), risk('network', '')]).toEqual([
    'high',
    'medium',
    'medium',
    'high',
  ]);
  const further = (tier: Tier) => riskOf({ class: 'restarts', environment: 'acceptance', tier });
  expect([further('production'), further('rehearsal'), further('trial')]).toEqual(['medium', 'low', 'low']);
  expect(riskOf({ class: 'network', environment: 'dev', tier: 'production' })).toBe('high');
  expect([highest([]), highest(['low', 'high', 'medium'])]).toEqual(['low', 'high']);
});
