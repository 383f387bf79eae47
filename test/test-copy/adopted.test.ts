import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isOfCompany } from '../../scripts/test-copy/parts.ts';
import { folderWith } from '../support/folder.ts';
import { startOfCopy } from '../support/start.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
const root = path.join(folderWith({}), 'ours');
const temporary = path.join(folderWith({}), 'tmp');

/** The company of the answers: everything that a test could know by its name is called otherwise, and no service is left. */
const answers = {
  domain: 'shop.acme.io',
  labelDomain: 'acme.io',
  prefix: 'acme',
  imageRepository: 'ghcr.io/acme',
  gitUrl: 'https://codeberg.org/acme/platform.git',
  forge: 'gitea',
  owners: '@acme',
  signingIssuer: 'https://gitlab.acme.io',
  serviceRepository: 'https://gitlab.acme.io/platform/services',
  account: '2109'.padEnd(12, '8'),
  region: 'eu-central-1',
  vault: 'https://vault.acme.io:8200',
  identity: 'https://login.acme.io/realms/acme',
  identityKeys: 'https://login.acme.io/realms/acme/keys',
  mail: 'platform@acme.io',
  examples: 'remove',
};

/** Test files that fail on the catalog, facts and pages of such a company. */
const knowing = ['access', 'readme', 'prerequisites', 'documents/services', 'stores/mistakes'].map((name) => `test/${name}.test.ts`);

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@localhost', ...args], { cwd: folder, encoding: 'utf8' });
}

/** The files that Git would take, with their content. */
function filesOf(folder: string): ReadonlyMap<string, string> {
  const files = git(folder, ...listed).split('\0');
  return new Map(files.filter((file) => file !== '').map((file) => [file, readFileSync(path.join(folder, file), 'latin1')]));
}

function vitest(...args: readonly string[]) {
  const program = path.join(root, 'node_modules/vitest/vitest.mjs');
  const env = { ...process.env, TMPDIR: temporary, NO_COLOR: '1', VITEST: undefined, NODE_OPTIONS: undefined };
  return spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: 'utf8', env });
}

beforeAll(() => {
  for (const file of filesOf(repository).keys()) cpSync(path.join(repository, file), path.join(root, file));
  symlinkSync(realpathSync(path.join(repository, 'node_modules')), path.join(root, 'node_modules'));
  mkdirSync(temporary);
  git(root, 'init', '--quiet');
  appendFileSync(path.join(root, '.git/info/exclude'), '/node_modules\n');
  git(root, '-c', 'core.bigFileThreshold=1', 'add', '--all');
  git(root, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', 'Theirs');
  git(root, 'update-ref', 'refs/remotes/upstream/main', 'HEAD');
  const command = [...startOfCopy, 'scripts/ops.ts', 'adopt', '--from', '-'];
  const adopted = spawnSync(process.execPath, command, { cwd: root, input: JSON.stringify(answers), encoding: 'utf8' });
  expect([adopted.status, adopted.stderr]).toEqual([0, '']);
  expect(adopted.stdout).toMatch(/^Kept: .* which "npm test" stands on: \d+ files below test\/example$/m);
});

describe('in a repository that a company made its own', () => {
  test('test files that know the example run from its folder, by the paths that they have there', () => {
    const { status, stdout, stderr } = vitest('run', ...knowing);
    expect([status, stderr.match(/^ *(?:FAIL|error) .*$/gm)]).toEqual([0, null]);
    expect(stderr.split('\n')[0]).toMatch(
      /^tests run in \S+: the catalog here is a company's, and they stand on the example's \(docs\/adopt\.md\)\.$/,
    );
    expect(/Test Files +(\d+) passed/.exec(stdout)?.[1]).toBe(String(knowing.length));
  });

  test('the tests run in what the repository was, file for file and byte for byte', () => {
    const [place = ''] = readdirSync(temporary).filter((name) => name.startsWith('erp-gitops-tests-'));
    const [copy = ''] = readdirSync(path.join(temporary, place)).filter((name) => name.endsWith('-0'));
    const [had, has] = [filesOf(repository), filesOf(path.join(temporary, place, copy))];
    const differing = [...new Set([...had.keys(), ...has.keys()])].filter((file) => had.get(file) !== has.get(file));
    expect(differing.sort()).toEqual([]);
    expect(git(path.join(temporary, place, copy), 'status', '--porcelain')).toBe('');
  });

  test('the commands of the page take the example from the repository that theirs is a copy of', () => {
    const page = readFileSync(path.join(repository, 'docs/adopt.md'), 'utf8');
    const [commands = ''] = /(?<=```sh\n)git merge [^`]*/.exec(page) ?? [];
    const kept = filesOf(path.join(root, 'test/example'));
    execFileSync('bash', ['-euo', 'pipefail', '-c', commands], { cwd: root });
    const taken = [...filesOf(path.join(root, 'test/example'))].filter(([file]) => isOfCompany(file));
    expect(new Map(taken)).toEqual(kept);
  });

  test('they say where to get the example from when it is gone', () => {
    renameSync(path.join(root, 'test/example'), path.join(root, 'kept'));
    const { status, stderr } = vitest('run', 'test/access.test.ts');
    renameSync(path.join(root, 'kept'), path.join(root, 'test/example'));
    expect([status, stderr.split('\n').slice(0, 2)]).toEqual([
      2,
      [
        "error  The tests stand on the example that this repository began with; the catalog is a company's, and the example is not here.",
        '  at   test/example',
      ],
    ]);
  });
});
