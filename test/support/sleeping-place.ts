import type { Manifest } from '../../policies/model.ts';
import { set, type Tree } from './mutations/mutation.ts';

/** Label of a place that does not serve. */
export const roleLabel = 'metadata.labels["erp.example.com/role"]';

/** What a place is called, found by and drawn as while it waits: production's own objects, changed as docs/places.md says. */
export function asleep(objects: readonly Tree[]): readonly Tree[] {
  for (const object of objects) changes[String(object['kind'])]?.(object);
  return objects;
}

/** What each kind of object is in a place that waits. */
export const changes: Readonly<Record<string, (object: Tree) => void>> = {
  Namespace: set(roleLabel, 'standby'),
  Deployment: set('spec.replicas', 0),
  ScaledObject: set('metadata.annotations["autoscaling.keda.sh/paused-replicas"]', '0'),
  CronJob: (object) => {
    if (nameOf(object) !== 'postgres-pooler-restart') set('spec.suspend', true)(object);
  },
  postgresql: (object) => {
    set('spec.numberOfInstances', 1)(object);
    set('spec.standby', { s3_wal_path: 's3://erp-backups-copy/spilo/postgres/0d5e6f70/wal/16' })(object);
  },
  ConfigMap: (object) => {
    if (nameOf(object) !== 'postgres-pod-env') return;
    set('data.STANDBY_AWS_REGION', 'us-west-2')(object);
    set('data.STANDBY_AWS_STS_REGIONAL_ENDPOINTS', 'regional')(object);
  },
};

function nameOf(object: Tree): string {
  return (object['metadata'] as Manifest['fields'])['name'] as string;
}
