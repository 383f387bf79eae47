import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { ISecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { clusterHost } from '../model/backing-services.ts';
import { backupName, backupRoles, type DumpPlan, drillName, dumpFolder, podEnvironmentName } from '../model/backup.ts';
import { owner, postgresNames, postgresPorts } from '../model/data-layer.ts';
import { runAs } from '../model/defaults.ts';
import type { EnvironmentDefinition } from '../model/environment.ts';
import type { Instance } from '../model/instance.ts';
import { fixedNameAnnotation } from '../model/names.ts';
import type { KubernetesObject, PinnedImage } from '../model/object.ts';
import type { PlatformDefinition } from '../model/platform.ts';
import { serviceStoreName, vaultPath } from '../model/secret.ts';
import { selector, serviceLabels, versionLabels } from '../resources/labels.ts';
import { dnsEgress, pods, tcp } from '../resources/network-policy.ts';
import { vaultProvider } from '../resources/vault-provider.ts';
import { backupScripts } from '../templates/backup-scripts.ts';

/** ConfigMap of the scripts, without its hash. */
export const scriptsName = `${backupName}-scripts`;
const registryName = `${backupName}-registry`;
const authorityName = `${backupName}-ca`;
const secretsPath = '/app/secrets';
const authorityPath = '/app/ca';

/** What is dumped in an environment, and how. */
interface BackupFacts {
  readonly environment: EnvironmentDefinition;
  readonly plan: DumpPlan;
  readonly platform: PlatformDefinition;
  readonly image: string;
  readonly databases: readonly string[];
}

/** A role of the database, and the Service of the operator by which it connects. */
interface Login {
  readonly role: string;
  readonly host: string;
}

/** The dumps of an environment and, where it keeps one, the archive of the write-ahead log (manual 6.1, D1, D109-D119). */
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
    ...Object.values(backupRoles).map((role) => credentials(facts, role)),
    authority(facts),
    registry(facts),
    scripts(facts),
    dumps(facts),
    ...(plan.drillSchedule === undefined ? [] : [drill(facts, plan.drillSchedule)]),
    flows(facts),
    access(facts),
    ...(environment.backup.mode === 'continuous' ? [archiveFlow(facts), podEnvironment(facts)] : []),
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
    metadata: { ...metadata(facts, name), labels, annotations: { 'erp.example.com/restores': backup, 'erp.example.com/expires': expires } },
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

function factsOf(
  environment: EnvironmentDefinition,
  platform: PlatformDefinition,
  instances: readonly Instance[],
): BackupFacts | undefined {
  const plan = environment.backup;
  if (plan.mode === 'none') return undefined;
  const databases = [owner.database, ...instances.flatMap(({ service }) => service.database?.name ?? [])].sort();
  const { name, tag, digest } = backupImage(plan, platform);
  return { environment, platform, plan, databases, image: `${name}:${tag}@${digest}` };
}

/** The image of the jobs, which the overlay pins. */
export function backupImage({ image }: DumpPlan, { imageRepository }: PlatformDefinition): PinnedImage {
  return { name: `${imageRepository}/${backupName}`, tag: image.version, digest: image.digest };
}

function metadata({ environment }: BackupFacts, name: string) {
  return { name, namespace: environment.namespaces.infra, labels: serviceLabels(backupName) };
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

/** Reads what the jobs need of Vault, and nothing else. */
function secretStore(facts: BackupFacts) {
  const { environment, platform } = facts;
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: metadata(facts, serviceStoreName(backupName)),
    spec: {
      provider: vaultProvider(platform, { environment: environment.name, owner: backupName, account: { name: backupName } }),
    },
  } satisfies ISecretStore;
}

/** The password of a role, in the Secret that the operator takes it from. */
function credentials(facts: BackupFacts, role: string) {
  return externalSecret(facts, credentialsName(facts, role), 'Opaque', {
    username: { template: role },
    password: { template: '{{ .password }}', path: role.replaceAll('_', '-'), property: 'password', secretKey: 'password' },
  });
}

function credentialsName({ platform }: BackupFacts, role: string): string {
  return postgresNames(platform.dataLayer.postgres).credentials(role);
}

/** Who signed the certificate of the server. */
function authority(facts: BackupFacts) {
  return externalSecret(facts, authorityName, 'Opaque', {
    'ca.crt': { template: '{{ .value }}', path: 'data-ca', property: 'value', secretKey: 'value' },
  });
}

function registry(facts: BackupFacts) {
  return externalSecret(facts, registryName, 'kubernetes.io/dockerconfigjson', {
    '.dockerconfigjson': { template: '{{ .value }}', path: 'registry', property: 'value', secretKey: 'value' },
  });
}

/** A key of a Secret: fixed, or taken from a property of a path below the environment's folder in Vault. */
type SecretValue =
  | { readonly template: string }
  | { readonly template: string; readonly path: string; readonly property: string; readonly secretKey: string };

function externalSecret(facts: BackupFacts, name: string, type: string, values: Readonly<Record<string, SecretValue>>) {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: metadata(facts, name),
    spec: {
      refreshPolicy: 'Periodic',
      refreshInterval: '1h',
      secretStoreRef: { kind: 'SecretStore', name: serviceStoreName(backupName) },
      target: {
        name,
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        template: {
          engineVersion: 'v2',
          type,
          data: Object.fromEntries(Object.entries(values).map(([key, { template }]) => [key, template])),
        },
      },
      data: Object.values(values).flatMap((value) =>
        'path' in value
          ? [{ secretKey: value.secretKey, remoteRef: { key: vaultPath(facts.environment.name, value.path), property: value.property } }]
          : [],
      ),
    },
  } satisfies IExternalSecret;
}

function scripts(facts: BackupFacts) {
  const { 'drill.sh': drillScript, ...always } = backupScripts;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(facts, scriptsName),
    data: { ...always, ...(facts.plan.drillSchedule !== undefined && { 'drill.sh': drillScript }) },
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

interface CronFacts {
  readonly name: string;
  readonly schedule: string;
  readonly script: keyof typeof backupScripts;
  readonly login: Login;
  /** Hours after which a run is given up. */
  readonly hours: number;
  readonly retries: number;
}

function cronJob(facts: BackupFacts, { name, schedule, hours, retries, ...run }: CronFacts) {
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
          template: { metadata: { labels }, spec: podSpec(facts, run) },
        },
      },
    },
  } satisfies ICronJob;
}

function jobLabels({ plan }: BackupFacts): Record<string, string> {
  return { ...serviceLabels(backupName), ...versionLabels(plan.image.version) };
}

/** What one pod runs, and as whom it connects. */
interface Run extends Pick<CronFacts, 'script' | 'login'> {
  readonly args?: readonly string[];
  /** Name of the ConfigMap of the scripts; absent: the one that kustomize gives its hash. */
  readonly configMap?: string;
  /** Role that owns what is restored. */
  readonly owner?: string | undefined;
}

function podSpec(facts: BackupFacts, { script, args, configMap = scriptsName, login, owner: role }: Run): IPodSpec {
  return {
    serviceAccountName: backupName,
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
    containers: [
      {
        name: backupName,
        image: facts.image,
        imagePullPolicy: 'IfNotPresent',
        command: ['/bin/bash', `/app/scripts/${script}`],
        ...(args !== undefined && { args: [...args] }),
        env: [...variables(facts, login), ...(role === undefined ? [] : [{ name: 'RESTORE_OWNER', value: role }])],
        // Dumps are streamed: nothing but a password file and a few checksums lies on the node (D117).
        resources: {
          requests: { cpu: '250m', memory: '256Mi', 'ephemeral-storage': '128Mi' },
          limits: { cpu: '2000m', memory: '1Gi', 'ephemeral-storage': '512Mi' },
        },
        securityContext: {
          runAsNonRoot: true,
          runAsUser: runAs,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [
          { name: 'tmp', mountPath: '/tmp' },
          { name: 'scripts', mountPath: '/app/scripts', readOnly: true },
          { name: 'secrets', mountPath: secretsPath, readOnly: true },
          { name: 'ca', mountPath: authorityPath, readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      { name: 'scripts', configMap: { name: configMap, defaultMode: 0o555 } },
      { name: 'secrets', secret: { secretName: credentialsName(facts, login.role), defaultMode: 0o400 } },
      { name: 'ca', secret: { secretName: authorityName, defaultMode: 0o444 } },
    ],
  };
}

function variables({ environment, plan, databases }: BackupFacts, { host, role }: Login): readonly IEnvVar[] {
  const values = {
    BACKUP_STORE: `s3://${plan.bucket}/${dumpFolder}`,
    BACKUP_DATABASES: databases.join(' '),
    PGHOST: clusterHost(host, environment.namespaces.infra),
    PGPORT: String(postgresPorts.sql),
    PGUSER: role,
    PGDATABASE: 'postgres',
    PGSSLMODE: 'verify-full',
    PGSSLROOTCERT: `${authorityPath}/ca.crt`,
    DATABASE_PASSWORD_FILE: `${secretsPath}/password`,
    AWS_REGION: plan.region,
    // The AWS CLI wants to write there.
    HOME: '/tmp',
    TZ: plan.timeZone,
  };
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** The database pods themselves: a dump would hold a connection of the pooler for hours. */
function databasePods({ platform }: BackupFacts): Readonly<Record<string, string>> {
  return postgresNames(platform.dataLayer.postgres).podLabels;
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
      egress: [{ to: [pods(databasePods(facts))], ports: [tcp(postgresPorts.sql)] }, objectStore(facts), dnsEgress()],
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

/** The way of the database pods to the object store. */
function archiveFlow(facts: BackupFacts) {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(facts, `${backupName}-archive`),
    spec: { podSelector: { matchLabels: { ...databasePods(facts) } }, policyTypes: ['Egress'], egress: [objectStore(facts)] },
  } satisfies INetworkPolicy;
}

function objectStore({ plan }: BackupFacts): INetworkPolicyEgressRule {
  return { to: plan.endpoints.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(443)] };
}

/** What makes the database pods ship the write-ahead log and a base backup a night to the object store (D1). */
function podEnvironment(facts: BackupFacts) {
  const { plan } = facts;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata(facts, podEnvironmentName), annotations: { [fixedNameAnnotation]: 'postgres-operator' } },
    data: {
      AWS_REGION: plan.region,
      USE_WALG_BACKUP: 'true',
      USE_WALG_RESTORE: 'true',
      CLONE_USE_WALG_RESTORE: 'true',
      // In UTC, as the cron of the pods: two hours before the dump.
      BACKUP_SCHEDULE: '0 16 * * *',
      // One a night.
      BACKUP_NUM_TO_RETAIN: String(plan.retentionDays),
    },
  } satisfies IConfigMap;
}
