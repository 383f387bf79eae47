import { asFields, at, listAt, presentAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';

interface Excuse {
  readonly rules: readonly string[];
  readonly when: (object: Fields) => boolean;
  readonly reason: string;
  /** Only where the API server itself judges, which fills in what an object does not say. */
  readonly inCluster?: true;
}

const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'];

/** Where a rule and its policy need not say the same, and why. */
const excuses: readonly Excuse[] = [
  {
    rules: probes.map((probe) => `require-${probe.replace('Probe', '')}-probe`),
    when: (object) => containersIn(object).some((container) => probes.some((probe) => isUnusable(presentAt(container, probe)))),
    reason: 'A probe without a handler, with an empty one or with two is refused by the API server itself.',
  },
  {
    rules: ['require-read-only-root-filesystem'],
    when: (object) => listAt(object, 'spec', 'ephemeralContainers').length > 0,
    reason: '"kubectl debug" cannot ask for it: the policy leaves ephemeral containers alone.',
  },
  {
    rules: ['require-service-account'],
    when: (object) => textAt(podSpecOf(object), 'serviceAccount') !== undefined,
    reason: 'The API server takes the old name of the field for the new one.',
    inCluster: true,
  },
  {
    rules: ['require-labels'],
    when: (object) => object['kind'] === 'Job' && at(object, 'metadata', 'labels') === undefined,
    reason: 'The API server gives a Job without labels those of its template (Kubernetes 1.35, SetDefaults_Job).',
    inCluster: true,
  },
];

/** Whether what a rule says of an object is not compared. */
export function isExcused(rule: string, object: Fields, where: 'cluster' | 'here' = 'here'): boolean {
  return excuses.some(({ rules, when, inCluster = false }) => rules.includes(rule) && when(object) && (!inCluster || where === 'cluster'));
}

function containersIn(object: Fields): readonly unknown[] {
  return ['containers', 'initContainers'].flatMap((key) => listAt(podSpecOf(object), key));
}

function podSpecOf(object: Fields): unknown {
  if (object['kind'] === 'Pod') return object['spec'];
  return at(object, 'spec', 'template', 'spec') ?? at(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
}

function isUnusable(probe: unknown): boolean {
  if (probe === undefined) return false;
  const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'].flatMap((action) => presentAt(probe, action) ?? []);
  const [handler] = handlers;
  const isEmpty = Object.values(asFields(handler) ?? {}).every((value) => Array.isArray(value) && value.length === 0);
  return handlers.length !== 1 || isEmpty;
}
