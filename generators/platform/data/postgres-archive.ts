import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { ArchiveStore, StoreKey } from '../../clouds/cloud.ts';
import { cloudOf } from '../../clouds/clouds.ts';
import { archiveKeyName, backupName, type ContinuousBackup, type DumpPlan, podEnvironmentName } from '../../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { isStandby } from '../../model/environment/place.ts';
import { fixedNameAnnotation } from '../../model/names.ts';
import type { KubernetesObject } from '../../model/object.ts';
import { postgresNames } from '../../model/platform/data-layer.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { postgresClusters } from '../../model/stores/postgres-clusters.ts';
import { serviceLabels } from '../../resources/labels.ts';
import { asksOf, tcp } from '../../resources/network-policy.ts';
import { keyContents } from '../../resources/store-key.ts';
import { dataPolicy } from './data-network.ts';
import { dataSecret } from './data-secrets.ts';

/**
 * What makes the database pods ship the write-ahead log, where an environment archives it (D1). It belongs to the cluster and not to
 * the dumps: the operator (2.0.1) makes no pod while the ConfigMap is missing.
 */
export function archiveObjects(environment: EnvironmentDefinition, platform: PlatformDefinition): readonly KubernetesObject[] {
  const { backup } = environment;
  if (backup.mode !== 'continuous') return [];
  const archive = cloudOf(platform).buckets.archive({ ...backup, role: backup.archiveRole });
  const key = archive.key && keyContents(environment, withStandby(archive.key, environment), backup.archiveRole);
  return [
    ...postgresClusters(environment, platform).map(({ key, name }) =>
      dataPolicy(environment, key === undefined ? `${backupName}-archive` : `${backupName}-archive-${key}`, postgresNames(name).podLabels, {
        beyond: objectStore(backup, platform),
      }),
    ),
    podEnvironment(environment, backup, archive),
    ...(key === undefined ? [] : [dataSecret(environment, archiveKeyName, 'Opaque', key.data, key.values)]),
  ];
}

/** The way to the private endpoints of the object store and of its token service. */
export function objectStore({ endpoints }: Pick<DumpPlan, 'endpoints'>, platform: PlatformDefinition): INetworkPolicyEgressRule[] {
  const { buckets } = cloudOf(platform);
  return [{ to: endpoints.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(buckets.port)] }, ...asksOf(platform)];
}

/**
 * The log as it is written, and a base backup a night. A clone takes its store from variables of the same names behind `CLONE_`, and
 * guesses what it does not find (Spilo, `configure_spilo.py`); the operator gives it bucket, role and token itself (2.0.1). A standby does
 * the same behind `STANDBY_`.
 */
function podEnvironment(environment: EnvironmentDefinition, { retentionDays }: ContinuousBackup, { store, more }: ArchiveStore) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: podEnvironmentName,
      namespace: environment.namespaces.infra,
      labels: serviceLabels(backupName),
      annotations: { [fixedNameAnnotation]: 'postgres-operator' },
    },
    data: {
      ...store,
      ...behind('CLONE_', store),
      ...(isStandby(environment) && behind('STANDBY_', store)),
      ...more,
      USE_WALG_BACKUP: 'true',
      // In UTC, as the cron of the pods: two hours before the dump.
      BACKUP_SCHEDULE: '0 16 * * *',
      // One a night.
      BACKUP_NUM_TO_RETAIN: String(retentionDays),
    },
  } satisfies IConfigMap;
}

function behind(prefix: string, variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [`${prefix}${name}`, value]));
}

/** A key that a standby finds, too. */
function withStandby(key: StoreKey, environment: EnvironmentDefinition): StoreKey {
  if (!isStandby(environment)) return key;
  const own = Object.fromEntries(Object.entries(key.data).filter(([name]) => !name.startsWith('CLONE_')));
  return { ...key, data: { ...key.data, ...behind('STANDBY_', own) } };
}
