import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { namesOfExample } from '../../scripts/repository/company/names.ts';
import { copyOfRepository } from '../support/repository.ts';

const copy = copyOfRepository();
// Files are written in the style of the formatter.
cpSync('biome.json', path.join(copy, 'biome.json'));

const answers = {
  domain: 'erp.acme.io',
  labelDomain: 'labels.acme.io',
  prefix: 'acme',
  imageRepository: 'ghcr.io/acme',
  gitUrl: 'git@gitlab.acme.io:platform/manifests.git',
  forge: 'gitlab',
  owners: '@acme/platform',
  signingIssuer: 'https://gitlab.acme.io',
  serviceRepository: 'https://gitlab.acme.io/platform/services',
  account: '2109'.padEnd(12, '8'),
  region: 'eu-west-1',
  vault: 'https://vault.acme.io:8200',
  identity: 'https://login.acme.io/realms/acme',
  identityKeys: 'https://login.acme.io/realms/acme/keys',
  mail: 'platform@acme.io',
};

function run(script: string, args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', './scripts/terminal/start.mjs', `scripts/${script}.ts`, ...args],
    {
      cwd: copy,
      input,
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

const adopt = (told: object, ...args: readonly string[]) => run('ops', ['adopt', '--from', '-', ...args], JSON.stringify(told));

/** Every text file of some folders and of the root, by its path. */
function textsIn(...folders: readonly string[]): ReadonlyMap<string, string> {
  const below = (folder: string) =>
    readdirSync(path.join(copy, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(copy, path.join(entry.parentPath, entry.name)));
  return new Map(folders.flatMap(below).map((file) => [file, readFileSync(path.join(copy, file), 'utf8')]));
}

const catalog = () => textsIn('generators/catalog');

describe('adopt', { timeout: 300_000 }, () => {
  test('tells all wrong answers at once, and touches nothing', () => {
    const before = catalog();
    const { status, stderr } = adopt({ ...answers, domain: 'Acme', account: 12, forge: 'svn', colour: 'red' });
    expect(status).toBe(2);
    expect(stderr.split('\n').filter((line) => line.startsWith('error'))).toEqual([
      'error  "domain" is "Acme": Domain of the hosts, as in api.<domain>.',
      'error  "forge" is "svn": Software of the Git host: github, gitlab or gitea.',
      'error  "account" is 12: Number of the cloud account.',
      'error  Nobody asks for "colour".',
    ]);
    expect(catalog()).toEqual(before);
  });

  test.each<[string, object, string]>([
    [
      'a field that no file has',
      { platform: { vault: { colour: { deep: 1 } } } },
      'error  There is no place for "vault.colour.deep" in generators/catalog/platform.ts.',
    ],
    ['an environment that there is not', { environments: { moon: { host: 'a.b' } } }, 'error  There is no environment "moon".'],
    ['a catalog that would be wrong', { platform: { productionGroups: ['nobody'] } }, 'error  There is no group "nobody".'],
  ])('refuses %s, and touches nothing', (_, told, message) => {
    const before = catalog();
    const { status, stderr } = adopt(told);
    expect([status, stderr.split('\n')[0]]).toEqual([2, message]);
    expect(catalog()).toEqual(before);
  });

  test('only says what it would do, when it is asked to', () => {
    const before = catalog();
    const { status, stdout } = adopt(answers, '--dry-run');
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'Would be written:']);
    expect(stdout).toMatch(/^Would be kept: .* \d+ files below test\/example$/m);
    expect([catalog(), existsSync(path.join(copy, 'test/example'))]).toEqual([before, false]);
  });

  test('changes nothing for the answers that it prints as an example', () => {
    writeFileSync(path.join(copy, 'answers.yaml'), run('ops', ['adopt', '--example']).stdout);
    const { status, stdout } = run('ops', ['adopt', '--from', 'answers.yaml']);
    rmSync(path.join(copy, 'answers.yaml'));
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'It is so already; nothing was changed.']);
  });

  test('gives everything the names of another company, and all is in order', () => {
    const comments = (texts: ReadonlyMap<string, string>) => [...texts.values()].join('\n').match(/^ *\/\/ .*$/gm)?.length;
    const before = comments(catalog());
    const example = catalog();
    const kept = () => new Map([...textsIn('test/example')].map(([file, text]) => [file.replace('test/example/', ''), text]));
    const first = adopt(answers);
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('the teams @acme/platform/dev, @acme/platform/qa, @acme/platform/ops');
    expect(comments(catalog())).toBe(before);
    const was = kept();
    expect([...example].filter(([file, text]) => was.get(file) !== text)).toEqual([]);
    expect(adopt(answers).stdout.split('\n')[0]).toBe('It is so already; nothing was changed.');
    // Once is enough: the second time it would be the company's own.
    expect(adopt({ ...answers, mail: 'ops@acme.io' }).stdout).not.toContain('Kept');
    expect([adopt(answers).status, kept()]).toEqual([0, was]);
    // Charts cannot be rendered here: until they are, their facts are those from before under the new names.
    run('generate', []);
    const build = run('build', []);
    expect(build.stderr.split('\n').filter((line) => line.startsWith('error'))).toEqual([]);
    expect(build.status).toBe(0);
    expect(run('docs', []).status).toBe(0);
  });

  test('leaves no old name in what is generated or written for people', () => {
    const old = [
      ...Object.entries(namesOfExample.platform),
      ...Object.values(namesOfExample.environments).flatMap((names) => Object.entries(names)),
    ]
      .filter(([field]) =>
        /^(git|labelDomain|imageRepository|vault\.server|identity\.(issuer|keys)|acmeEmail|incidentOwner|breakGlass|host|argo\.host)|role$|hosts|bucket$|region$|namespaces\.infra|codeOwner/i.test(
          field,
        ),
      )
      .map(([, name]) => name);
    const pattern = new RegExp(
      `(?<![A-Za-z0-9-])(?:${[...new Set(old)].map((name) => name.replaceAll('.', '\\.')).join('|')})(?![A-Za-z0-9-])`,
    );
    const texts = textsIn('base', 'overlays', 'argocd', 'charts', 'docs', '.gitlab');
    expect([...texts].filter(([, text]) => pattern.test(text)).map(([file]) => file)).toEqual([]);
    expect([...texts.keys()].filter((file) => file.endsWith('CODEOWNERS'))).toEqual(['.gitlab/CODEOWNERS']);
    expect(readFileSync(path.join(copy, 'overlays/production/alerts/prometheus-rule.erp-cluster.patch.yaml'), 'utf8')).toContain(
      'https://gitlab.acme.io/platform/manifests/-/blob/main/docs/runbooks/alerts.md#',
    );
  });

  test('takes the example services away where that is the answer, and what is left builds', () => {
    expect(adopt({ ...answers, examples: 'remove' }).status).toBe(0);
    expect([...catalog().keys()].filter((file) => /(?:services|releases)\//.test(file))).toEqual([]);
    const build = run('build', []);
    expect(build.stderr.split('\n').filter((line) => line.startsWith('error'))).toEqual([]);
    expect([build.status, /^conform .*$/m.exec(build.stdout)?.[0]]).toEqual([0, expect.stringContaining('127 not asked')]);
  });
});
