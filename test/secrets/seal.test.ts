import { spawnSync } from 'node:child_process';
import {
  constants,
  createDecipheriv,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SealedSecret } from '../../generators/model/environment/sealed-secret.ts';
import { sealingCertificate } from '../../scripts/secrets/certificate.ts';
import { readInput } from '../../scripts/secrets/seal-run.ts';
import { seal } from '../../scripts/secrets/sealing.ts';
import { readValues, valueProblems } from '../../scripts/secrets/secret-values.ts';
import { fourEnvironments, service } from '../support/catalog.ts';
import { testCertificate } from '../support/certificate.ts';
import { folderWith, write } from '../support/folder.ts';
import { present } from '../support/mutations/mutation.ts';
import { itNeeds, programPath } from '../support/programs.ts';
import { copyOfRepository, runScript } from '../support/repository.ts';

const now = new Date('2026-06-01');
const password = randomBytes(24).toString('hex');
const address = (user: string, database: string) =>
  `postgres://${user}:${password}@postgres-primary.erp-infra.svc.cluster.local:5432/${database}?sslmode=verify-full&sslrootcert=/app/ca/ca.crt`;
const cache = `redis://:${password}@redis-master.erp-infra.svc.cluster.local:6379/0`;
const good: Readonly<Record<string, string>> = {
  DATABASE_URL: address('financial_user', 'financial_db'),
  REDIS_URL: cache,
  JWT_SECRET: `${randomBytes(36).toString('base64')}=a=b`,
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
};
const lines = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');

describe('seal', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const scope = 'erp-prod/financial-service-secrets';

  it.each(['x', '', 'a=b=', '密码🔑', 'x'.repeat(100_000)])('gives back value %#', (value) => {
    expect(unseal(seal(publicKey, scope, value), privateKey, scope)).toBe(value);
  });

  it('never gives the same text twice', () => {
    expect(seal(publicKey, scope, 'x')).not.toBe(seal(publicKey, scope, 'x'));
  });

  it('cannot be opened under another namespace or name', () => {
    const sealed = seal(publicKey, scope, 'x');
    for (const other of ['erp-test/financial-service-secrets', 'erp-prod/sales-service-secrets', 'erp-prod', '']) {
      expect(() => unseal(sealed, privateKey, other)).toThrow();
    }
  });

  it('cannot be opened when a bit has changed anywhere', () => {
    const bytes = Buffer.from(seal(publicKey, scope, 'value'), 'base64');
    for (const index of [2, 100, 258, bytes.length - 1]) {
      const broken = Buffer.from(bytes);
      broken.writeUInt8(broken.readUInt8(index) ^ 1, index);
      expect(() => unseal(broken.toString('base64'), privateKey, scope)).toThrow();
    }
  });
});

const fingerprintOf = (pem: string) => new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

describe('the certificate', () => {
  const file = 'generators/catalog/certificates/production.pem';
  const { pem } = testCertificate();
  const named = { name: 'production', sealing: { certificates: [fingerprintOf(pem)] } };
  const complaintAbout = (text: string | undefined, at = now, environment: Parameters<typeof sealingCertificate>[1] = named) => {
    try {
      sealingCertificate(folderWith(text === undefined ? {} : { [file]: text }), environment, at);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is taken with its fingerprint', () => {
    expect(sealingCertificate(folderWith({ [file]: pem }), named, now).fingerprint).toBe(fingerprintOf(pem));
  });

  it('is refused when it is not the one that the environment names, first', () => {
    const other = testCertificate().pem;
    expect(complaintAbout(other)).toBe(
      `The certificate has the fingerprint ${fingerprintOf(other)}, but "production" names ${fingerprintOf(pem)}.`,
    );
    const older = { name: 'production', sealing: { certificates: [fingerprintOf(other), fingerprintOf(pem)] } };
    expect(complaintAbout(pem, now, older)).toContain('The certificate has the fingerprint');
    expect(complaintAbout(pem, now, { name: 'production' })).toBe(
      'The environment "production" does not say by which certificate its secrets are sealed.',
    );
  });

  it.each([
    ['is missing', undefined, 'The environment "production" has no certificate to seal with.'],
    ['is no PEM', 'hello', 'This is no certificate in PEM.'],
    ['is broken', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', 'This is no certificate in PEM.'],
    ['brings a private key along', `${pem}-----BEGIN ${'PRIVATE'} KEY-----\n`, 'This is no certificate in PEM.'],
    [
      'has a short key',
      testCertificate({ key: generateKeyPairSync('rsa', { modulusLength: 1024 }) }).pem,
      'The certificate has an RSA key of 1024 bits, fewer than 2048.',
    ],
    [
      'has a key of another type',
      testCertificate({ key: generateKeyPairSync('ec', { namedCurve: 'P-256' }) }).pem,
      'The certificate has a key of type "ec", not RSA.',
    ],
    ['has expired', testCertificate({ to: '260301000000Z' }).pem, 'The certificate expired on 2026-03-01.'],
    ['is not valid yet', testCertificate({ from: '260901000000Z' }).pem, 'The certificate is not valid before 2026-09-01.'],
  ])('is refused when it %s', (_, text, message) => {
    expect(complaintAbout(text)).toBe(message);
  });

  it('is fetched as the error says', () => {
    expect(() => sealingCertificate(folderWith({}), { name: 'production', sealing: { certificates: [] } }, now)).toThrow(
      expect.objectContaining({
        lines: expect.objectContaining({ where: file, how: expect.stringContaining(`kubeseal --fetch-cert`) }),
      }),
    );
  });
});

describe('the lines of standard input', () => {
  const read = (text: string) => readValues(Buffer.from(text));

  it('may have = in the value, any line end, and blank lines between them', () => {
    expect(read('A=b=c==\r\n\n  \nB_2= x \nC=')).toEqual({
      values: new Map([
        ['A', 'b=c=='],
        ['B_2', ' x '],
        ['C', ''],
      ]),
    });
  });

  it.each([
    ['no equals sign', 'hunter2\n', 'The line is not KEY=VALUE.'],
    ['a key in lower case', 'jwt=hunter2\n', 'The line is not KEY=VALUE.'],
    ['a value alone that ends in =', 'aHVudGVyMg==\n', 'The line is not KEY=VALUE.'],
    ['a key twice', 'A=1\nA=hunter2\n', '"A" is given twice.'],
  ])('are refused with %s, and not repeated', (_, text, message) => {
    const result = read(text);
    expect('problems' in result && result.problems.map(({ what }) => what)).toEqual([message]);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('are refused when they are no text, or too long', () => {
    expect(readValues(Uint8Array.of(0x41, 0x3d, 0xff))).toHaveProperty('problems');
    expect(readValues(Buffer.alloc((1 << 20) + 1, 'A'))).toHaveProperty('problems');
  });

  it('are not read from a terminal', async () => {
    await expect(readInput(Object.assign((async function* () {})(), { isTTY: true }))).rejects.toThrow('Standard input is a terminal');
  });
});

describe('values', () => {
  const financial = service('financial-service', { database: { name: 'financial_db', user: 'financial_user' } });
  const { dataLayer } = present(fourEnvironments.find(({ name }) => name === 'production'));
  const environment = { dataLayer, namespaces: { app: 'erp-prod', infra: 'erp-infra' } };
  const complaints = (over: Readonly<Record<string, string | undefined>>, of = financial) => {
    const values = Object.entries({ ...good, ...over }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
    return valueProblems(new Map(values), of, environment, {
      dataLayer: { postgres: 'erp-postgres', redis: 'erp-redis', kafka: 'erp-kafka' },
    }).map(({ what }) => what);
  };
  const database = (edit: (text: string) => string) => ({ DATABASE_URL: edit(good['DATABASE_URL'] ?? '') });

  it('that fit are sealed', () => {
    expect(complaints({})).toEqual([]);
    expect(complaints({ DATABASE_URL: undefined, REDIS_URL: undefined }, service('web', { uses: [] }))).toEqual([]);
  });

  it.each([
    [{ JWT_SECRET: undefined }, 'The key "JWT_SECRET" is missing.'],
    [{ ADMIN: 'x' }, 'The service has no use for the key "ADMIN".'],
    [{ JWT_SECRET: '' }, '"JWT_SECRET" has 0 characters, fewer than 32.'],
    [{ JWT_SECRET: 'ab'.repeat(15) }, '"JWT_SECRET" has 30 characters, fewer than 32.'],
    [{ JWT_SECRET: 'ab'.repeat(32) }, '"JWT_SECRET" is a placeholder, or repeats few characters.'],
    [
      { JWT_SECRET: 'CHANGE-THIS-TO-STRONG-SECRET-IN-PRODUCTION-MIN-32-CHARS' },
      '"JWT_SECRET" is a placeholder, or repeats few characters.',
    ],
    [{ ENCRYPTION_KEY: 'BASE64_ENCODED_AES_256_KEY_HERE' }, '"ENCRYPTION_KEY" is not base64.'],
    [{ ENCRYPTION_KEY: randomBytes(16).toString('base64') }, '"ENCRYPTION_KEY" is base64 of 16 bytes, not of 32.'],
    [{ ENCRYPTION_KEY: randomBytes(32).toString('base64').slice(0, -1) }, '"ENCRYPTION_KEY" is not base64.'],
    [{ ENCRYPTION_KEY: ` ${good['ENCRYPTION_KEY']}` }, '"ENCRYPTION_KEY" is not base64.'],
    [{ ENCRYPTION_KEY: Buffer.alloc(32).toString('base64') }, '"ENCRYPTION_KEY" is not random.'],
    [{ DATABASE_URL: 'nothing' }, '"DATABASE_URL" is no URL.'],
    [database((text) => `${text} `), '"DATABASE_URL" is no URL.'],
    [database((text) => text.replace('postgres:', 'postgresql:')), '"DATABASE_URL" has another scheme.'],
    [database((text) => text.replace('financial_user', 'sales_user')), '"DATABASE_URL" has another user.'],
    [database((text) => text.replace('postgres-primary', 'postgres')), '"DATABASE_URL" has another host and port.'],
    [database((text) => text.replace(':5432', ':5433')), '"DATABASE_URL" has another host and port.'],
    [database((text) => text.replace('financial_db', 'sales_db')), '"DATABASE_URL" has another path.'],
    [database((text) => text.replace('verify-full', 'require')), '"DATABASE_URL" has another query.'],
    [database((text) => text.replace(/\?.*/, '')), '"DATABASE_URL" has another query.'],
    [database((text) => text.replace(`:${password}`, '')), '"DATABASE_URL" has no password.'],
    [database((text) => text.replace(password, 'x1-y2-z3')), 'The password in "DATABASE_URL" has 8 characters, fewer than 16.'],
    [
      database((text) => text.replace(password, 'PROD_PASSWORD_HERE')),
      'The password in "DATABASE_URL" is a placeholder, or repeats few characters.',
    ],
    [database((text) => text.replace(password, `${password}%zz`)), 'The password in "DATABASE_URL" is not in URL encoding.'],
    [{ REDIS_URL: cache.replace('/0', '/1') }, '"REDIS_URL" has another path.'],
    [{ REDIS_URL: cache.replace('redis:', 'rediss:') }, '"REDIS_URL" has another scheme.'],
    [{ REDIS_URL: cache.replace(`:${password}@`, '') }, '"REDIS_URL" has no password.'],
  ])('that do not fit are refused: %#', (over, message) => {
    expect(complaints(over)).toEqual([message]);
  });
});

describe('npm run seal', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const certificate = 'generators/catalog/certificates/production.pem';
  const sealedFile = 'generators/catalog/sealed-secrets/production/financial-service.yaml';
  const rendered = 'overlays/production/financial-service/sealed-secret.yaml';
  const args = ['financial-service', '--env', 'production'];
  let root: string;
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

  beforeAll(() => {
    root = copyOfRepository();
  });

  it('says how to get the certificate that is not there, and writes nothing', async () => {
    const { code, stdout, stderr } = await runScript(root, 'seal', args, { input: lines(good) });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      [
        'error  The environment "production" has no certificate to seal with.',
        `  at   ${certificate}`,
        `  fix  Fetch the certificate of the cluster: kubeseal --fetch-cert --controller-namespace sealed-secrets > ${certificate}`,
        '',
      ].join('\n'),
    );
    expect(existsSync(path.join(root, sealedFile))).toBe(false);
  });

  it('names everything that is wrong with the values, shows none, and writes nothing', async () => {
    const { pem } = testCertificate({ key: rsa, from: '200101000000Z', to: '491231235959Z' });
    write(root, certificate, pem);
    const unknown = await runScript(root, 'seal', args, { input: lines(good) });
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('does not say by which certificate') });
    const environment = 'generators/catalog/environments/production.ts';
    write(
      root,
      environment,
      read(environment).replace("  edge: 'gateway',", `  sealing: { certificates: ['${fingerprintOf(pem)}'] },\n  edge: 'gateway',`),
    );
    const { code, stdout, stderr } = await runScript(root, 'seal', args, { input: 'JWT_SECRET=hunter2\nOTHER=hunter2\n' });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n').filter((line) => line.startsWith('error'))).toEqual([
      'error  The key "DATABASE_URL" is missing.',
      'error  The key "REDIS_URL" is missing.',
      'error  The key "ENCRYPTION_KEY" is missing.',
      'error  The service has no use for the key "OTHER".',
      'error  "JWT_SECRET" has 7 characters, fewer than 32.',
    ]);
    expect(stderr).not.toContain('hunter2');
    expect(existsSync(path.join(root, sealedFile))).toBe(false);
  });

  it.each([
    [['financial', '--env', 'production'], 'No service has the name "financial".'],
    [['financial-service', '--env', 'prod'], 'No environment has the name "prod".'],
  ])('refuses %j', async (wrong, message) => {
    const { code, stderr } = await runScript(root, 'seal', wrong, { input: lines(good) });
    expect(code).toBe(2);
    expect(stderr).toContain(`error  ${message}\n  fix  Name one of `);
  });

  it('writes the encrypted values alone, and renders them in place of the ExternalSecret', async () => {
    const { code, stdout, stderr } = await runScript(root, 'seal', args, { input: lines(good) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^seal: ${sealedFile} written\\.\ngenerate: \\d+ written, \\d+ removed\\.\n$`));
    const sealed = load(read(sealedFile)) as SealedSecret;
    expect(sealed).toEqual({
      scope: 'erp-prod/financial-service-secrets',
      certificate: expect.stringMatching(/^[0-9a-f]{64}$/),
      sealedAt: new Date().toISOString().slice(0, 10),
      encryptedData: expect.any(Object),
    });
    const opened = Object.entries(sealed.encryptedData).map(([key, value]) => [key, unseal(value, rsa.privateKey, sealed.scope)]);
    expect(Object.fromEntries(opened)).toEqual(good);
    const metadata = {
      name: 'financial-service-secrets',
      labels: expect.any(Object),
    };
    expect(load(read(rendered))).toMatchObject({ kind: 'SealedSecret', metadata, spec: { encryptedData: sealed.encryptedData } });
    const built = (await runScript(root, 'kustomize', ['overlays/production/financial-service'])).stdout;
    const objects = loadAll(built) as readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
    const names = objects.map(({ kind, metadata: { name } }) => `${kind} ${name}`);
    expect(names).toContain('SealedSecret financial-service-secrets');
    expect(names).not.toContain('ExternalSecret financial-service-secrets');
    expect(names).not.toContain('SecretStore financial-service-vault');
    expect(existsSync(path.join(root, 'overlays/production/financial-service/vault-policy.hcl'))).toBe(false);
    expect(spawnSync('grep', ['-rlF', '--exclude-dir=node_modules', password, root], { encoding: 'utf8' }).stdout).toBe('');
  });

  itNeeds('kubeseal')('is decrypted by the real kubeseal', () => {
    const key = path.join(folderWith({ 'key.pem': rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }), 'key.pem');
    const object = load(read(rendered)) as { readonly metadata: object; readonly spec: { readonly template: object } };
    const input = JSON.stringify({ ...object, metadata: { ...object.metadata, namespace: 'erp-prod' } });
    const { status, stdout, stderr } = spawnSync(
      programPath('kubeseal') ?? 'kubeseal',
      ['--recovery-unseal', '--recovery-private-key', key, '--format', 'json'],
      { encoding: 'utf8', input },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const secret = JSON.parse(stdout) as { readonly type: string; readonly data: Readonly<Record<string, string>> };
    const data = Object.entries(secret.data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]);
    expect({ type: secret.type, data: Object.fromEntries(data) }).toEqual({ type: 'Opaque', data: good });
  });

  it.each(['generate --check', 'prove', 'validate', 'lint-policies'])('leaves nothing for "%s" to complain about', async (command) => {
    const [script = '', ...rest] = command.split(' ');
    const { code, stdout, stderr } = await runScript(root, script, rest);
    // The copy is no Git repository.
    const said =
      script === 'generate'
        ? expect.stringMatching(
            /^warning {2}Nothing was compared with what is committed, [^\n]+\nwarning {2}There is no Git index here: [^\n]+\n$/,
          )
        : '';
    expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: said, stdout: expect.any(String) });
  });

  it('meets the requirements', async () => {
    const { code, stderr } = await runScript(root, 'conformance');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('seals again, with other bytes', async () => {
    const before = read(sealedFile);
    expect((await runScript(root, 'seal', args, { input: lines(good) })).code).toBe(0);
    expect(read(sealedFile)).not.toBe(before);
  });

  it('goes back to Vault when the file is removed', async () => {
    rmSync(path.join(root, sealedFile));
    expect((await runScript(root, 'generate')).code).toBe(0);
    expect(existsSync(path.join(root, rendered))).toBe(false);
    expect(existsSync(path.join(root, 'overlays/production/financial-service/vault-policy.hcl'))).toBe(true);
  });
});

/** What the controller does; throws when the value was not sealed for this key and scope. */
function unseal(text: string, privateKey: KeyObject, scope: string): string {
  const bytes = Buffer.from(text, 'base64');
  const end = 2 + bytes.readUInt16BE(0);
  const sessionKey = privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(scope) },
    bytes.subarray(2, end),
  );
  const decipher = createDecipheriv('aes-256-gcm', sessionKey, Buffer.alloc(12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(end, -16)), decipher.final()]).toString('utf8');
}
