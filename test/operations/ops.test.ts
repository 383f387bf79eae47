import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addTo } from '../support/folder.ts';
import { digestOf, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git, process: asProcess } = opsRepository('2026-11-01T00:00Z');
const now = '2026-11-02T00:00Z';
const service = 'financial-service';
const digest = digestOf('a');
const delivery = ['deliver', service, '--env', 'dev', '--version', '1.1.0', '--digest', digest];

/** A rule that a company adds. */
const ownRule = `import { numberAt } from '../../kubernetes/fields.ts';
import { defineRule } from '../../model.ts';

const manifests = 'apiVersion: keda.sh/v1alpha1\\nkind: ScaledObject\\nmetadata: { name: a }\\nspec: { maxReplicaCount: 5 }\\n';

export default defineRule({
  id: 'limit-autoscaler',
  severity: 'error',
  manual: '7.1',
  summary: 'No service has more than 50 pods.',
  rationale: 'Who needs more should ask.',
  remediation: 'Ask.',
  scope: 'object',
  kinds: ['ScaledObject'],
  check({ name, fields }) {
    const most = numberAt(fields, 'spec', 'maxReplicaCount') ?? 0;
    return most > 50 ? [{ message: \`ScaledObject "\${name}" may have \${most} pods.\`, path: 'spec.maxReplicaCount' }] : [];
  },
  examples: {
    pass: [{ name: 'few', manifests }],
    fail: [
      {
        name: 'many',
        from: 'few',
        change: { 'spec.maxReplicaCount': 51 },
        problems: [{ on: 'ScaledObject/a', message: 'ScaledObject "a" may have 51 pods.', path: 'spec.maxReplicaCount' }],
      },
    ],
  },
});
`;

/** Everything that a command must leave as it was when it makes nothing. */
const state = () => [git('for-each-ref'), git('status', '--porcelain'), git('rev-parse', 'HEAD'), git('symbolic-ref', 'HEAD')].join('\n');

/** Puts a repository back after a test. */
function back(): void {
  git('switch', '--quiet', '--force', 'main');
  git('clean', '-fdq');
  for (const branch of git('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n'))
    if (branch !== 'main') git('branch', '-qD', branch);
}

describe('a command that changes something', () => {
  it('makes one commit on a branch, and leaves files, index and branch of the user as they are', async () => {
    addTo(root, { 'notes.txt': 'mine' });
    const before = [git('status', '--porcelain'), git('rev-parse', 'HEAD'), git('ls-files', '--stage')];
    const { code, stdout, stderr } = await asProcess(now, delivery);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Next: git push -u origin promote/${service}/dev/1.1.0`);
    expect([git('status', '--porcelain'), git('rev-parse', 'HEAD'), git('ls-files', '--stage')]).toEqual(before);
    const branch = `promote/${service}/dev/1.1.0`;
    expect(git('rev-list', '--parents', '-1', branch).split(' ')[1]).toBe(git('rev-parse', 'main'));
    expect(git('diff', '--name-only', 'main', branch).split('\n')).toEqual([
      `generators/catalog/releases/dev/${service}.yaml`,
      `overlays/dev/${service}/deployment.patch.yaml`,
      `overlays/dev/${service}/kustomization.yaml`,
    ]);
    expect(git('show', `${branch}:generators/catalog/releases/dev/${service}.yaml`)).toContain(`version: 1.1.0\ndigest: ${digest}`);
    expect(git('fsck', '--no-dangling')).toBe('');

    const commit = git('rev-parse', branch);
    const again = await ops('2026-11-02T05:00Z', delivery);
    expect({ code: again.code, said: again.stdout.includes('was on the branch already'), commit: git('rev-parse', branch) }).toEqual({
      code: 0,
      said: true,
      commit,
    });
    const other = await ops(now, [...delivery.slice(0, -1), digestOf('e')]);
    expect({ code: other.code, stderr: other.stderr }).toEqual({
      code: 2,
      stderr: [
        `error  There is a branch "${branch}" already, with something else in it.`,
        `  at   refs/heads/${branch}`,
        `  fix  Merge it, or remove it with "git branch -D ${branch}", and run the command again.`,
        '',
      ].join('\n'),
    });
    back();
  });

  it('says how a thaw reaches the cluster, and what to do when an operation is in its way', async () => {
    const { stdout } = await ops(now, ['thaw', '--env', 'production', '--to', '4h', '--incident', 'INC-1', '--reason', 'r']);
    for (const command of [
      'argocd proj windows list erp-production',
      'argocd app terminate-op projects-production',
      'argocd app terminate-op root-production',
    ])
      expect(stdout).toContain(`  ${command}\n`);
    back();
  });

  it('prints the diff with --dry-run, and changes nothing', async () => {
    const before = state();
    const { code, stdout } = await ops(now, [...delivery, '--dry-run', '--json']);
    const result = JSON.parse(stdout) as { readonly state: string; readonly diff: string; readonly effects: unknown };
    expect({ code, state: result.state, effects: result.effects }).toEqual({
      code: 0,
      state: 'planned',
      effects: [{ environment: 'dev', object: `Deployment erp-dev/${service}`, change: 'changed' }],
    });
    expect(result.diff).toContain('-version: 1.0.0\n');
    expect(result.diff).toContain('+version: 1.1.0\n');
    expect(state()).toBe(before);
  });

  it.each<[string, readonly string[], number, string]>([
    ['a service that does not exist', ['promote', 'financial', '--from', 'dev', '--to', 'test'], 2, 'There is no service "financial".'],
    ['an environment that does not exist', ['promote', service, '--from', 'dev', '--to', 'tets'], 2, 'Did you mean "test"?'],
    ['neither a service nor all', ['promote', '--from', 'dev', '--to', 'test'], 2, 'Name one service, or give --all.'],
    [
      'a version that is none',
      ['deliver', service, '--env', 'dev', '--version', 'latest', '--digest', digest],
      2,
      'The version "latest" is no semantic version.',
    ],
    [
      'a digest that is none',
      ['deliver', service, '--env', 'dev', '--version', '1.1.0', '--digest', 'sha256:12'],
      2,
      'The digest "sha256:12" is no sha256 digest.',
    ],
    ['a tag that was moved', ['deliver', service, '--env', 'dev', '--version', '1.0.0', '--digest', digest], 3, 'has another digest in'],
    [
      'a delivery past the first environment',
      ['deliver', service, '--env', 'staging', '--version', '1.1.0', '--digest', digest],
      3,
      'staging gets versions from test, not from the pipeline.',
    ],
    [
      'an emergency where the pipeline delivers',
      ['emergency', service, '--env', 'dev', '--version', '1.1.0', '--digest', digest, '--incident', 'INC-1', '--reason', 'r'],
      2,
      'Use "npm run ops -- deliver".',
    ],
    [
      'an emergency without a number',
      ['emergency', service, '--env', 'production', '--version', '1.1.0', '--digest', digest, '--incident', 'urgent', '--reason', 'r'],
      2,
      '"urgent" is no incident.',
    ],
    [
      'a rollback where there was nothing before',
      ['rollback', service, '--env', 'production', '--reason', 'r'],
      2,
      'production had no version before this one.',
    ],
    [
      'a rollback to what never was',
      ['rollback', service, '--env', 'production', '--to', '0.9.0', '--reason', 'r'],
      2,
      'It had, newest first: 1.0.0.',
    ],
    ['a scale without an end', ['scale', service, '--env', 'production', '--min', '12', '--reason', 'r'], 2, 'A scale needs an end.'],
    [
      'a scale for ever',
      ['scale', service, '--env', 'production', '--min', '12', '--until', '90d', '--reason', 'r'],
      2,
      'is more than 31 days away.',
    ],
    [
      'too few pods',
      ['scale', service, '--env', 'production', '--min', '2', '--until', '1d', '--reason', 'r'],
      2,
      '2 pods at least are fewer than the 6 of every service in production.',
    ],
    [
      'a setting that is none',
      ['set', service, 'maxReplica', '30', '--env', 'production', '--reason', 'r'],
      2,
      'Did you mean "maxReplicas"?',
    ],
    [
      'the end of a hold that is none',
      ['release', service, '--env', 'production', '--reason', 'r'],
      2,
      `${service} is not held in production.`,
    ],
    [
      'a freeze without an end',
      ['freeze', '--env', 'production', '--from', '1d', '--reason', 'r'],
      2,
      'A freeze needs a beginning and an end.',
    ],
  ])('refuses %s, and changes nothing', async (_, args, code, message) => {
    const before = state();
    const outcome = await ops(now, args);
    expect({ code: outcome.code, said: outcome.stderr.includes(message), stderr: outcome.stderr }).toEqual({
      code,
      said: true,
      stderr: outcome.stderr,
    });
    expect(outcome.stderr).not.toMatch(/^ {4}at /m);
    expect(state()).toBe(before);
  });

  it('refuses what the rules of the target are against, with their findings', async () => {
    addTo(root, { 'policies/rules/pods/limit-autoscaler.ts': ownRule });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'A rule of our own');
    const before = state();
    const args = ['set', service, 'maxReplicas', '60', '--env', 'production', '--reason', 'r'];
    const { code, stderr } = await asProcess(now, args);
    expect({ code, findings: stderr.split('\n').filter((line) => line.startsWith('error')) }).toEqual({
      code: 3,
      findings: [
        expect.stringMatching(/^error {2}limit-autoscaler {2}ScaledObject "financial-service" may have 60 pods/),
        'error  1 finding is against the change.',
      ],
    });
    expect(state()).toBe(before);
    git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  it('refuses to start from what is not committed', async () => {
    const file = `generators/catalog/releases/dev/${service}.yaml`;
    addTo(root, { [file]: readFileSync(path.join(root, file), 'utf8').replace('1.0.0', '1.0.1') });
    const { code, stderr } = await ops(now, delivery);
    expect({ code, stderr: stderr.split('\n')[0] }).toEqual({ code: 2, stderr: `error  Not committed: ${file}.` });
    back();
  });

  it('promotes all services that are ready, and names what refuses the others', async () => {
    git('switch', '--quiet', '-c', 'start');
    const release = (name: string, version: string) => ({
      [`generators/catalog/releases/dev/${name}.yaml`]: `version: ${version}\ndigest: ${digest}\n`,
    });
    addTo(root, { ...release(service, '1.1.0'), ...release('sales-service', '0.9.0') });
    expect((await runScript(root, 'generate')).code).toBe(0);
    git('commit', '--quiet', '--all', '--message', 'Two releases');
    const all = await ops(now, ['promote', '--all', '--from', 'dev', '--to', 'test', '--json']);
    const { refusals } = JSON.parse(all.stdout) as { readonly refusals: readonly { readonly message: string }[] };
    expect({ code: all.code, messages: refusals.map(({ message }) => message) }).toEqual({
      code: 3,
      messages: ['test has sales-service 1.0.0, which is newer than 0.9.0.'],
    });
    const ready = await ops(now, ['promote', '--all', '--ready', '--from', 'dev', '--to', 'test', '--json']);
    const made = JSON.parse(ready.stdout) as { readonly subject: string; readonly branch: string };
    expect(made).toMatchObject({ subject: 'promote(all): dev -> test 1 service', branch: 'promote/all/test/1.1.0' });
    back();
  });
});

describe('ops rollback', () => {
  it('restores the settings that held with the version, and finds it by version, by commit and as the one before', async () => {
    const settings = `generators/catalog/settings/production/${service}.yaml`;
    const release = `generators/catalog/releases/production/${service}.yaml`;
    const commit = async (files: Readonly<Record<string, string>>) => {
      addTo(root, files);
      expect((await runScript(root, 'generate')).code).toBe(0);
      git('add', '--all');
      git('commit', '--quiet', '--message', 'A step');
      return git('rev-parse', 'HEAD');
    };
    git('switch', '--quiet', '-c', 'start');
    const good = await commit({ [settings]: 'maxReplicas: 30\n' });
    const bad = await commit({ [release]: `version: 1.1.0\ndigest: ${digest}\n`, [settings]: 'maxReplicas: 8\n' });
    for (const to of [[], ['--to', '1.0.0'], ['--to', good.slice(0, 10)]]) {
      const { stdout } = await ops(now, ['rollback', service, '--env', 'production', ...to, '--reason', 'r', '--dry-run', '--json']);
      const { subject, diff, trailers } = JSON.parse(stdout) as {
        subject: string;
        diff: string;
        trailers: readonly { key: string; value: string }[];
      };
      expect(subject).toBe(`rollback(${service}): production 1.1.0 -> 1.0.0`);
      expect(diff.split('\n').filter((line) => /^[+-](maxReplicas|version| {2}maxReplicaCount|hold)/.test(line))).toEqual([
        '-version: 1.1.0',
        '+version: 1.0.0',
        '+hold:',
        '-maxReplicas: 8',
        '+maxReplicas: 30',
        '-  maxReplicaCount: 8',
        '+  maxReplicaCount: 30',
      ]);
      expect(trailers).toContainEqual({ key: 'Rollback-Of', value: bad });
    }
    back();
  });
});

describe('a version that changes the database for good', () => {
  const fileOf = (environment: string) => `generators/catalog/releases/${environment}/${service}.yaml`;
  const reason = 'drops the column ledger.old_code';
  const release = (version: string, mark = '') => `version: ${version}\ndigest: ${digestOf(version.slice(-1))}\n${mark}`;
  const marked = `forwardOnly: ${reason}\n`;
  const backTo = ['rollback', service, '--env', 'production', '--reason', 'r', '--dry-run', '--json'];

  async function commit(files: Readonly<Record<string, string>>, message = 'A step') {
    addTo(root, files);
    expect((await runScript(root, 'generate')).code).toBe(0);
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
  }

  it('is marked by the pipeline, keeps the mark when it is promoted, and shows it', async () => {
    git('switch', '--quiet', '-c', 'start');
    const { stdout } = await ops(now, [...delivery, '--forward-only', reason, '--dry-run', '--json']);
    expect((JSON.parse(stdout) as { diff: string }).diff).toContain(`\n+${marked}`);
    await commit({ [fileOf('dev')]: release('1.0.1', marked) });
    const promoted = await ops('2026-11-20T00:00Z', ['promote', service, '--from', 'dev', '--to', 'test', '--dry-run', '--json']);
    expect((JSON.parse(promoted.stdout) as { diff: string }).diff).toContain(`\n+${marked}`);
    expect((await ops(now, ['status', '--env', 'dev', '--list'])).stdout).toContain(`forward only: ${reason}`);
    const blank = await ops(now, [...delivery, '--forward-only', ' ']);
    expect({ code: blank.code, stderr: blank.stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--forward-only') });
    back();
  });

  it('is not crossed backwards, not even where it was passed over, nor by an emergency; a restore to a moment before lets it through', async () => {
    git('switch', '--quiet', '-c', 'start');
    await commit({ [fileOf('dev')]: release('1.0.1', marked) });
    await commit({ [fileOf('dev')]: release('1.0.2'), [fileOf('production')]: release('1.0.2') });
    await commit({ [fileOf('production')]: release('1.0.3') });
    expect((await ops(now, backTo)).code).toBe(0);
    const across = [...backTo, '--to', '1.0.0'];
    const refused = await ops(now, [...backTo.slice(0, -1), '--to', '1.0.0']);
    expect({ code: refused.code, stderr: refused.stderr }).toEqual({
      code: 3,
      stderr: [
        `error  Between ${service} 1.0.0 and 1.0.3 of production the database changed for good: 1.0.1 (${reason}).`,
        `  at   ${service} > production (gate: migration)`,
        `  fix  Roll forward with a newer version. Or restore the database to a moment before 2026-11-01T00:00Z (docs/runbooks/restore.md), and go back with "npm run ops -- rollback ${service} --env production --to 1.0.0 --restored <moment> --reason <why>".`,
        '',
      ].join('\n'),
    });
    expect((await ops(now, [...across, '--restored', '2026-11-01T00:00Z'])).code).toBe(3);
    const restored = await ops(now, [...across, '--restored', '2026-10-31T23:59Z']);
    expect(JSON.parse(restored.stdout)).toMatchObject({
      trailers: expect.arrayContaining([{ key: 'Database-Restored', value: '2026-10-31T23:59Z' }]),
    });
    const emergency = ['emergency', service, '--env', 'production', '--incident', 'INC-1', '--reason', 'r', '--digest', digestOf('f')];
    const older = await ops(now, [...emergency, '--version', '1.0.0-hotfix', '--dry-run']);
    expect({ code: older.code, stderr: older.stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('(gate: migration)') });
    back();
  });

  it('is not crossed by a commit made by hand, whatever its type, and taking the mark away does not help', async () => {
    git('switch', '--quiet', '-c', 'trunk');
    const first = readFileSync(path.join(root, fileOf('dev')), 'utf8');
    await commit({ [fileOf('dev')]: release('1.0.1', marked) });
    await commit({ [fileOf('dev')]: release('1.0.1') });
    git('switch', '--quiet', '-c', 'hand');
    const build = /sha256:[0-9a-f]+/.exec(first)?.[0] ?? '';
    const good = git('rev-list', '-1', 'main', '--', fileOf('dev'));
    const lines = `Service: ${service}\nFrom-Version: 1.0.1\nTo-Version: 1.0.0\nImage-Digest: ${build}\nEnvironment: dev`;
    await commit({ [fileOf('dev')]: first }, `promote(${service}): build -> dev 1.0.0\n\n${lines}`);
    const said = `error  Between ${service} 1.0.0 and 1.0.1 of dev the database changed for good: 1.0.1 (${reason}).`;
    expect((await ops(now, ['check', '--base', 'trunk'])).stdout).toContain(said);
    const held = `${first}hold:\n  reason: r\n  until: '2026-11-09T00:00Z'\n`;
    const more = `${lines}\nRollback-To: ${good}\nExpires: 2026-11-09T00:00Z`;
    for (const [trailer, refuses] of [
      ['', true],
      ['\nDatabase-Restored: soon', true],
      ['\nDatabase-Restored: 2026-10-31T00:00Z', false],
    ] as const) {
      git('reset', '--quiet', '--hard', 'trunk');
      await commit({ [fileOf('dev')]: held }, `rollback(${service}): dev 1.0.1 -> 1.0.0\n\n${more}${trailer}`);
      expect((await ops(now, ['check', '--base', 'trunk'])).stdout.includes(said)).toBe(refuses);
    }
    back();
  });
});

describe('ops check', () => {
  it.each<[string, string, string, string]>([
    ['a change by hand', 'Update it', 'version: 1.1.0', 'but its subject is not of the form'],
    [
      'a message that names another version',
      `promote(${service}): build -> dev 1.2.0\n\nService: ${service}\nFrom-Version: 1.0.0\nTo-Version: 1.2.0\nImage-Digest: ${digest}\nEnvironment: dev`,
      'version: 1.1.0',
      'says "To-Version: 1.2.0", but generators/catalog/releases/dev/financial-service.yaml says "1.1.0".',
    ],
    [
      'a promotion under the name of a hold',
      `hold(${service}): dev stays\n\nService: ${service}\nEnvironment: dev`,
      'version: 1.1.0',
      'which a commit of the type "hold" does not.',
    ],
    [
      'a message without the environment',
      `promote(${service}): build -> dev 1.1.0\n\nService: ${service}\nFrom-Version: 1.0.0\nTo-Version: 1.1.0\nImage-Digest: ${digest}`,
      'version: 1.1.0',
      'has no trailer "Environment: dev".',
    ],
  ])('is red for %s', async (_, message, version, expected) => {
    git('switch', '--quiet', '-c', 'hand');
    addTo(root, { [`generators/catalog/releases/dev/${service}.yaml`]: `${version}\ndigest: ${digest}\n` });
    git('commit', '--quiet', '--all', '--message', message);
    const { code, stdout } = await ops(now, ['check', '--base', 'main']);
    expect({ code: code === 0, said: stdout.includes(expected), stdout }).toEqual({ code: false, said: true, stdout });
    back();
  });

  it('judges the gates again when it is merged: what was free may be frozen, and the source may have moved on', async () => {
    git('switch', '--quiet', '-c', 'hand');
    const trailers = ['1.0.0', '1.1.0'].map((version, index) => `${['From', 'To'][index]}-Version: ${version}`).join('\n');
    const message = `promote(${service}): staging -> production 1.1.0\n\nService: ${service}\n${trailers}\nImage-Digest: ${digest}\nEnvironment: production`;
    addTo(root, { [`generators/catalog/releases/production/${service}.yaml`]: `version: 1.1.0\ndigest: ${digest}\n` });
    git('commit', '--quiet', '--all', '--message', message);
    const { stdout } = await ops(now, ['check', '--base', 'main']);
    expect(stdout).toContain(`error  ${service} 1.1.0 is not what staging has, which is 1.0.0.`);
    addTo(root, { [`generators/catalog/releases/dev/${service}.yaml`]: `version: 1.1.0\ndigest: ${digest}\n` });
    git('commit', '--quiet', '--all', '--message', message.replaceAll('production', 'dev'));
    const both = await ops(now, ['check', '--base', 'main']);
    expect(both.stdout).toContain('error  The change moves releases of dev and production.');
    back();
  });

  describe('of what passes the gates by', () => {
    const file = `generators/catalog/releases/production/${service}.yaml`;
    const hold = "hold:\n  reason: 5xx\n  until: '2026-12-09T00:00Z'\n";
    const trailersOf = (version: string, build: string, more: string) =>
      `Service: ${service}\nFrom-Version: 1.1.0\nTo-Version: ${version}\nImage-Digest: ${build}\nEnvironment: production${more}`;

    /** What is said against a commit by hand, in a repository whose production had 1.0.0 and has 1.1.0. */
    async function against(type: string, text: string, version: string, build: string, more: (good: string) => string) {
      const first = readFileSync(path.join(root, file), 'utf8');
      const good = git('rev-list', '-1', 'main', '--', file);
      git('switch', '--quiet', '-c', 'trunk');
      addTo(root, { [file]: `version: 1.1.0\ndigest: ${digest}\n` });
      git('commit', '--quiet', '--all', '--message', 'A step');
      git('switch', '--quiet', '-c', 'hand');
      addTo(root, { [file]: text.replace('FIRST', /sha256:[0-9a-f]+/.exec(first)?.[0] ?? '') });
      const said = build.replace('FIRST', /sha256:[0-9a-f]+/.exec(first)?.[0] ?? '');
      const subject = `${type}(${service}): production 1.1.0 -> ${version}`;
      git('commit', '--quiet', '--all', '--message', `${subject}\n\n${trailersOf(version, said, more(good))}`);
      const { code, stdout } = await ops(now, ['check', '--base', 'trunk']);
      back();
      return { code, errors: stdout.split('\n').filter((line) => line.startsWith('error')) };
    }

    it('refuses a rollback to a build that the environment never had', async () => {
      const strange = digestOf('f');
      const text = `version: 9.9.9\ndigest: ${strange}\n${hold}`;
      expect(await against('rollback', text, '9.9.9', strange, () => '\nExpires: 2026-12-09T00:00Z')).toEqual({
        code: 3,
        errors: [`error  production never had ${service} 9.9.9 with the digest ${strange}, so this is no rollback.`],
      });
    });

    it('refuses a rollback to an old version with another digest', async () => {
      const strange = digestOf('f');
      const { errors } = await against('rollback', `version: 1.0.0\ndigest: ${strange}\n${hold}`, '1.0.0', strange, (good) => {
        return `\nRollback-To: ${good}\nExpires: 2026-12-09T00:00Z`;
      });
      expect(errors).toContain(`error  production never had ${service} 1.0.0 with the digest ${strange}, so this is no rollback.`);
    });

    it('refuses a rollback that names another commit, and lets the true one through', async () => {
      const text = `version: 1.0.0\ndigest: FIRST\n${hold}`;
      const other = await against('rollback', text, '1.0.0', 'FIRST', () => `\nRollback-To: ${'0'.repeat(40)}\nExpires: 2026-12-09T00:00Z`);
      expect(other.errors).toEqual([expect.stringContaining('but production got financial-service 1.0.0 by')]);
      const right = await against('rollback', text, '1.0.0', 'FIRST', (good) => `\nRollback-To: ${good}\nExpires: 2026-12-09T00:00Z`);
      expect(right).toEqual({ code: 0, errors: [] });
    });

    it('refuses a build that the history cannot be searched for', async () => {
      const strange = digestOf('f');
      const { errors } = await against('promote', `{ version: 1.1.1, digest: "${strange}" }\n`, '1.1.1', strange, () => '');
      expect(errors).toEqual([expect.stringContaining('is not written as commands write it')]);
    });

    it('refuses an emergency without an incident, and one whose incident nobody else is asked about', async () => {
      const strange = digestOf('f');
      const bare = await against('emergency', `version: 1.1.1\ndigest: ${strange}\n`, '1.1.1', strange, () => '');
      expect(bare.errors).toEqual([
        `error  ${service} 1.1.1 comes to production as an emergency without an incident and a time to follow up.`,
      ]);
      const until = '2026-11-05T00:00Z';
      const text = `version: 1.1.1\ndigest: ${strange}\nemergency:\n  incident: INC-1\n  until: '${until}'\n`;
      const late = await against('emergency', text.replace(until, '2027-11-05T00:00Z'), '1.1.1', strange, () => {
        return '\nIncident: INC-1\nExpires: 2027-11-05T00:00Z';
      });
      expect(late.errors).toEqual([
        `error  The lower environments need ${service} 1.1.1 of INC-1 by 2027-11-05T00:00Z only, more than 14 days ahead.`,
      ]);
      const alone = await against('emergency', text, '1.1.1', strange, () => `\nIncident: INC-1\nExpires: ${until}`);
      expect(alone.errors).toEqual([
        `error  The change does not record ${service} 1.1.1 in generators/catalog/incidents/production/inc-1.yaml, so nobody but the owners of production is asked.`,
      ]);
    });
  });

  it('is against a service that goes everywhere at once', async () => {
    git('switch', '--quiet', '-c', 'gone');
    const environments = ['dev', 'test', 'staging', 'production'];
    for (const environment of environments) git('rm', '--quiet', `generators/catalog/releases/${environment}/sales-service.yaml`);
    git('commit', '--quiet', '--message', 'Sales moves elsewhere');
    const { code, stdout } = await ops(now, ['check', '--base', 'main']);
    expect({ code, errors: stdout.split('\n').filter((line) => line.startsWith('error')) }).toEqual({
      code: 3,
      errors: [
        'error  sales-service still runs in dev, test, staging; it ends in production after that.',
        'error  sales-service still runs in dev, test; it ends in staging after that.',
        'error  sales-service still runs in dev; it ends in test after that.',
      ],
    });
    back();
  });
});

describe('ops new', () => {
  it('writes a service, an environment and a rule that build, lint and pass', async () => {
    const lines = [
      ['service', 'orders-service'],
      ['environment', 'drill'],
      ['rule', 'require-min-ready', '--kind', 'Deployment', '--field', 'spec.minReadySeconds'],
    ];
    for (const args of lines) expect((await ops(now, ['new', ...args])).stdout).toContain('Next:\n  1. ');
    const again = await ops(now, ['new', 'service', 'orders-service']);
    expect({ code: again.code, stderr: again.stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('The file exists already.'),
    });
    const build = await runScript(root, 'build');
    expect({ code: build.code, stdout: build.code === 0 ? '' : build.stdout }).toEqual({ code: 0, stdout: '' });
    expect(existsSync(path.join(root, 'argocd/drill/projects/erp-drill.yaml'))).toBe(true);
    back();
  });
});

describe('the command line', () => {
  it('teaches by examples, and ends with 2 for wrong use', async () => {
    const help = await asProcess(now, ['promote', '--help']);
    expect({ code: help.code, example: help.stdout.includes('npm run ops -- promote financial-service --from test --to staging') }).toEqual(
      { code: 0, example: true },
    );
    const wrong = await asProcess(now, ['promote', service, '--form', 'dev']);
    expect({ code: wrong.code, hint: wrong.stderr.includes('--from') }).toEqual({ code: 2, hint: true });
    expect((await asProcess('yesterday', ['status'])).stderr).toContain('error  "yesterday" is no time.');
  });

  it('examines the machine and the repository', async () => {
    const { code, stdout } = await ops(now, ['doctor', '--json']);
    const { diagnoses } = JSON.parse(stdout) as { readonly diagnoses: readonly { readonly name: string; readonly good: boolean }[] };
    const bad = diagnoses.filter(({ good }) => !good).map(({ name }) => name);
    // The copy has no lockfile.
    expect({ code, names: diagnoses.map(({ name }) => name), bad }).toEqual({
      code: 1,
      names: ['node', 'packages', 'lockfile', 'kustomize', 'helm', 'git', 'work', 'catalog', 'exemptions', 'generated'],
      bad: ['packages', 'lockfile'],
    });
  });
});
