import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { shapesKnown } from '../../policies/kubernetes/credentials/shapes.ts';
import { folderWith } from '../support/folder.ts';

const root = path.resolve(import.meta.dirname, '../..');
const secretlint = path.join(root, 'node_modules/secretlint/bin/secretlint.js');

/** Files in which the scan of `npm run lint:secrets` finds something, by the last parts of their paths. */
function found(files: Readonly<Record<string, string>>, parts = 1): readonly string[] {
  const folder = folderWith(files);
  copyFileSync(path.join(root, '.secretlintignore'), path.join(folder, '.secretlintignore'));
  const config = path.join(root, '.secretlintrc.json');
  const { stdout, status } = spawnSync(process.execPath, [secretlint, '--secretlintrc', config, '--format', 'json', '**/*'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const results = JSON.parse(stdout) as readonly { readonly filePath: string; readonly messages: readonly unknown[] }[];
  const broken = results
    .filter(({ messages }) => messages.length > 0)
    .map(({ filePath }) => filePath.split(path.sep).slice(-parts).join('/'));
  expect(status).toBe(broken.length === 0 ? 0 : 1);
  return broken.sort();
}

// Put together here, so that this file holds no secret itself.
const awsKey = `AKIA${'Q7ZT'.repeat(4)}`;
const awsSecret = randomBytes(30).toString('base64').replaceAll(/[+/=]/g, 'x').padEnd(40, 'x').slice(0, 40);
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const url = (password: string) => ['postgres:', '', `erp:${password}@db.example.com:5432/erp`].join('/');

const letters = (count: number, of = 'aB3dE5fG7hJ9kL2m') => of.repeat(Math.ceil(count / of.length)).slice(0, count);
const hex = (count: number) => letters(count, '0f1e2d3c4b5a6978');
const jwt = [`eyJ${letters(20)}`, `eyJ${letters(30)}`, letters(40)].join('.');

/** One text of each shape, put together here too. */
const shaped: Readonly<Record<string, readonly string[]>> = {
  'a private key': [
    privateKey,
    JSON.stringify({ key: privateKey }),
    Buffer.from(privateKey).toString('base64'),
    `AGE-SECRET-KEY-1${letters(58, 'QPZRY9X8GF')}`,
  ],
  'an AWS access key': [awsKey, awsKey.replace('AKIA', 'ASIA')],
  'a JSON Web Token': [jwt],
  'an access token of GitHub': [`ghp_${letters(36)}`, `github_pat_${letters(40)}`],
  'an access token of GitLab': [`glpat-${letters(20)}`, `glrt-${letters(20)}`],
  'an access token of Slack': [`xoxb-${letters(30)}`],
  'a webhook of Slack': [`https://hooks.slack.com/services/T${letters(9)}/B${letters(9)}/${letters(24)}`],
  'a webhook of Discord': [`https://discord.com/api/webhooks/${letters(18, '1234567890')}/${letters(66)}`],
  'a webhook of Teams': [
    `https://erp.webhook.office.com/webhookb2/${[hex(8), hex(4), hex(4), hex(4), hex(12)].join('-')}@${[hex(8), hex(4), hex(4), hex(4), hex(12)].join('-')}/IncomingWebhook/${hex(32)}`,
  ],
  'an API key of Google': [`AIza${letters(35)}`],
  'a client secret of Google': [`GOCSPX-${letters(28)}`],
  'an API key of Stripe': [`sk_live_${letters(24)}`, `whsec_${letters(32)}`],
  'a token of Vault': [`hvs.${letters(24)}`],
  'a token of npm': [`npm_${letters(36)}`],
  'a token of PyPI': [`pypi-AgEI${letters(60)}`],
  'a token of Docker Hub': [`dckr_pat_${letters(27)}`],
  'a token of Hugging Face': [`hf_${letters(34, 'aBcDeFgHiJ')}`],
  'an API key of OpenAI': [`sk-proj-${letters(48)}`],
  'an API key of Anthropic': [`sk-ant-api03-${letters(60)}`],
  'an API key of SendGrid': [`SG.${letters(22)}.${letters(43)}`],
  'an API key of Twilio': [`SK${hex(32)}`],
  'an API key of Mailgun': [`key-${hex(32)}`],
  'a token of Telegram': [`${letters(9, '123456789')}:AA${letters(33)}`],
  'a token of DigitalOcean': [`dop_v1_${hex(64)}`],
  'a token of Grafana': [`glsa_${letters(32)}_${hex(8)}`],
  'a token of Shopify': [`shpat_${hex(32)}`],
  'a token of New Relic': [`NRAK-${letters(27, 'A1B2C3D4E5')}`],
  'a token of Sentry': [`sntrys_${letters(60)}`],
  'a token of Linear': [`lin_api_${letters(40)}`],
  'a token of Atlassian': [`ATATT3${letters(60)}`],
  'a token of Databricks': [`dapi${hex(32)}`],
  'a token of Postman': [`PMAK-${hex(24)}-${hex(34)}`],
  'a token of Terraform Cloud': [`${letters(14)}.atlasv1.${letters(67)}`],
  'a token of Age or SOPS': [`ops_eyJ${letters(120)}`],
  'the hash of a password': [['$2b', '12', letters(53)].join('$'), ['$6', letters(8), letters(86)].join('$')],
  'a signed URL': [`https://erp-backups.s3.amazonaws.com/dump?X-Amz-Signature=${hex(64)}`],
};

/** Where people leave them. */
const places: readonly (readonly [name: string, written: (token: string) => string])[] = [
  ['README.md', (token) => `Log in with \`${token}\`.\n`],
  ['.env', (token) => `TOKEN=${token}\n`],
  ['deploy.sh', (token) => `#!/bin/sh\ncurl --header "Authorization: Bearer ${token}" https://example.com\n`],
  ['sales-service.ts', (token) => `export default defineService({ settings: { NOTE: '${token}' } });\n`],
  ['checks.yaml', (token) => `jobs:\n  build:\n    env:\n      TOKEN: "${token}"\n`],
];

describe('npm run lint:secrets', () => {
  it('has an example of each shape that the rules about objects know', () => {
    expect(Object.keys(shaped).sort()).toEqual([...shapesKnown].sort());
  });

  it('finds each shape in a page, a script, a catalog file, a .env and a workflow', () => {
    const files = Object.values(shaped).flatMap((tokens, shape) =>
      tokens.flatMap((token, index) => places.map(([name, written]) => [`${shape}-${index}/${name}`, written(token)] as const)),
    );
    const told = new Set(found(Object.fromEntries(files), 2));
    expect(files.map(([name]) => name).filter((name) => !told.has(name))).toEqual([]);
  });

  it('finds no shape where one is only spoken of', () => {
    expect(
      found({
        'README.md': 'Tokens begin with ghp_, glpat- or hvs.; an access key is AKIAIOSFODNN7EXAMPLE.\n',
        'rule.ts': "const pattern = /-----BEGIN (?:RSA )?PRIVATE KEY-----/; const begin = '-----BEGIN PRIVATE KEY-----';\n",
        'image.yaml': `image: registry.example.com/erp/web@sha256:${hex(64)}\n`,
        'workflow.yaml': `uses: actions/checkout@${hex(40)}\nenv: { TOKEN: "\${{ secrets.GITHUB_TOKEN }}" }\n`,
      }),
    ).toEqual([]);
  });

  it.each([
    ['an AWS access key', 'keys.yaml', `accessKeyId: ${awsKey}\n`],
    ['an AWS secret key', 'keys.env', `AWS_SECRET_ACCESS_KEY=${awsSecret}\n`],
    ['a private key', 'controller.pem', privateKey],
    ['a database address with a password', 'values.ts', `const url = '${url('Zx8kq71mmv')}';\n`],
    ['a database address whose password only starts like a placeholder', 'values.md', `${url('hunter2Zx8')}\n`],
    [
      'a password in an address of another kind',
      'values.json',
      `{"git": "${['https:', '', 'ci:Zx8kq71mmv@git.example.com/x'].join('/')}"}`,
    ],
  ])('finds %s', (_, name, text) => {
    expect(found({ [name]: text })).toEqual([name]);
  });

  it('finds them in hidden files and folders too', () => {
    expect(found({ '.github/key.yaml': `accessKeyId: ${awsKey}\n`, '.env': privateKey })).toEqual(['.env', 'key.yaml']);
  });

  it('takes the placeholder of examples, templates and certificates', () => {
    expect(
      found({
        'rule.ts': `const url = '${url('hunter2')}'; const other = '${url('hunter2hunter2')}';\n`,
        'external-secret.yaml': `DATABASE_URL: ${url('{{ .DATABASE_PASSWORD | urlquery }}')}\n`,
        'production.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      }),
    ).toEqual([]);
  });
});
