import type { IJob } from 'kubernetes-models/batch/v1/Job';
import { backupRoles, restoresAnnotation } from '../../model/environment/backup.ts';
import type { EnvironmentDefinition } from '../../model/environment/environment.ts';
import type { Instance } from '../../model/instance.ts';
import { ownKey } from '../../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../../model/platform/platform.ts';
import { clusterOf } from '../../model/stores/postgres-clusters.ts';
import { factsOf, metadata } from './backup-facts.ts';
import { jobLabels, podLabels, podSpec } from './backup-pods.ts';

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
  const login = { role: backupRoles.restore, server: 'primary' } as const;
  const cluster = clusterOf(instance.service, environment, platform)?.name;
  const spec = podSpec(facts, {
    script: 'restore.sh',
    args: [backup, target],
    login,
    servers: facts.servers.filter((server) => server.cluster === cluster),
    configMap,
    owner: instance.service.database?.user,
  });
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata(facts, name), labels, annotations: { [restoresAnnotation]: backup, [ownKey('expires')]: expires } },
    spec: {
      // Whoever restores wants to know why it failed before it is tried again.
      backoffLimit: 0,
      activeDeadlineSeconds: 6 * 3600,
      ttlSecondsAfterFinished: 24 * 3600,
      template: {
        metadata: { labels: podLabels(facts) },
        spec: { ...spec, restartPolicy: 'Never' },
      },
    },
  } satisfies IJob;
}
