import type { Form } from '../../clouds/cloud.ts';
import { cloudOf } from '../../clouds/clouds.ts';
import type { Catalog } from '../catalog.ts';
import type { Entry } from '../entry.ts';
import type { EnvironmentDefinition } from '../environment/environment.ts';
import { at, type CatalogProblem, keyAt, problem, unless } from './problem.ts';

/** What is written as another cloud than that of the platform file writes it. */
export function cloudProblems({ platform, environments, services }: Catalog): CatalogProblem[] {
  const cloud = cloudOf(platform.value);
  const { identity, title } = cloud;
  return [
    ...environments.flatMap((entry) => [
      ...written(entry, platform.value).flatMap(({ path, text, form }) => wrong(entry, path, text, form, title)),
      ...region(entry, platform.value),
      ...placed(entry, platform.value),
    ]),
    ...services.flatMap((entry) =>
      Object.entries(entry.value.identity?.cloudRole ?? {}).flatMap(([environment, role]) =>
        identity.role === undefined
          ? [
              problem(
                keyAt(entry, 'identity', 'cloudRole', environment),
                `The service has a role of a cloud for "${environment}", but on ${title} nobody gives roles to pods.`,
                'Remove it, and give the service a key as a secret of its own.',
              ),
            ]
          : wrong(entry, ['identity', 'cloudRole', environment], role, identity.role, title),
      ),
    ),
  ];
}

interface Written {
  readonly path: readonly (string | number)[];
  readonly text: string;
  readonly form: Form;
}

/** All that an environment says of its cloud. */
function written(
  { value: { backup, issuer, observability, place } }: Entry<EnvironmentDefinition>,
  platform: Parameters<typeof cloudOf>[0],
): readonly Written[] {
  const { buckets, dns } = cloudOf(platform);
  const logs = ['observability', 'logs'];
  return [
    { path: ['issuer', 'dns', 'hostedZone'], text: issuer.dns.hostedZone, form: dns.zone },
    { path: ['issuer', 'dns', 'role'], text: issuer.dns.role, form: dns.role },
    { path: [...logs, 'bucket'], text: observability.logs.bucket, form: buckets.bucket },
    { path: [...logs, 'role'], text: observability.logs.role, form: buckets.role },
    ...(backup.mode === 'none'
      ? []
      : [
          { path: ['backup', 'bucket'], text: backup.bucket, form: buckets.bucket },
          { path: ['backup', 'role'], text: backup.role, form: buckets.role },
        ]),
    ...(place?.replicationRole === undefined
      ? []
      : [{ path: ['clusters', 0, 'replicationRole'], text: place.replicationRole, form: buckets.role }]),
    ...(backup.mode === 'continuous' ? [{ path: ['backup', 'archiveRole'], text: backup.archiveRole, form: buckets.archiveRole }] : []),
  ];
}

function wrong(entry: Entry<unknown>, path: readonly (string | number)[], text: string, form: Form, title: string): CatalogProblem[] {
  return unless(
    form.pattern.test(text),
    at(entry, ...path),
    `"${text}" is no ${form.title}, as ${title} wants one.`,
    `Write it as ${form.example}.`,
  );
}

/** What the cloud must know for one place to follow another. */
function placed(entry: Entry<EnvironmentDefinition>, platform: Parameters<typeof cloudOf>[0]): CatalogProblem[] {
  const { buckets, identity, title } = cloudOf(platform);
  const { place } = entry.value;
  if (place?.follows !== undefined && buckets.followedBy === undefined) {
    return [
      problem(
        at(entry, 'clusters', 0, 'role'),
        `The place "${place.name}" is a standby, and on ${title} the operator of PostgreSQL knows no archive that one could follow.`,
        'Declare the place as an environment of its own, and restore into it (docs/runbooks/region-lost.md).',
      ),
    ];
  }
  const asksForRole = identity.role !== undefined && buckets.followedBy === 's3_wal_path';
  return unless(
    !asksForRole || place?.copies === undefined || place.replicationRole !== undefined,
    at(entry, 'clusters', 0),
    `The place "${place?.name ?? ''}" serves, and nobody says as whom ${title} copies its bucket to those of its standbys.`,
    "Write replicationRole: 'arn:aws:iam::<account>:role/<name>' into its entry.",
  );
}

/** Where a zone is asked in a region, and nowhere else. */
function region(entry: Entry<EnvironmentDefinition>, platform: Parameters<typeof cloudOf>[0]): CatalogProblem[] {
  const { dns, title } = cloudOf(platform);
  const { region: found } = entry.value.issuer.dns;
  if (dns.hasRegion && found === undefined) {
    return [problem(at(entry, 'issuer', 'dns'), `issuer.dns has no region, and ${title} is asked in one.`, 'Name it, such as us-east-1.')];
  }
  if (dns.hasRegion || found === undefined) return [];
  return [problem(keyAt(entry, 'issuer', 'dns', 'region'), `issuer.dns has a region, and on ${title} nobody reads it.`, 'Remove it.')];
}
