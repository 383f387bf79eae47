import { listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import { quantity } from '../../../policies/kubernetes/quantities.ts';
import type { Manifest } from '../../../policies/model.ts';
import type { FieldChange } from '../diff/field-changes.ts';
import type { Classifier, Remark } from './impact.ts';
import { type Sentence, say, short } from './sentence.ts';

/** What goes with an object of these kinds when it is deleted. */
const lost: Readonly<Record<string, string>> = {
  Namespace: 'everything in the namespace',
  PersistentVolumeClaim: 'the volume, unless its class retains it',
  PersistentVolume: 'the volume, unless it is retained',
  CustomResourceDefinition: 'every object of the kind in the cluster',
  postgresql: 'the database cluster and its volumes, as the operator is configured',
  Kafka: 'the Kafka cluster, and the volumes that say deleteClaim',
  KafkaNodePool: 'the brokers of the pool, and the volumes that say deleteClaim',
  KafkaTopic: 'the topic and its messages',
  Redis: 'the Redis cluster',
  VolumeSnapshot: 'the snapshot, unless its class retains it',
};

/** Amounts whose decrease drops data, or is refused because it would. */
const amounts: Readonly<Record<string, readonly { readonly path: RegExp; readonly effect: string }[]>> = {
  PersistentVolumeClaim: [{ path: /^spec\.resources\.requests\.storage$/, effect: 'a volume cannot shrink' }],
  StatefulSet: [{ path: /^spec\.volumeClaimTemplates\[.*\.storage$/, effect: 'a volume cannot shrink' }],
  postgresql: [
    { path: /^spec\.volume\.size$/, effect: 'a volume cannot shrink' },
    { path: /^spec\.numberOfInstances$/, effect: 'copies of the database go' },
  ],
  KafkaNodePool: [
    { path: /^spec\.storage.*\.size$/, effect: 'a volume cannot shrink' },
    { path: /^spec\.replicas$/, effect: 'the partitions of the brokers that go must be moved first' },
  ],
  Kafka: [{ path: /^spec\.kafka\.storage.*\.size$/, effect: 'a volume cannot shrink' }],
  KafkaTopic: [
    { path: /^spec\.partitions$/, effect: 'Kafka cannot take partitions away' },
    { path: /^spec\.config\["?retention\.(?:ms|bytes)"?\]$/, effect: 'older messages are deleted' },
  ],
  Application: [{ path: /(?:storage|persistence|persistentVolume)[^[\]]*\.(?:size|storage)$/i, effect: 'a volume cannot shrink' }],
};

/** What is deleted with its data, and what loses some of it. */
export const data: Classifier = ({ pair: { kind, before, after }, changes }) => {
  if (before === undefined) return [];
  if (after === undefined) return removed(before);
  return [...shrunk(kind, changes), ...lessProtected(kind, changes)];
};

function removed(before: Manifest): readonly Remark[] {
  const options = before.annotations['argocd.argoproj.io/sync-options'] ?? '';
  if (/(?:^|,)\s*Prune=false\b/.test(options)) return [];
  const what = lostWith(before);
  if (what === undefined) return [];
  const waits = /(?:^|,)\s*(?:Prune|Delete)=confirm\b/.test(options);
  return [{ text: waits ? say`is deleted, and with it ${what}, once a person confirms` : say`is deleted, and with it ${what}` }];
}

function lostWith({ kind, fields }: Manifest): string | undefined {
  if (Object.hasOwn(lost, kind)) return lost[kind];
  if (kind === 'StatefulSet' && listAt(fields, 'spec', 'volumeClaimTemplates').length > 0) {
    return textAt(fields, 'spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted') === 'Delete'
      ? 'its volumes'
      : 'the pods that use its volumes, which stay';
  }
  const deletes = listAt(fields, 'metadata', 'finalizers').some((finalizer) =>
    String(finalizer).startsWith('resources-finalizer.argocd.argoproj.io'),
  );
  return kind === 'Application' && deletes ? 'everything that the Application has deployed' : undefined;
}

function shrunk(kind: string, changes: readonly FieldChange[]): readonly Remark[] {
  const rules = Object.hasOwn(amounts, kind) ? (amounts[kind] ?? []) : [];
  return changes.flatMap(({ path, from, to }) => {
    const rule = rules.find((candidate) => candidate.path.test(path));
    const [old, now] = [quantity(from), quantity(to)];
    if (rule === undefined || old === undefined || (now !== undefined && !isLess(path, now, old))) return [];
    if (now === undefined && to !== undefined) return [];
    return [{ text: say`${path} ${short(from)} becomes ${short(to)}: ${rule.effect}` }];
  });
}

/** Less than before; -1 means without a limit where a retention is counted. */
function isLess(path: string, now: number, old: number): boolean {
  return path.includes('retention') ? now !== -1 && (old === -1 || now < old) : now < old;
}

function lessProtected(kind: string, changes: readonly FieldChange[]): readonly Remark[] {
  return changes.flatMap(({ path, from, to }) => {
    const text = unprotected(kind, path, from, to);
    return text === undefined ? [] : [{ text }];
  });
}

function unprotected(kind: string, path: string, from: unknown, to: unknown): Sentence | undefined {
  if (kind === 'StorageClass' && path === 'reclaimPolicy' && from === 'Retain') return say`volumes are no longer retained`;
  if (path.endsWith('deleteClaim') && to === true) return say`${path}: the volumes go with the object`;
  if (kind === 'StatefulSet' && path.includes('persistentVolumeClaimRetentionPolicy') && JSON.stringify(to)?.includes('Delete'))
    return say`${path}: volumes are deleted with what used them`;
  if (kind === 'KafkaTopic' && /cleanup\.policy/.test(path))
    return say`${path} ${short(from)} becomes ${short(to)}: messages may be deleted`;
  if (kind === 'postgresql' && /^spec\.(?:databases|preparedDatabases)\b/.test(path) && to === undefined)
    return say`${path} is no longer declared; the operator keeps the database`;
  if (kind === 'Application' && /(?:persistence|persistentVolume)[^[\]]*\.enabled$/i.test(path) && to === false)
    return say`${path}: the pods lose their volumes`;
  if (kind === 'Application' && path === 'spec.destination.namespace')
    return say`moves from namespace ${short(from)} to ${short(to)}: what it deployed is made anew`;
  return undefined;
}
