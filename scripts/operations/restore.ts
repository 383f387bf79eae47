import type { Catalog } from '../../generators/model/catalog.ts';
import { backupName, restoresAnnotation } from '../../generators/model/environment/backup.ts';
import { instancesOf } from '../../generators/model/instance.ts';
import { withDomain } from '../../generators/model/platform/own-keys.ts';
import { clusterOf } from '../../generators/model/stores/postgres-clusters.ts';
import { external } from '../../generators/model/stores/stores.ts';
import { scriptsName } from '../../generators/platform/backup/backup-pods.ts';
import { restoreJob } from '../../generators/platform/backup/restore-job.ts';
import { at, fieldsAt, texts } from '../../policies/kubernetes/fields.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { UserError } from '../terminal/errors.ts';

/** What somebody asks to have restored. */
export interface RestoreWish {
  readonly environment: string;
  readonly service: string;
  readonly source:
    | { readonly kind: 'dump'; readonly backup: string }
    /** `uid` is that of the `postgresql` object in the cluster: its archive is filed under it. */
    | { readonly kind: 'moment'; readonly time: string; readonly uid: string };
}

const day = 24 * 3600 * 1000;
const dumpName = /^(.+)_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})\.dump$/;
/** With a zone: nobody shall have to guess whose clock is meant. */
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const longestIdentifier = 63;

/**
 * The objects that restore what is asked for, to be reviewed and applied by a person. They refer to what the environment
 * deploys.
 * @param rendered what the overlays of the environment build
 * @param now the time of day
 * @throws UserError for an unknown environment or service, a malformed name or time, and a moment that no archive reaches
 */
export function restoreObjects(wish: RestoreWish, catalog: Catalog, rendered: readonly Manifest[], now: Date): readonly Fields[] {
  const { labelDomain } = catalog.platform.value;
  const environments = catalog.environments.map(({ value }) => value);
  const environment = environments.find(({ name }) => name === wish.environment);
  if (environment === undefined) {
    throw refusal('--env', `There is no environment "${wish.environment}".`, `There are ${list(environments)}.`);
  }
  const instances = instancesOf(catalog).filter((instance) => instance.environment === environment);
  const instance = instances.find(({ service }) => service.name === wish.service);
  if (instance === undefined) {
    const how = `There are ${list(instances.map(({ service }) => service))}.`;
    throw refusal('--service', `There is no service "${wish.service}" in "${environment.name}".`, how);
  }
  const { database } = instance.service;
  if (database === undefined) throw refusal('--service', `The service "${wish.service}" has no database.`, 'Name a service that has one.');
  if (environment.backup.mode === 'none') {
    throw refusal('--env', `Nothing of "${environment.name}" is backed up.`, 'Name an environment that has backups (docs/backup.md).');
  }
  if (wish.source.kind === 'moment') {
    if (environment.backup.mode !== 'continuous') {
      const elsewhere = external(environment, 'postgres') !== undefined;
      const how = elsewhere
        ? 'Ask whoever runs it for a copy as of that moment (docs/stores.md), or restore a dump with --backup.'
        : 'Restore a dump with --backup.';
      const what = elsewhere
        ? `The database of "${environment.name}" is run by somebody else, who keeps its archive.`
        : `"${environment.name}" keeps no archive that reaches back to a moment.`;
      throw refusal('--at', what, how);
    }
    const { name: cluster = catalog.platform.value.dataLayer.postgres } =
      clusterOf(instance.service, environment, catalog.platform.value) ?? {};
    const time = momentOf(wish.source.time, environment.backup.retentionDays, now);
    return withDomain(cloneAt(time, wish.source.uid, cluster, rendered), labelDomain);
  }
  const { backup } = wish.source;
  const stamp = stampOf(backup, database.name);
  const target = `${database.name}_restore_${stamp}`;
  if (target.length > longestIdentifier) {
    throw refusal('--service', `"${target}" is too long for a database.`, 'Restore by hand, as docs/backup.md says.');
  }
  const scripts = rendered.find(({ kind, name }) => kind === 'ConfigMap' && name.startsWith(`${scriptsName}-`));
  const job =
    scripts &&
    restoreJob({
      environment,
      platform: catalog.platform.value,
      instance,
      name: `postgres-restore-${database.name}-${stamp}`.replaceAll('_', '-'),
      backup,
      target,
      expires: new Date(now.getTime() + 2 * day).toISOString(),
      scripts: scripts.name,
    });
  if (job === undefined) throw refusal('overlays', 'The environment does not deploy the scripts of the backup.', 'Run "npm run generate".');
  return withDomain([{ ...job }], labelDomain);
}

/** The time stamp of a dump: `20261123_020000`. */
function stampOf(backup: string, database: string): string {
  const how = `Write it as ${database}_20261123_020000.dump; "aws s3 ls" lists them.`;
  const [, owner, ...parts] = dumpName.exec(backup) ?? [];
  if (owner === undefined) throw refusal('--backup', `"${backup}" is no name of a dump.`, how);
  if (owner !== database) throw refusal('--backup', `"${backup}" is no dump of "${database}".`, how);
  const [year = '', month = '', date = '', hour = '', minute = '', second = ''] = parts;
  const text = `${year}-${month}-${date}T${hour}:${minute}:${second}.000Z`;
  const parsed = new Date(text);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString() !== text) throw refusal('--backup', `"${backup}" names no day or time.`, how);
  return `${year}${month}${date}_${hour}${minute}${second}`;
}

function momentOf(text: string, retentionDays: number, now: Date): Date {
  const how = 'Write it with its zone, such as 2026-11-23T01:30:00+08:00.';
  const time = new Date(text);
  if (!moment.test(text) || Number.isNaN(time.getTime())) throw refusal('--at', `"${text}" is no moment.`, how);
  if (time > now) throw refusal('--at', `"${text}" lies in the future.`, how);
  if (now.getTime() - time.getTime() > retentionDays * day) {
    throw refusal('--at', `"${text}" lies more than ${retentionDays} days back, and the archive does not.`, 'Name a later moment.');
  }
  return time;
}

/** A second, small cluster as the first was at a moment, with the flows and the monitor that the first has. */
function cloneAt(time: Date, uid: string, cluster: string, rendered: readonly Manifest[]): readonly Fields[] {
  if (!uuid.test(uid)) {
    const how = `Write what "kubectl -n erp-infra get postgresql ${cluster} -o jsonpath={.metadata.uid}" prints.`;
    throw refusal('--uid', `"${uid}" is no UID.`, how);
  }
  const original = rendered.find(({ kind, name }) => kind === 'postgresql' && name === cluster);
  if (original === undefined) throw refusal('overlays', `The environment deploys no postgresql "${cluster}".`, 'Run "npm run generate".');
  const stamp = time.toISOString().replace(/\.\d+Z$/, '+00:00');
  const clone = `${cluster}-at-${time.toISOString().replace(/\D/g, '').slice(0, 14)}`;
  const { connectionPooler: _, enableConnectionPooler: __, ...spec } = fieldsAt(original.fields, 'spec');
  const renamed = (value: unknown) => withCluster(value, cluster, clone);
  // Nobody loses a database without being asked, not even a copy.
  const kept = pick(original.annotations, 'argocd.argoproj.io/sync-options');
  return [
    {
      apiVersion: original.apiVersion,
      kind: original.kind,
      metadata: { name: clone, namespace: original.namespace, annotations: { ...kept, [restoresAnnotation]: stamp } },
      spec: {
        ...(renamed(spec) as Fields),
        numberOfInstances: 1,
        // A single instance has no standby to wait for.
        patroni: { ...fieldsAt(spec, 'patroni'), synchronous_mode: false },
        clone: { cluster, uid, timestamp: stamp },
      },
    },
    ...rendered
      .filter(({ kind, namespace }) => ['NetworkPolicy', 'PodMonitor'].includes(kind) && namespace === original.namespace)
      .filter(({ fields }) => JSON.stringify(fields).includes(`"cluster-name":"${cluster}"`))
      // Nobody makes backups of the copy.
      .filter(({ name }) => name !== backupName && !name.startsWith(`${backupName}-clients`))
      .map(({ apiVersion, kind, name, namespace, labels, fields }) => ({
        apiVersion,
        kind,
        metadata: {
          name: `${clone}-${name}`,
          namespace,
          ...(Object.keys(labels).length > 0 && { labels: texts(labels) }),
          annotations: { [restoresAnnotation]: stamp },
        },
        spec: renamed(at(fields, 'spec')),
      })),
  ];
}

function pick(annotations: Readonly<Record<string, string>>, key: string): Readonly<Record<string, string>> {
  const value = annotations[key];
  return value === undefined ? {} : { [key]: value };
}

/** The same, for the pods of another cluster. */
function withCluster(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withCluster(item, from, to));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, key === 'cluster-name' && field === from ? to : withCluster(field, from, to)]),
  );
}

function refusal(where: string, what: string, how: string): UserError {
  return new UserError({ what, where, how });
}

function list(named: readonly { readonly name: string }[]): string {
  return named.map(({ name }) => name).join(', ');
}
