import { at, fieldsAt, listAt, numberAt, scalarAt, textAt } from '../kubernetes/fields.ts';
import { quantity } from '../kubernetes/quantities.ts';
import type { Manifest, World } from '../model.ts';

/** How strong one object is in one respect: more is stronger. Undefined where the object says nothing about it. */
export interface Measure {
  readonly kinds: readonly string[];
  /** What it has where it is weaker. */
  readonly what: string;
  readonly path: string;
  /**
   * What a person says of a service in one environment and not in the other, and means by it that they differ in this: facts as in
   * `explanations.ts`. Absent: nobody means it.
   */
  readonly meant?: readonly string[];
  /** Whether there is less of it while a place waits: require-standby-asleep and match-standby ask what holds there. */
  readonly sleeps?: true;
  strength(manifest: Manifest, world: World): number | undefined;
}

const pods = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Job'];

function amount(kind: string, what: string, path: string, meant: readonly string[] = []): Measure {
  const keys = keysOf(path);
  return { kinds: [kind], what, path, meant, strength: ({ fields }) => quantity(at(fields, ...keys)) };
}

function keysOf(path: string): readonly string[] {
  return [...path.matchAll(/\["([^"]+)"\]|([^.[\]]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** A field whose values are known from the weakest to the strongest; absent counts as `otherwise`. */
function ordered(kind: string, what: string, path: string, values: readonly string[], otherwise: string): Measure {
  const keys = keysOf(path);
  return {
    kinds: [kind],
    what,
    path,
    strength: ({ fields }) => {
      const index = values.indexOf(scalarAt(fields, ...keys) ?? otherwise);
      return index < 0 ? undefined : index;
    },
  };
}

/** How many containers of the pods have something. */
function containers(what: string, path: string, has: (fields: unknown, pod: unknown) => boolean, kinds = pods): Measure {
  return {
    kinds,
    what,
    path,
    strength: (manifest, world) => {
      const pod = world.podOf(manifest);
      return pod === undefined || pod.containers.length === 0
        ? undefined
        : pod.containers.filter(({ fields }) => has(fields, pod.spec)).length / pod.containers.length;
    },
  };
}

const context = 'spec.template.spec.containers';

/** Bounds for a while, such as those of a load test in the rehearsal, which end by themselves. */
const forAWhile = ['service.scaling'];

/** By what one environment may be weaker than another. */
export const measures: readonly Measure[] = [
  { ...amount('Deployment', 'fewer pods', 'spec.replicas', forAWhile), sleeps: true },
  amount('ScaledObject', 'fewer pods at least', 'spec.minReplicaCount', forAWhile),
  amount('ScaledObject', 'fewer pods at most', 'spec.maxReplicaCount', forAWhile),
  amount('HorizontalPodAutoscaler', 'fewer pods at least', 'spec.minReplicas'),
  amount('EnvoyProxy', 'fewer proxies', 'spec.provider.kubernetes.envoyDeployment.replicas'),
  { ...amount('postgresql', 'fewer instances', 'spec.numberOfInstances'), sleeps: true },
  amount('postgresql', 'a smaller disk', 'spec.volume.size'),
  amount('postgresql', 'fewer poolers', 'spec.connectionPooler.numberOfInstances'),
  ordered('postgresql', 'commits that no copy has', 'spec.patroni.synchronous_mode', ['false', 'true'], 'false'),
  amount('KafkaNodePool', 'fewer nodes', 'spec.replicas'),
  amount('KafkaTopic', 'fewer copies', 'spec.replicas'),
  amount('KafkaTopic', 'fewer copies in sync', 'spec.config["min.insync.replicas"]'),
  {
    kinds: ['KafkaTopic'],
    what: 'messages for a shorter time',
    path: 'spec.config["retention.ms"]',
    strength: ({ fields }) => {
      const time = quantity(at(fields, 'spec', 'config', 'retention.ms'));
      return time === -1 ? Number.MAX_VALUE : time;
    },
  },
  amount('Kafka', 'fewer copies in sync', 'spec.kafka.config["min.insync.replicas"]'),
  {
    kinds: ['Kafka'],
    what: 'fewer listeners with TLS and a log-in',
    path: 'spec.kafka.listeners',
    strength: ({ fields }) => {
      const listeners = listAt(fields, 'spec', 'kafka', 'listeners');
      const safe = listeners.filter((item) => at(item, 'tls') === true && at(item, 'authentication') !== undefined).length;
      return listeners.length === 0 ? undefined : safe / listeners.length;
    },
  },
  {
    kinds: ['ConfigMap'],
    what: 'fewer backups for as long',
    path: 'data.BACKUP_NUM_TO_RETAIN',
    strength: ({ fields }) => quantity(at(fields, 'data', 'BACKUP_NUM_TO_RETAIN')),
  },
  { ...ordered('CronJob', 'a job that is suspended', 'spec.suspend', ['true', 'false'], 'false'), sleeps: true },
  ordered(
    'Namespace',
    'weaker Pod Security',
    'metadata.labels["pod-security.kubernetes.io/enforce"]',
    ['privileged', 'baseline', 'restricted'],
    'privileged',
  ),
  ordered('Namespace', 'images that nobody signed', 'metadata.labels["policy.sigstore.dev/include"]', ['false', 'true'], 'false'),
  ordered('ClientTrafficPolicy', 'older TLS', 'spec.tls.minVersion', ['1.0', '1.1', '1.2', '1.3'], '1.2'),
  ordered('ClusterImagePolicy', 'images that nobody signed', 'spec.mode', ['warn', 'enforce'], 'enforce'),
  {
    kinds: ['ValidatingAdmissionPolicyBinding'],
    what: 'refusals that are only told',
    path: 'spec.validationActions',
    strength: ({ fields }) => (listAt(fields, 'spec', 'validationActions').includes('Deny') ? 1 : 0),
  },
  {
    kinds: ['SecurityPolicy'],
    what: 'fewer ways to ask who it is',
    path: 'spec',
    strength: ({ fields }) =>
      ['oidc', 'jwt', 'basicAuth', 'apiKeyAuth', 'extAuth', 'authorization'].filter((field) => at(fields, 'spec', field) !== undefined)
        .length,
  },
  {
    kinds: ['Gateway'],
    what: 'fewer listeners with TLS',
    path: 'spec.listeners',
    // Of those that there are: a place that has none of a service has no listener for its host.
    strength: ({ fields }) => {
      const listeners = listAt(fields, 'spec', 'listeners');
      const safe = listeners.filter((item) => ['HTTPS', 'TLS'].includes(textAt(item, 'protocol') ?? '')).length;
      return listeners.length === 0 ? undefined : safe / listeners.length;
    },
  },
  {
    kinds: ['NetworkPolicy'],
    what: 'openings to everybody',
    path: 'spec',
    // The partner of production may have no other system to try things out with.
    meant: ['service.environments.reaches', 'service.workers', 'service.jobs'],
    strength: ({ fields }) => -openings(fields),
  },
  ordered('StorageClass', 'disks that go with their claim', 'reclaimPolicy', ['Delete', 'Retain'], 'Delete'),
  containers('containers that may run as root', `${context}[0].securityContext`, (own, pod) => isSet('runAsNonRoot', true, own, pod)),
  containers(
    'containers that write to their disk',
    `${context}[0].securityContext`,
    (own) => at(own, 'securityContext', 'readOnlyRootFilesystem') === true,
  ),
  containers(
    'containers that may gain rights',
    `${context}[0].securityContext`,
    (own) => at(own, 'securityContext', 'allowPrivilegeEscalation') === false,
  ),
  containers('containers that keep capabilities', `${context}[0].securityContext`, (own) =>
    listAt(own, 'securityContext', 'capabilities', 'drop').includes('ALL'),
  ),
  containers('containers without limits', `${context}[0].resources`, (own) => at(own, 'resources', 'limits', 'memory') !== undefined),
  containers('containers without requests', `${context}[0].resources`, (own) => at(own, 'resources', 'requests', 'cpu') !== undefined),
  ...['readinessProbe', 'livenessProbe', 'startupProbe'].map((probe) =>
    containers(`containers without a ${probe}`, context, (own) => Object.keys(fieldsAt(own, probe)).length > 0, [
      'Deployment',
      'StatefulSet',
      'DaemonSet',
    ]),
  ),
  {
    kinds: ['Deployment', 'StatefulSet'],
    what: 'less time to end',
    path: 'spec.template.spec.terminationGracePeriodSeconds',
    strength: ({ fields }) => numberAt(fields, 'spec', 'template', 'spec', 'terminationGracePeriodSeconds') ?? 30,
  },
];

function isSet(field: string, wanted: unknown, own: unknown, pod: unknown): boolean {
  return (at(own, 'securityContext', field) ?? at(pod, 'securityContext', field)) === wanted;
}

/** Rules that name no other side, and address ranges of everybody. */
function openings(fields: unknown): number {
  return (['ingress', 'egress'] as const).reduce((sum, direction) => {
    const rules = listAt(fields, 'spec', direction);
    const side = direction === 'ingress' ? 'from' : 'to';
    const open = rules.filter((rule) => listAt(rule, side).length === 0).length;
    const wide = rules
      .flatMap((rule) => listAt(rule, side))
      .filter((peer) => /^(0\.0\.0\.0|::)\/0$/.test(textAt(peer, 'ipBlock', 'cidr') ?? '')).length;
    return sum + open + wide;
  }, 0);
}

/**
 * Whether an object guards something: one that the rehearsal has and production lacks leaves production without it. A NetworkPolicy that
 * lets something through only opens; where it is missing, less is open.
 */
export function isGuard({ kind, fields }: Manifest): boolean {
  if (!guards.has(kind)) return false;
  return kind !== 'NetworkPolicy' || ['ingress', 'egress'].every((direction) => listAt(fields, 'spec', direction).length === 0);
}

const guards: ReadonlySet<string> = new Set([
  'PodDisruptionBudget',
  'NetworkPolicy',
  'LimitRange',
  'ResourceQuota',
  'SecurityPolicy',
  'ClientTrafficPolicy',
  'BackendTrafficPolicy',
  'ClusterImagePolicy',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'PrometheusRule',
  'PodMonitor',
  'ServiceMonitor',
  'Certificate',
]);
