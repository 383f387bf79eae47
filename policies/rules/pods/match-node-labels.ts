import { asFields, asText, at, below, listAt, textAt } from '../../kubernetes/fields.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Pod, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const zone = 'topology.kubernetes.io/zone';
const template = `
spec:
  nodeSelector: { kubernetes.io/os: linux }
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms: [{ matchExpressions: [{ key: ${zone}, operator: In, values: [us-east-1a, us-east-1b] }] }]
  topologySpreadConstraints: [{ topologyKey: ${zone}, maxSkew: 1, whenUnsatisfiable: DoNotSchedule }]
  containers: [{ name: sales-service, image: registry.example.com/erp/sales-service:1.0.0 }]
`;
const beside = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: other }
spec:
  template:
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms: [{ matchExpressions: [{ key: ${zone}, operator: In, values: [us-east-1a, us-east-1b] }] }]
      containers: [{ name: other }]
`;
const from = 'nodes that there are';
const failing = (name: string, path: string, value: unknown, message: string, where = path) => ({
  name,
  from,
  change: { [path]: value },
  problems: [{ message: `The pod ${message}.`, path: where }],
});

export default defineRule({
  id: 'match-node-labels',
  severity: 'error',
  manual: '2.4 (D33, D39)',
  summary: 'Ask for nodes by labels and values that nodes have, and leave the choice among them to the scheduler.',
  rationale:
    'A pod that no node fits waits for ever, and a rollout with it. One that names its node, tolerates every taint or another scheduler runs ' +
    'where it was kept away from, or not at all.',
  remediation: 'Correct the labels, or leave nodeSelector, affinity, tolerations and schedulerName to the generator.',
  scope: 'every-pod',

  check(pod, world) {
    return [...selected(pod, world), ...chosen(pod)].map(({ message, path }) => ({ message: `The pod ${message}.`, path }));
  },

  examples: {
    pass: [{ name: from, template, beside }],
    fail: [
      failing(
        'Windows',
        'spec.nodeSelector["kubernetes.io/os"]',
        'windows',
        'asks for nodes with "kubernetes.io/os" of "windows", but its images are for linux',
      ),
      failing(
        'a mistyped label',
        'spec.nodeSelector',
        { 'topology.kubernetes.io/zones': 'us-east-1a' },
        'asks for nodes by the label "topology.kubernetes.io/zones", which Kubernetes does not give',
        'spec.nodeSelector["topology.kubernetes.io/zones"]',
      ),
      failing(
        'a zone of elsewhere',
        'spec.nodeSelector',
        { [zone]: 'eu-west-1a' },
        'asks for the zone "eu-west-1a", where nothing else of the environment runs',
        `spec.nodeSelector["${zone}"]`,
      ),
      failing(
        'a zone of elsewhere beside one of here',
        `spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values[1]`,
        'us-west-1b',
        'asks for the zone "us-west-1b", where nothing else of the environment runs',
        'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0]',
      ),
      failing(
        'a mistyped topology',
        'spec.topologySpreadConstraints[0].topologyKey',
        'topology.kubernetes.io/zne',
        'spreads over the label "topology.kubernetes.io/zne", which Kubernetes does not give',
      ),
      failing('a node by name', 'spec.nodeName', 'node-1', 'names its node: no scheduler looks whether it fits'),
      failing('another scheduler', 'spec.schedulerName', 'cheap', 'waits for the scheduler "cheap", which is not there'),
      failing(
        'every taint',
        'spec.tolerations',
        [{ operator: 'Exists' }],
        'tolerates every taint, those of broken nodes and of control planes too',
        'spec.tolerations[0]',
      ),
      failing(
        'images that nobody pulls',
        'spec.containers[0].imagePullPolicy',
        'Never',
        'starts "sales-service" only where somebody has put its image on the node',
      ),
    ],
  },
});

/** Domains whose labels Kubernetes alone gives (1.35, "Well-Known Labels, Annotations and Taints"), and all labels of nodes in them. */
const reserved = /(^|\.)(kubernetes\.io)\//;
const known: readonly string[] = [
  'kubernetes.io/arch',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'node.kubernetes.io/windows-build',
  'node.kubernetes.io/exclude-from-external-load-balancers',
  'node-role.kubernetes.io/control-plane',
  zone,
  'topology.kubernetes.io/region',
];

/** Labels that clouds and other programs give in parts of the domain that are theirs. */
const others =
  /^(node-role\.kubernetes\.io|[a-z0-9-]+\.node\.kubernetes\.io|node-restriction\.kubernetes\.io|feature\.node\.kubernetes\.io|topology\.[a-z0-9-]+\.csi|beta\.kubernetes\.io|failure-domain\.beta)/;

function isKnown(key: string): boolean {
  return !reserved.test(key) || known.includes(key) || others.test(key);
}

interface Term {
  readonly key: string;
  readonly values: readonly string[];
  readonly path: string;
}

function termsOf({ spec, path }: Pod): readonly Term[] {
  const selector = Object.entries(asFields(at(spec, 'nodeSelector')) ?? {}).map(([key, value]) => ({
    key,
    values: [asText(value) ?? ''],
    path: below(below(path, 'nodeSelector'), key),
  }));
  const affinity = 'requiredDuringSchedulingIgnoredDuringExecution';
  const required = listAt(spec, 'affinity', 'nodeAffinity', affinity, 'nodeSelectorTerms').flatMap((term, index) =>
    listAt(term, 'matchExpressions').flatMap((expression, position) =>
      textAt(expression, 'operator') === 'In'
        ? [
            {
              key: textAt(expression, 'key') ?? '',
              values: listAt(expression, 'values').flatMap((value) => asText(value) ?? []),
              path: `${path}.affinity.nodeAffinity.${affinity}.nodeSelectorTerms[${index}].matchExpressions[${position}]`,
            },
          ]
        : [],
    ),
  );
  return [...selector, ...required];
}

/** Zones that pods of the environment ask for, with how many workloads do. */
const zones: (world: World) => ReadonlyMap<string, number> = perWorld((world) => {
  const counted = new Map<string, number>();
  for (const pod of world.pods) {
    const own = new Set(termsOf(pod).flatMap(({ key, values }) => (key === zone ? values : [])));
    for (const name of own) counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  return counted;
});

function isOurs({ manifest: { origin, apiVersion } }: Pod): boolean {
  return origin === undefined && /^(?:v1|apps\/v1|batch\/v1)$/.test(apiVersion);
}

function selected(pod: Pod, world: World): readonly Problem[] {
  const { spec, path } = pod;
  const own = termsOf(pod);
  const spread = [
    ...listAt(spec, 'topologySpreadConstraints').map(
      (item, index) => [item, `${below(path, 'topologySpreadConstraints')}[${index}].topologyKey`] as const,
    ),
  ];
  return [
    ...own.flatMap(({ key, values, path: where }) => {
      if (!isKnown(key)) return [{ message: `asks for nodes by the label "${key}", which Kubernetes does not give`, path: where }];
      if (key === 'kubernetes.io/os' && !values.includes(osOf(spec))) {
        return [{ message: `asks for nodes with "${key}" of "${values.join('", "')}", but its images are for ${osOf(spec)}`, path: where }];
      }
      const counted = zones(world);
      // The voters of a quorum, which charts and operators make, may well be the only ones in a third zone.
      const strangers = isOurs(pod) ? values.filter((value) => counted.get(value) === 1) : [];
      if (key === zone && strangers.length > 0 && strangers.length < values.length) {
        return [{ message: `asks for the zone "${strangers.join('", "')}", where nothing else of the environment runs`, path: where }];
      }
      const alone = key === zone && values.every((value) => counted.get(value) === 1) && [...counted.values()].some((count) => count > 1);
      const single = key === zone && values.length > 0 && counted.size > values.length && values.every((value) => counted.get(value) === 1);
      return alone || single
        ? [{ message: `asks for the zone "${values.join('", "')}", where nothing else of the environment runs`, path: where }]
        : [];
    }),
    ...spread.flatMap(([item, where]) => {
      const key = textAt(item, 'topologyKey') ?? '';
      return isKnown(key) ? [] : [{ message: `spreads over the label "${key}", which Kubernetes does not give`, path: where }];
    }),
  ];
}

function osOf(spec: Pod['spec']): string {
  return textAt(spec, 'os', 'name') ?? 'linux';
}

function chosen({ spec, path, containers }: Pod): readonly Problem[] {
  const scheduler = textAt(spec, 'schedulerName') ?? 'default-scheduler';
  return [
    ...(textAt(spec, 'nodeName') === undefined
      ? []
      : [{ message: 'names its node: no scheduler looks whether it fits', path: below(path, 'nodeName') }]),
    ...(scheduler === 'default-scheduler'
      ? []
      : [{ message: `waits for the scheduler "${scheduler}", which is not there`, path: below(path, 'schedulerName') }]),
    ...listAt(spec, 'tolerations').flatMap((toleration, index) =>
      textAt(toleration, 'operator') === 'Exists' && (textAt(toleration, 'key') ?? '') === ''
        ? [
            {
              message: 'tolerates every taint, those of broken nodes and of control planes too',
              path: `${below(path, 'tolerations')}[${index}]`,
            },
          ]
        : [],
    ),
    ...containers.flatMap((container) =>
      textAt(container.fields, 'imagePullPolicy') === 'Never'
        ? [
            {
              message: `starts "${container.name}" only where somebody has put its image on the node`,
              path: `${container.path}.imagePullPolicy`,
            },
          ]
        : [],
    ),
  ];
}
