import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { cloudOf } from '../../clouds/clouds.ts';
import { archiveFolder, backupName, dumpFolder } from '../../model/environment/backup.ts';
import { priorities } from '../../model/priorities.ts';
import { clusterHost } from '../../model/service/backing-services.ts';
import { runAs } from '../../model/service/defaults.ts';
import { authorityFile, type Place } from '../../model/stores/places.ts';
import { external } from '../../model/stores/stores.ts';
import { hardened } from '../../resources/hardened.ts';
import { serviceLabels, versionLabels } from '../../resources/labels.ts';
import type { backupScripts } from '../../templates/backup-scripts.ts';
import { type BackupFacts, type DumpedServer, databasePlace, metadata } from './backup-facts.ts';
import { authority, authorityName, credentialsOf, registryName, storeKeyName } from './backup-secrets.ts';

/** ConfigMap of the scripts, without its hash. */
export const scriptsName = `${backupName}-scripts`;
const secretsPath = '/app/secrets';
const authorityPath = '/app/ca';
const storePath = '/app/store';
const scriptsPath = '/app/scripts';

/** A role of the database, and which of its servers it asks. */
interface Login {
  readonly role: string;
  readonly server: 'primary' | 'standby';
}

interface CronFacts {
  readonly name: string;
  readonly schedule: string;
  readonly script: keyof typeof backupScripts;
  readonly login: Login;
  /** Of which servers it sees to, each in a container of its own. */
  readonly servers: readonly DumpedServer[];
  /** Hours after which a run is given up. */
  readonly hours: number;
  readonly retries: number;
}

/** A CronJob of the backup: one script, on time, as one role. */
export function cronJob(facts: BackupFacts, { name, schedule, hours, retries, ...run }: CronFacts) {
  const labels = jobLabels(facts);
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { ...metadata(facts, name), labels },
    spec: {
      schedule,
      timeZone: facts.plan.timeZone,
      concurrencyPolicy: 'Forbid',
      // A control plane that was away for a while still starts the run of the night.
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 7,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: retries,
          activeDeadlineSeconds: hours * 3600,
          // Seven nights, which the history needs, and one to spare.
          ttlSecondsAfterFinished: 8 * 24 * 3600,
          template: { metadata: { labels: podLabels(facts) }, spec: podSpec(facts, run) },
        },
      },
    },
  } satisfies ICronJob;
}

/** Labels of the pods of a job: some clouds want to be told that a pod takes on a role. */
export function podLabels(facts: BackupFacts): Record<string, string> {
  return { ...jobLabels(facts), ...cloudOf(facts.platform).identity.podLabels };
}

/** Labels of a job. */
export function jobLabels({ plan }: BackupFacts): Record<string, string> {
  return { ...serviceLabels(backupName), ...versionLabels(plan.image.version) };
}

/** What one pod runs, and as whom it connects. */
interface Run extends Pick<CronFacts, 'script' | 'login' | 'servers'> {
  readonly args?: readonly string[];
  /** Name of the ConfigMap of the scripts; absent: the one that kustomize gives its hash. */
  readonly configMap?: string;
  /** Role that owns what is restored. */
  readonly owner?: string | undefined;
}

/** The pod of a job: it streams, and keeps nothing on its node. */
export function podSpec(facts: BackupFacts, run: Run): IPodSpec {
  const { configMap = scriptsName, login, servers } = run;
  const store = cloudOf(facts.platform).buckets.dumps(facts.plan);
  const named = servers.map((server, index) => ({ server, suffix: index === 0 ? '' : `-${server.key ?? index}` }));
  return {
    serviceAccountName: backupName,
    priorityClassName: priorities.batch.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'OnFailure',
    imagePullSecrets: [{ name: registryName }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: runAs,
      runAsGroup: runAs,
      fsGroup: runAs,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: named.map(({ server, suffix }) => container(facts, run, server, suffix)),
    volumes: [
      ...named.map(({ suffix }) => ({ name: `tmp${suffix}`, emptyDir: { sizeLimit: '256Mi' } })),
      { name: 'scripts', configMap: { name: configMap, defaultMode: 0o555 } },
      ...named.map(({ server: { cluster }, suffix }) => ({
        name: `secrets${suffix}`,
        secret: { secretName: credentialsOf(login.role, cluster), defaultMode: 0o400 },
      })),
      ...(authority(facts).length === 0 ? [] : [{ name: 'ca', secret: { secretName: authorityName, defaultMode: 0o444 } }]),
      ...(store.key === undefined ? [] : [{ name: 'store', secret: { secretName: storeKeyName, defaultMode: 0o400 } }]),
    ],
  };
}

/** What sees to one server. */
function container(facts: BackupFacts, { script, args, login, owner: role }: Run, server: DumpedServer, suffix: string): IContainer {
  const store = cloudOf(facts.platform).buckets.dumps(facts.plan);
  return {
    name: `${backupName}${suffix}`,
    image: facts.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['/bin/bash', `${scriptsPath}/${script}`],
    ...(args !== undefined && { args: [...args] }),
    env: [...variables(facts, login, server), ...(role === undefined ? [] : [{ name: 'RESTORE_OWNER', value: role }])],
    // Dumps are streamed: nothing but a password file and a few checksums lies on the node (D117).
    resources: {
      requests: { cpu: '250m', memory: '256Mi', 'ephemeral-storage': '128Mi' },
      limits: { cpu: '2000m', memory: '1Gi', 'ephemeral-storage': '512Mi' },
    },
    securityContext: hardened,
    volumeMounts: [
      { name: `tmp${suffix}`, mountPath: '/tmp' },
      { name: 'scripts', mountPath: scriptsPath, readOnly: true },
      { name: `secrets${suffix}`, mountPath: secretsPath, readOnly: true },
      ...(authority(facts).length === 0 ? [] : [{ name: 'ca', mountPath: authorityPath, readOnly: true }]),
      ...(store.key === undefined ? [] : [{ name: 'store', mountPath: storePath, readOnly: true }]),
    ],
  };
}

/** The name of a server of the database: a Service of the operator, or what somebody else calls it. */
function hostOf({ environment, platform }: BackupFacts, server: Login['server'], cluster = platform.dataLayer.postgres): string {
  const service = server === 'standby' ? `${cluster}-repl` : cluster;
  return external(environment, 'postgres')?.host ?? clusterHost(service, environment.namespaces.infra);
}

/** How the server is to prove who it is. */
function proof(place: Place): Readonly<Record<string, string>> {
  const file = place.tls === 'public' ? authorityFile('postgres', place) : `${authorityPath}/ca.crt`;
  return place.tls === 'none' || file === undefined ? { PGSSLMODE: 'disable' } : { PGSSLMODE: 'verify-full', PGSSLROOTCERT: file };
}

function variables(facts: BackupFacts, { server, role }: Login, { key, cluster, databases }: DumpedServer): readonly IEnvVar[] {
  const { plan, platform } = facts;
  const place = databasePlace(facts, { ...(key !== undefined && { key }) });
  const { address, dumps } = cloudOf(platform).buckets;
  const store = dumps(plan);
  const values = {
    // Roles are dumped by server, under a name that tells none.
    BACKUP_STORE: address(plan.bucket, key === undefined ? dumpFolder : `${dumpFolder}/${key}`),
    BACKUP_DATABASES: databases.join(' '),
    PGHOST: hostOf(facts, server, cluster),
    PGPORT: String(place.port),
    PGUSER: role,
    PGDATABASE: 'postgres',
    ...proof(place),
    DATABASE_PASSWORD_FILE: `${secretsPath}/password`,
    ...store.environment,
    ...(store.key !== undefined && {
      AWS_SHARED_CREDENTIALS_FILE: `${storePath}/credentials`,
      AWS_CONFIG_FILE: `${storePath}/config`,
    }),
    ...(store.byRclone && { AWS: `${scriptsPath}/rclone-store.sh` }),
    // The program that reaches the store wants to write there.
    HOME: '/tmp',
    TZ: plan.timeZone,
    ...(plan.mode === 'continuous' && {
      BACKUP_ARCHIVE: address(plan.bucket, `${archiveFolder}/${cluster ?? platform.dataLayer.postgres}`),
    }),
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
