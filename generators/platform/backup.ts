import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { archiveCheckName, backupName, backupRoles, drillName, restoresAnnotation } from '../model/backup.ts';
import { postgresPorts } from '../model/data-layer.ts';
import type { EnvironmentDefinition } from '../model/environment.ts';
import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { selector } from '../resources/labels.ts';
import { dnsEgress, pods, tcp } from '../resources/network-policy.ts';
import { backupScripts } from '../templates/backup-scripts.ts';
import { type BackupFacts, databasePods, factsOf, metadata } from './backup-facts.ts';
import { cronJob, jobLabels, podSpec, scriptsName } from './backup-pods.ts';
import { authority, registry, secretStore } from './backup-secrets.ts';
import { objectStore } from './postgres-archive.ts';

/** The dumps of an environment, and who looks after its archive where it keeps one (manual 6.1, D1, D109-D119). */
export function backupObjects(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): readonly KubernetesObject[] {
  const facts = factsOf(environment, platform, instances);
  if (facts === undefined) return [];
  const { plan } = facts;
  return [
    serviceAccount(facts),
    secretStore(facts),
    authority(facts),
    registry(facts),
    scripts(facts),
    dumps(facts),
    ...(plan.drillSchedule === undefined ? [] : [drill(facts, plan.drillSchedule)]),
    ...(plan.mode === 'continuous' ? [archiveCheck(facts)] : []),
    flows(facts),
    access(facts),
  ];
}

/** Which dump is restored, for whom, and until when the Job may lie about. */
export interface RestoreRequest {
  readonly environment: EnvironmentDefinition;
  readonly platform: PlatformDefinition;
  readonly instance: Instance;
  /** Name of the Job. */
  readonly name: string;
  /** Name of the dump in the object store. */
  readonly backup: string;
  /** Name of the database that is made. */
  readonly target: string;
  /** ISO 8601. */
  readonly expires: string;
  /** Name of the ConfigMap of the scripts as it is deployed, with its hash. */
  readonly scripts: string;
}

/** The Job that restores one dump into a new database (manual 6.2, D120-D123); undefined where there are no dumps. */
export function restoreJob({ environment, platform, instance, name, backup, target, expires, scripts: configMap }: RestoreRequest) {
  const facts = factsOf(environment, platform, [instance]);
  if (facts === undefined) return undefined;
  const labels = jobLabels(facts);
  const login = { role: backupRoles.restore, host: platform.dataLayer.postgres };
  const spec = podSpec(facts, { script: 'restore.sh', args: [backup, target], login, configMap, owner: instance.service.database?.user });
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata(facts, name), labels, annotations: { [restoresAnnotation]: backup, 'erp.example.com/expires': expires } },
    spec: {
      // Whoever restores wants to know why it failed before it is tried again.
      backoffLimit: 0,
      activeDeadlineSeconds: 6 * 3600,
      ttlSecondsAfterFinished: 24 * 3600,
      template: {
        metadata: { labels },
        spec: { ...spec, restartPolicy: 'Never' },
      },
    },
  } satisfies IJob;
}

/** The identity of the jobs in the cloud account: no key of the object store is kept anywhere (D114). */
function serviceAccount(facts: BackupFacts) {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...metadata(facts, backupName), annotations: { 'eks.amazonaws.com/role-arn': facts.plan.role } },
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}

function scripts(facts: BackupFacts) {
  const { 'drill.sh': drillScript, 'check-archive.sh': checkScript, ...always } = backupScripts;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(facts, scriptsName),
    data: {
      ...always,
      ...(facts.plan.drillSchedule !== undefined && { 'drill.sh': drillScript }),
      ...(facts.plan.mode === 'continuous' && { 'check-archive.sh': checkScript }),
    },
  } satisfies IConfigMap;
}

/** The CronJob of the manual (R104-R108). It reads from a standby, past the pooler (D118). */
function dumps(facts: BackupFacts) {
  const login = { role: backupRoles.dump, host: `${facts.platform.dataLayer.postgres}-repl` };
  return cronJob(facts, { name: backupName, schedule: facts.plan.schedule, script: 'backup.sh', login, hours: 6, retries: 2 });
}

/** Restores the newest dumps on trial and throws the result away (D115). */
function drill(facts: BackupFacts, schedule: string) {
  const login = { role: backupRoles.restore, host: facts.platform.dataLayer.postgres };
  return cronJob(facts, { name: drillName, schedule, script: 'drill.sh', login, hours: 6, retries: 1 });
}

/**
 * Looks every hour whether the store has a base backup that is young enough. Nothing else sees that the nightly one is missing: the
 * store deletes the last after its time, and the log alone is worth nothing.
 */
function archiveCheck(facts: BackupFacts) {
  const login = { role: backupRoles.dump, host: `${facts.platform.dataLayer.postgres}-repl` };
  return cronJob(facts, { name: archiveCheckName, schedule: '20 * * * *', script: 'check-archive.sh', login, hours: 1, retries: 0 });
}

/** Whom the jobs may call: the databases, and the private endpoints of the object store. Nobody calls them. */
function flows(facts: BackupFacts) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(facts, backupName),
    spec: {
      podSelector: { matchLabels: selector(backupName) },
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ to: [pods(databasePods(facts))], ports: [tcp(postgresPorts.sql)] }, objectStore(facts.plan), dnsEgress()],
    },
  } satisfies INetworkPolicy;
}

/** The databases' end of it. */
function access(facts: BackupFacts) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(facts, `${backupName}-clients`),
    spec: {
      podSelector: { matchLabels: { ...databasePods(facts) } },
      policyTypes: ['Ingress'],
      ingress: [{ from: [pods(selector(backupName))], ports: [tcp(postgresPorts.sql)] }],
    },
  } satisfies INetworkPolicy;
}
