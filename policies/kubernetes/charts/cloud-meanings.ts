import { textAt } from '../fields.ts';
import { declared, is, on } from './meanings.ts';
import type { Meaning, Shape } from './shape.ts';

/** A value by the cloud of the platform file; where that is none of these, nobody sets it. */
export function onCloud(meanings: Readonly<Record<string, Meaning>>): Meaning {
  return (value, context) => {
    const { name } = context.facts.cloud;
    const own = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
    return own === undefined ? `nothing on the cloud "${name}"` : own(value, context);
  };
}

/** What the platform file says of its cloud at a path. */
export function ofCloud(...path: readonly string[]): Meaning {
  return (value, context) => is(textAt(context.facts.cloud.written, ...path) ?? '')(value, context);
}

/** What the environment says at a path before or after the slash: the account and the container of Azure. */
function partOf(index: 0 | 1, ...path: readonly string[]): Meaning {
  return (value, context) => is((textAt(context.environment.written, ...path) ?? '').split('/')[index] ?? '')(value, context);
}

/** The class of disks that is made for the cloud. */
export const disks = onCloud({
  aws: is('gp3'),
  google: is('pd-balanced'),
  azure: is('premium-lrs'),
  'bare-metal': ofCloud('disks', 'name'),
});

/** Annotations of an account by which its pods take on a role that the environment says at a path. */
export function roleAt(...path: readonly string[]): Shape {
  const role = declared(...path);
  return {
    'eks.amazonaws.com/role-arn': onCloud({ aws: role }),
    'iam.gke.io/gcp-service-account': onCloud({ google: role }),
    'azure.workload.identity/client-id': onCloud({ azure: role }),
  };
}

/** Labels of pods that take on a role. */
export const identityLabels: Shape = { 'azure.workload.identity/use': onCloud({ azure: is('true') }) };

/** Exactly this, as JSON says it. */
export function same(expected: unknown): Meaning {
  return (value) => (JSON.stringify(value) === JSON.stringify(expected) ? undefined : JSON.stringify(expected));
}

/** The kind of object store, as Loki calls it. */
export const storeKind = onCloud({ aws: is('s3'), google: is('gcs'), azure: is('azure'), 'bare-metal': is('s3') });

const logs = ['observability', 'logs'];
const bucket = declared(...logs, 'bucket');
const container = onCloud({ aws: bucket, google: bucket, azure: partOf(1, ...logs, 'bucket'), 'bare-metal': bucket });
const region = declared(...logs, 'region');

/** Where Loki (chart 18.11.0) keeps its chunks. */
export const logStorage: Shape = {
  type: storeKind,
  bucketNames: { chunks: container, ruler: container },
  s3: {
    region: onCloud({ aws: region, 'bare-metal': region }),
    endpoint: onCloud({ 'bare-metal': ofCloud('objectStore') }),
    s3ForcePathStyle: onCloud({ 'bare-metal': on }),
  },
  azure: { accountName: onCloud({ azure: partOf(0, ...logs, 'bucket') }), useFederatedToken: onCloud({ azure: on }) },
};

const key = 'loki-store-key';

/** The key of Loki's bucket, in files that its SDK looks for. */
export const logKey: Shape = {
  extraEnv: onCloud({
    'bare-metal': same([
      { name: 'AWS_SHARED_CREDENTIALS_FILE', value: '/etc/store-key/credentials' },
      { name: 'AWS_CONFIG_FILE', value: '/etc/store-key/config' },
    ]),
  }),
  extraVolumes: onCloud({ 'bare-metal': same([{ name: key, secret: { secretName: key } }]) }),
  extraVolumeMounts: onCloud({ 'bare-metal': same([{ name: key, mountPath: '/etc/store-key', readOnly: true }]) }),
};

const archive = declared('backup', 'bucket');
const place = declared('backup', 'region');

/** Where PostgreSQL's log is archived, and as whom (postgres-operator 2.0.1). */
export const archiveStorage: Shape = {
  aws_region: onCloud({ aws: place, 'bare-metal': place }),
  wal_s3_bucket: onCloud({ aws: archive, 'bare-metal': archive }),
  irsa_role_arn: onCloud({ aws: declared('backup', 'archiveRole') }),
  wal_gs_bucket: onCloud({ google: archive }),
  wal_az_storage_account: onCloud({ azure: partOf(0, 'backup', 'bucket') }),
};

/** Keys of the archive, and the account of the pods where the operator puts no role on it itself. */
export const archiveAccess: Shape = {
  pod_environment_secret: onCloud({ azure: is('postgres-archive-key'), 'bare-metal': is('postgres-archive-key') }),
  pod_service_account_definition: onCloud({
    google: (value, context) => {
      const role = textAt(context.environment.written, 'backup', 'archiveRole') ?? '';
      const metadata = { name: 'postgres-pod', annotations: { 'iam.gke.io/gcp-service-account': role } };
      return is(JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }))(value, context);
    },
  }),
};

const aws = 'service.beta.kubernetes.io/aws-load-balancer';

/** Annotations of a Service that the company's own network alone reaches, and that hands on the address of the client. */
export const internalBalancer: Shape = {
  [`${aws}-type`]: onCloud({ aws: is('external') }),
  [`${aws}-nlb-target-type`]: onCloud({ aws: is('ip') }),
  [`${aws}-scheme`]: onCloud({ aws: is('internal') }),
  [`${aws}-target-group-attributes`]: onCloud({ aws: is('preserve_client_ip.enabled=true') }),
  'networking.gke.io/load-balancer-type': onCloud({ google: is('Internal') }),
  'service.beta.kubernetes.io/azure-load-balancer-internal': onCloud({ azure: is('true') }),
  'metallb.io/address-pool': onCloud({ 'bare-metal': ofCloud('pools', 'internal') }),
};
