import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import type { CloudDefinition } from '../../generators/clouds/definition.ts';
import { looksOn, outsideOf } from '../../scripts/operations/doctor/clouds/clouds.ts';
import { clusterText, diagnoseOutside } from '../../scripts/operations/doctor/cluster-doctor.ts';
import type { Expected } from '../../scripts/operations/doctor/cluster-look.ts';
import { catalogOn } from '../clouds/fixtures.ts';
import { present } from '../support/mutations/mutation.ts';

type Name = CloudDefinition['name'];

/** Production of a company on a cloud. */
function expectedOn(cloud: Name): Expected {
  const { environments, platform } = catalogOn(cloud);
  return { environment: present(environments.find(({ value }) => value.name === 'production')).value, platform: platform.value };
}

const nodes = (label: string) => ({
  '/api/v1/nodes': load(
    `items: [{ metadata: { name: a, labels: { ${label} } }, status: { conditions: [{ type: Ready, status: "True" }] } }]`,
  ),
});
const issuer = { '/.well-known/openid-configuration': { issuer: 'https://westeurope.oic.example.com/1' } };
const webhook = (name: string) => ({
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations': { items: [{ webhooks: [{ name }] }] },
});
const pools = (...names: readonly string[]) => ({
  '/apis/metallb.io/v1beta1/ipaddresspools': { items: names.map((name) => ({ metadata: { name } })) },
});

describe('what only one cloud brings', () => {
  it.each<[Name, string, Readonly<Record<string, unknown>>, string, string]>([
    ['google', 'well', nodes('iam.gke.io/gke-metadata-server-enabled: "true"'), 'roles', 'Workload Identity on all nodes'],
    [
      'google',
      'a node without Workload Identity',
      nodes(''),
      'roles',
      'BAD 1 nodes have no server of Workload Identity, such as a: pods there are the machine, or nobody.',
    ],
    [
      'google',
      'whatever there is',
      {},
      'balancers',
      'NOT LOOKED AT Google makes load balancers itself, and its controller is in no API server.',
    ],
    ['azure', 'well', { ...issuer, ...webhook('mutation.azure-workload-identity.io') }, 'roles', 'https://westeurope.oic.example.com/1'],
    [
      'azure',
      'no webhook',
      { ...issuer, ...webhook('other') },
      'roles',
      'BAD No webhook of workload identity gives pods the token for their identity.',
    ],
    [
      'azure',
      'no issuer',
      webhook('mutation.azure-workload-identity.io'),
      'roles',
      'BAD Tokens are issued by nobody knows whom, which the cloud cannot ask: no pod can take an identity.',
    ],
    ['bare-metal', 'well', pools('public', 'internal'), 'balancers', 'MetalLB, with public, internal'],
    [
      'bare-metal',
      'a pool that is missing',
      pools('public'),
      'balancers',
      'BAD MetalLB has no address pool internal: no Service of it ever gets an address.',
    ],
    [
      'bare-metal',
      'no MetalLB',
      {},
      'balancers',
      'BAD MetalLB has no address pool public, internal: no Service of it ever gets an address.',
    ],
  ])('%s, %s', (cloud, _, answers, name, told) => {
    const expected = expectedOn(cloud);
    const look = present(looksOn(expected).find((one) => one.name === name));
    const verdict = look.judge((asked) => answers[asked], expected);
    const mark = verdict.good ? (verdict.looked === false ? 'NOT LOOKED AT ' : '') : 'BAD ';
    expect(`${mark}${verdict.text}`).toBe(told);
  });
});

const folder = mkdtempSync(path.join(tmpdir(), 'cloud-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a tool says to a command with these words in it: its output, or what it complains of. */
type Said = readonly (readonly [words: string, code: number, text: string])[];

/** Looks with tools that answer so, and keep what they were asked; without any where there are none. */
async function looked(cloud: Name, tools: Readonly<Record<string, Said>>) {
  const bin = mkdtempSync(path.join(folder, 'bin-'));
  for (const [tool, said] of Object.entries(tools)) {
    const file = path.join(bin, tool);
    const answers = JSON.stringify(said);
    writeFileSync(
      file,
      `#!${process.execPath}\nconst line = process.argv.slice(2).join(' ');\nrequire('fs').appendFileSync(${JSON.stringify(path.join(bin, 'asked'))}, line + '\\n');\nconst found = ${answers}.find(([words]) => line.includes(words)) ?? ['', 0, ''];\n(found[1] === 0 ? process.stdout : process.stderr).write(found[2]);\nprocess.exitCode = found[1];\n`,
    );
    chmodSync(file, 0o755);
  }
  const before = process.env['PATH'];
  process.env['PATH'] = bin;
  try {
    return await diagnoseOutside(expectedOn(cloud), true);
  } finally {
    process.env['PATH'] = before;
  }
}

/** Tools of a company in which everything is there. */
const well: Readonly<Record<Name, Readonly<Record<string, Said>>>> = {
  aws: {
    aws: [
      ['get-bucket-versioning', 0, '{ "Status": "Enabled" }'],
      ...(['cert-manager:cert-manager', 'erp-infra:loki', 'erp-infra:postgres-backup', 'erp-infra:postgres-pod'] as const).map(
        (account, index) =>
          [['shop-dns', 'erp-loki', 'shop-backup', 'shop-archive'][index] ?? '', 0, `system:serviceaccount:${account}`] as const,
      ),
    ],
  },
  google: {
    gcloud: (['cert-manager/cert-manager', 'erp-infra/loki', 'erp-infra/postgres-backup', 'erp-infra/postgres-pod'] as const).map(
      (account, index) => [
        ['get-iam-policy shop-dns', 'get-iam-policy erp-loki', 'get-iam-policy shop-backup', 'get-iam-policy shop-archive'][index] ?? '',
        0,
        `roles/iam.workloadIdentityUser serviceAccount:shop-erp.svc.id.goog[${account}]`,
      ],
    ),
  },
  azure: { az: ['1', '2', '3'].map((digit) => [digit.repeat(8), 0, `${digit.repeat(8)}-89ab-cdef-0123-456789abcdef`]) },
  'bare-metal': { dig: [['SOA', 0, 'ns.example.com. hostmaster.example.com. 1 2 3 4 5']], aws: [], vault: [] },
};
const names = Object.keys(well) as readonly Name[];

/** The same with one answer before the others. */
function but(cloud: Name, tool: string, words: string, code: number, text: string): Readonly<Record<string, Said>> {
  return { ...well[cloud], [tool]: [[words, code, text], ...(well[cloud][tool] ?? [])] };
}

describe('what must exist beside the cluster', () => {
  it.each(names)('is well on %s where the tool shows all of it', async (cloud) => {
    const found = await looked(cloud, well[cloud]);
    expect(found.filter(({ good, ...rest }) => !good || 'looked' in rest)).toEqual([]);
    expect(found.length).toBe(outsideOf(expectedOn(cloud)).length);
  });

  it.each(names)('is NOT LOOKED AT on %s, and never ok, where there is no tool, with the command of each', async (cloud) => {
    const text = clusterText(await looked(cloud, {}));
    expect(text.match(/^ok/gm)).toBeNull();
    expect(text.match(/^NOT LOOKED AT {2}.*\n {2}see {2}\S+ /gm)?.length).toBe(outsideOf(expectedOn(cloud)).length);
    expect(text).toContain('is not on PATH');
  });

  it.each(names)('is only read on %s', (cloud) => {
    const words = outsideOf(expectedOn(cloud)).map(({ command }) => command.join(' '));
    expect(words.filter((line) => /\b(create|delete|update|set|put|add|remove|write)\b/.test(line))).toEqual([]);
  });

  it.each<[Name, string, Readonly<Record<string, Said>>, string]>([
    [
      'aws',
      'a zone',
      but('aws', 'aws', 'get-hosted-zone', 254, 'NoSuchHostedZone: does not exist'),
      'zone: The public zone Z0123456789 is not there.',
    ],
    [
      'aws',
      'a bucket',
      but('aws', 'aws', 'head-bucket', 254, 'An error occurred (404): Not Found'),
      'bucket: The bucket erp-loki is not there.',
    ],
    [
      'aws',
      'versions',
      but('aws', 'aws', 'get-bucket-versioning', 0, '{}'),
      'bucket: The bucket erp-backups keeps no versions: what is written over is gone.',
    ],
    [
      'aws',
      'a trust',
      but('aws', 'aws', 'shop-dns', 0, 'system:serviceaccount:default:default'),
      'role: The role shop-dns does not trust cert-manager/cert-manager: its pods are nobody for the cloud.',
    ],
    [
      'google',
      'a zone',
      but('google', 'gcloud', 'managed-zones', 1, 'ERROR: HTTPError 404: not found'),
      'zone: The managed zone example-com is not there.',
    ],
    [
      'google',
      'a bucket',
      but('google', 'gcloud', 'gs://shop-erp-loki', 1, 'ERROR: gs://shop-erp-loki not found: 404.'),
      'bucket: The bucket shop-erp-loki is not there.',
    ],
    [
      'google',
      'a member',
      but('google', 'gcloud', 'get-iam-policy erp-loki', 0, '{}'),
      'role: The service account erp-loki@shop-erp.iam.gserviceaccount.com does not let erp-infra/loki in: its pods are nobody for the cloud.',
    ],
    [
      'azure',
      'a zone',
      but('azure', 'az', 'zone show', 3, "(ResourceNotFound) The Resource 'example.com' was not found."),
      'zone: The zone example.com is not there.',
    ],
    [
      'azure',
      'a container',
      but('azure', 'az', '--name loki', 3, 'The specified container does not exist.'),
      'bucket: The container shoperp/loki is not there.',
    ],
    [
      'azure',
      'an identity',
      but('azure', 'az', '11111111', 0, '[]'),
      'role: There is no managed identity with the client id 11111111-89ab-cdef-0123-456789abcdef: cert-manager/cert-manager is nobody for the cloud.',
    ],
    [
      'bare-metal',
      'a zone',
      but('bare-metal', 'dig', 'SOA', 0, ''),
      'zone: 10.0.3.2:53 does not serve example.com: no certificate is ever proved.',
    ],
    [
      'bare-metal',
      'a bucket',
      but('bare-metal', 'aws', '--bucket erp-backups', 254, 'An error occurred (404): Not Found'),
      'bucket: The bucket erp-backups at https://s3.example.com:9000 is not there.',
    ],
    [
      'bare-metal',
      'a key',
      but('bare-metal', 'vault', 'loki-store', 2, 'No value found at secret/metadata/erp/production/loki-store'),
      'key: The key loki-store of erp-infra/loki in Vault is not there.',
    ],
  ])('on %s misses %s once, with where it is seen and what to do', async (cloud, _, tools, told) => {
    const text = clusterText(await looked(cloud, tools));
    expect(text.match(/^error .*\n {2}at {3}.+\n {2}fix {2}.+$/gm)?.map((lines) => lines.split('\n')[0])).toEqual([`error  ${told}`]);
  });

  it('is NOT LOOKED AT where a tool does not tell, such as one that nobody has logged in to', async () => {
    const text = clusterText(await looked('google', { gcloud: [['', 1, 'ERROR: You do not currently have an active account selected.']] }));
    expect(text).toMatch(
      /^NOT LOOKED AT {2}zone: The managed zone example-com: gcloud does not tell: ERROR: You do not currently have an active account/m,
    );
    expect([text.match(/^ok/gm), text.match(/^error/gm)]).toEqual([null, null]);
  });

  it('is listed where nobody asked for it, and no tool is run', async () => {
    const found = await diagnoseOutside(expectedOn('aws'), false);
    expect(found.every((one) => one.good && one.looked === false && one.text.endsWith('add --account to have it looked at.'))).toBe(true);
  });
});
