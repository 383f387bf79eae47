import { isElsewhere } from '../kubernetes/data/stores-elsewhere.ts';
import { fieldsAt, listAt, textAt } from '../kubernetes/fields.ts';
import { isAsleep, isStateless } from '../kubernetes/namespaces.ts';
import type { Manifest, World } from '../model.ts';
import type { Explanation } from './explanations.ts';

const because = ['elsewhere'];

/** What follows from that somebody else runs a store of one environment, and not of the other, or runs it elsewhere. */
export const elsewhereExplanations: readonly Explanation[] = [
  {
    kinds: ['Deployment', 'StatefulSet', 'CronJob', 'Job'],
    fields: ['spec.**.volumeMounts.**', 'spec.**.volumes.**', 'spec.**.env.**', 'spec.**.template.metadata.labels.*'],
    because,
    reason: 'Pods have the certificates, passwords and labels that their stores ask for.',
  },
  {
    kinds: ['ConfigMap', 'ExternalSecret'],
    of: 'service',
    fields: ['data.*', 'spec.target.template.**', 'spec.data.**'],
    because,
    reason: 'A store is reached at its address, and entered as it asks.',
  },
  {
    kinds: ['ExternalSecret'],
    fields: ['spec.data.**'],
    because,
    reason: 'The authority that signed for a database is that of whoever runs it.',
  },
  {
    kinds: ['NetworkPolicy'],
    fields: ['spec.egress.**'],
    because,
    reason: 'A store is where its servers are.',
  },
  {
    kinds: [
      ...['postgresql', 'Kafka', 'KafkaNodePool', 'KafkaTopic', 'KafkaUser', 'Certificate', 'Issuer', 'SecretStore', 'ServiceAccount'],
      ...['ExternalSecret', 'ConfigMap', 'Role', 'RoleBinding', 'CronJob', 'Service', 'NetworkPolicy', 'PodDisruptionBudget'],
      ...['PodMonitor', 'PrometheusRule', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
    ],
    of: /^(?:[a-z0-9-]*\/)?(?:data-|kafka|postgres|redis|erp-(?:kafka|postgres|redis|stores-elsewhere)|dashboard-|erp-break-glass-(?:copies|restores)|[a-z0-9-]+-(?:ca|kafka)$)/,
    fields: [''],
    because,
    reason: 'What a store needs is where it is operated, and what its clients need where it is not.',
  },
  {
    kinds: ['KafkaNodePool', 'KafkaTopic', 'KafkaUser', 'ExternalSecret', 'PriorityClass'],
    fields: [''],
    because,
    reason: 'Brokers, topics, users and the class of pods with data are where stores are operated.',
  },
  {
    kinds: ['Namespace'],
    fields: ['metadata.annotations.*', 'metadata.annotations'],
    because,
    reason: 'The namespace tells which stores somebody else runs.',
  },
  {
    kinds: ['Role', 'ValidatingAdmissionPolicy'],
    of: /break-glass/,
    fields: ['rules.**', 'spec.**'],
    because,
    reason: 'A person on call may copy a database where it is operated.',
  },
  {
    kinds: ['PrometheusRule'],
    of: /\/erp-monitoring$/,
    fields: ['spec.groups.*.rules.*.expr'],
    because,
    reason: 'What must be measured is what is operated.',
  },
];

/** Whether an object that guards a store of one environment is missing in another because somebody else runs that store there, or because the place has none. */
export function guardsStoreElsewhere(guard: Manifest, lower: World, upper: World): boolean {
  // Dumps that sleep, or of nothing, alert nobody; that they sleep only there is asked by require-standby-asleep.
  const keepsNothing = isStateless(upper);
  if (guard.kind === 'PrometheusRule' && /-backup$/.test(guard.name) && (isAsleep(guard, upper) || keepsNothing)) return true;
  // Alerts of the pools of clients are where a store is elsewhere that has pools.
  if (guard.kind === 'PrometheusRule' && /-stores-elsewhere$/.test(guard.name)) {
    return !['postgres', 'redis'].some((own) => isElsewhere(upper, own));
  }
  const store = guard.kind === 'Certificate' ? certified(guard, lower) : named(guard.name);
  return store !== undefined && (isElsewhere(upper, store) || keepsNothing);
}

function named(name: string): string | undefined {
  if (/^erp-break-glass-(?:copies|restores)$/.test(name)) return 'postgres';
  return /^(?:erp-)?(postgres|redis|kafka)(?:$|-)/.exec(name)?.[1];
}

/** The store whose servers show a certificate. */
function certified({ namespace, fields }: Manifest, world: World): string | undefined {
  const secret = textAt(fields, 'spec', 'secretName');
  const shown = (kind: string, secretsOf: (manifest: Manifest) => readonly (string | undefined)[]) =>
    world.ofKind(kind).some((manifest) => manifest.namespace === namespace && secretsOf(manifest).includes(secret));
  if (shown('postgresql', (manifest) => [textAt(manifest.fields, 'spec', 'tls', 'secretName')])) return 'postgres';
  const ofListeners = (manifest: Manifest) =>
    listAt(manifest.fields, 'spec', 'kafka', 'listeners').map((listener) =>
      textAt(fieldsAt(listener, 'configuration', 'brokerCertChainAndKey'), 'secretName'),
    );
  return shown('Kafka', ofListeners) ? 'kafka' : undefined;
}
