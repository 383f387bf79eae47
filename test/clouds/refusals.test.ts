import { expect, it } from 'vitest';
import type { CloudDefinition } from '../../generators/clouds/definition.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { catalogOn, companies } from './fixtures.ts';

type Name = CloudDefinition['name'];

/** The catalog of one cloud under the platform file of another. */
function moved(from: Name, to: Name): Catalog {
  const catalog = catalogOn(from);
  return { ...catalog, platform: { ...catalog.platform, value: { ...catalog.platform.value, cloud: companies[to].cloud } } };
}

const told = (catalog: Catalog, file: RegExp) =>
  problemsIn(catalog)
    .filter((problem) => file.test(problem.file))
    .map(({ path = [], message, fix }) => `${path.join('.')}: ${message} ${fix}`);

it('all that is written as another cloud writes it is told at once, with the place and how it is written here', () => {
  const role = 'service account of Google Cloud, as Google Cloud wants one. Write it as <name>@<project>.iam.gserviceaccount.com.';
  const arn = (name: string) => `"arn:aws:iam::123456789012:role/${name}"`;
  expect(told(moved('aws', 'google'), /production\.ts$|orders/).sort()).toEqual([
    `backup.archiveRole: ${arn('shop-archive')} is no ${role}`,
    `backup.role: ${arn('shop-backup')} is no ${role}`,
    `identity.cloudRole.production: ${arn('shop-orders')} is no ${role}`,
    'issuer.dns.hostedZone: "Z0123456789" is no name of a managed zone of Cloud DNS, as Google Cloud wants one. Write it as erp-example-com.',
    'issuer.dns.region: issuer.dns has a region, and on Google Cloud nobody reads it. Remove it.',
    `issuer.dns.role: ${arn('shop-dns')} is no ${role}`,
    `observability.logs.role: ${arn('erp-loki')} is no ${role}`,
  ]);
});

it.each<[Name, Name, string]>([
  ['google', 'aws', 'issuer.dns: issuer.dns has no region, and AWS is asked in one. Name it, such as us-east-1.'],
  [
    'google',
    'azure',
    'backup.bucket: "shop-erp-backups" is no container of a storage account, as Azure wants one. Write it as acmebackups/erp-backups.',
  ],
  ['azure', 'aws', 'observability.logs.bucket: "shoperp/loki" is no name of a bucket, as AWS wants one. Write it as erp-backups.'],
  [
    'aws',
    'bare-metal',
    'observability.logs.role: "arn:aws:iam::123456789012:role/erp-loki" is no name of a key in Vault, as bare metal wants one. Write it as erp-loki.',
  ],
  [
    'bare-metal',
    'google',
    'issuer.dns.hostedZone: "example.com" is no name of a managed zone of Cloud DNS, as Google Cloud wants one. Write it as erp-example-com.',
  ],
])('what is written for %s is refused on %s', (from, to, expected) => {
  expect(told(moved(from, to), /production\.ts$/)).toContain(expected);
});

it('where no cloud knows pods, a service has no role', () => {
  expect(told(moved('aws', 'bare-metal'), /orders/)).toEqual([
    'identity.cloudRole.production: The service has a role of a cloud for "production", but on bare metal nobody gives roles to pods. ' +
      'Remove it, and give the service a key as a secret of its own.',
  ]);
});

it.each<[string, unknown, readonly string[]]>([
  ['a cloud that nobody knows', { name: 'ibm' }, ['cloud.name: "cloud.name" must be one of aws, google, azure, bare-metal, got "ibm".']],
  ['a field of another cloud', { name: 'aws', project: 'shop-erp' }, ['cloud.project: "cloud" has a field "project" that nothing reads.']],
  [
    'a project that is none',
    { name: 'google', project: 'Shop' },
    [expect.stringContaining('"cloud.project" must match pattern') as string],
  ],
  [
    'a store without TLS',
    { ...companies['bare-metal'].cloud, objectStore: 'http://minio:9000' },
    [expect.stringContaining('"cloud.objectStore" must match pattern') as string],
  ],
])('the platform file is told of %s', (_, cloud, expected) => {
  const catalog = catalogOn('aws');
  const value = { ...catalog.platform.value, cloud } as Catalog['platform']['value'];
  const found = problemsIn({ ...catalog, platform: { ...catalog.platform, value } });
  expect(found.map(({ path = [], message }) => `${path.join('.')}: ${message}`)).toEqual(expected);
});
