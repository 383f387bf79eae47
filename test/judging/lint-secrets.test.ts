import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from '../support/folder.ts';

const root = path.resolve(import.meta.dirname, '../..');
const secretlint = path.join(root, 'node_modules/secretlint/bin/secretlint.js');

/** Files in which the scan of `npm run lint:secrets` finds something. */
function found(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = folderWith(files);
  copyFileSync(path.join(root, '.secretlintignore'), path.join(folder, '.secretlintignore'));
  const config = path.join(root, '.secretlintrc.json');
  const { stdout, status } = spawnSync(process.execPath, [secretlint, '--secretlintrc', config, '--format', 'json', '**/*'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const results = JSON.parse(stdout) as readonly { readonly filePath: string; readonly messages: readonly unknown[] }[];
  const broken = results.filter(({ messages }) => messages.length > 0).map(({ filePath }) => path.basename(filePath));
  expect(status).toBe(broken.length === 0 ? 0 : 1);
  return broken.sort();
}

// Put together here, so that this file holds no secret itself.
const awsKey = `AKIA${'Q7ZT'.repeat(4)}`;
const awsSecret = randomBytes(30).toString('base64').replaceAll(/[+/=]/g, 'x').padEnd(40, 'x').slice(0, 40);
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const url = (password: string) => ['postgres:', '', `erp:${password}@db.example.com:5432/erp`].join('/');

describe('npm run lint:secrets', () => {
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
