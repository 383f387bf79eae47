import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { cloudOf } from '../../clouds/clouds.ts';
import { backupName } from '../../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import { isStandby } from '../../model/environment/place.ts';
import type { Instance } from '../../model/instance.ts';
import type { KubernetesObject } from '../../model/object.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { suspended } from '../../resources/asleep.ts';
import { backupScripts } from '../../templates/backup-scripts.ts';
import { type BackupFacts, factsOf, metadata } from './backup-facts.ts';
import { access, flows } from './backup-network.ts';
import { scriptsName } from './backup-pods.ts';
import { archiveCheck, drill, dumps } from './backup-schedules.ts';
import { authority, passwords, registry, secretStore, storeKey } from './backup-secrets.ts';

/** The dumps of an environment, and who looks after its archive where it keeps one (manual 6.1, D1, D109-D119). */
export function backupObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const facts = factsOf(environment, platform, instances);
  if (facts === undefined) return [];
  const { plan } = facts;
  const objects: readonly KubernetesObject[] = [
    serviceAccount(facts),
    secretStore(facts),
    ...authority(facts),
    registry(facts),
    ...storeKey(facts),
    ...passwords(facts),
    scripts(facts),
    dumps(facts),
    ...(plan.drillSchedule === undefined ? [] : [drill(facts, plan.drillSchedule)]),
    ...(plan.mode === 'continuous' ? [archiveCheck(facts)] : []),
    flows(facts),
    ...access(facts),
  ];
  // What is dumped and archived is of the place that serves.
  return isStandby(environment) ? objects.map(suspended) : objects;
}

/** The identity of the jobs in the cloud account: no key of the object store is kept anywhere (D114). */
function serviceAccount(facts: BackupFacts) {
  const annotations = cloudOf(facts.platform).identity.annotations(facts.plan.role);
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...metadata(facts, backupName), ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }) },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}

function scripts(facts: BackupFacts) {
  const { 'drill.sh': drillScript, 'check-archive.sh': checkScript, 'rclone-store.sh': rcloneScript, ...always } = backupScripts;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(facts, scriptsName),
    data: {
      ...always,
      ...(facts.plan.drillSchedule !== undefined && { 'drill.sh': drillScript }),
      ...(facts.plan.mode === 'continuous' && { 'check-archive.sh': checkScript }),
      ...(cloudOf(facts.platform).buckets.dumps(facts.plan).byRclone && { 'rclone-store.sh': rcloneScript }),
    },
  } satisfies IConfigMap;
}
