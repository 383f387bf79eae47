import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { folderWith } from '../support/folder.ts';
import { digestOf, opsRepository } from '../support/ops.ts';

const { ops, git, merge } = opsRepository('2026-11-01T00:00Z');
const service = 'financial-service';
const now = '2026-11-05T00:00Z';
const repository = 'registry.example.com/erp';
const digest = digestOf('a');
const signer = [
  '--certificate-oidc-issuer',
  'https://token.actions.githubusercontent.com',
  '--certificate-identity-regexp',
  `^https://github\\.com/example-erp/erp-services/\\.github/workflows/release-${service}\\.yml@refs/tags/v[0-9]+\\.[0-9]+\\.[0-9]+$`,
];

const delivery = ['deliver', service, '--env', 'dev', '--version', '1.1.0', '--digest', digest];
const promotion = ['promote', service, '--from', 'dev', '--to', 'test', '--dry-run'];
const emergency = [
  ...['emergency', service, '--env', 'production', '--version', '1.1.1', '--digest', digest],
  ...['--incident', 'INC-7', '--reason', 'orders fail'],
];

/** A cosign that writes down what it is asked, and answers as the script says. */
function fakeCosign(script: string): { readonly calls: () => readonly (readonly string[])[] } {
  const folder = folderWith({});
  const log = path.join(folder, 'calls');
  writeFileSync(path.join(folder, 'cosign'), `#!/bin/sh\nprintf '%s\\n' "$@" >> ${log}\necho -- >> ${log}\n${script}\n`);
  chmodSync(path.join(folder, 'cosign'), 0o755);
  vi.stubEnv('PATH', `${folder}${path.delimiter}${withoutCosign()}`);
  return {
    calls: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('--\n')
            .slice(0, -1)
            .map((call) => call.trimEnd().split('\n'))
        : [],
  };
}

const ordinary = process.env['PATH'] ?? '';
const withoutCosign = () =>
  ordinary
    .split(path.delimiter)
    .filter((folder) => !existsSync(path.join(folder, 'cosign')))
    .join(path.delimiter);

const branches = () => git('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n');

describe('who signed a build', () => {
  beforeEach(() => vi.stubEnv('PATH', withoutCosign()));
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const branch of branches()) if (branch !== 'main') git('branch', '-qD', branch);
  });

  it('is asked of cosign before a delivery: both questions, by digest, with the signer that the clusters ask for', async () => {
    const cosign = fakeCosign('exit 0');
    const { code, stdout } = await ops(now, delivery);
    expect({ code, said: stdout.split('\n')[1] }).toEqual({
      code: 0,
      said: `Verified with cosign, signature and provenance: ${service} 1.1.0.`,
    });
    const reference = `${repository}/${service}@${digest}`;
    expect(cosign.calls()).toEqual([
      ['verify', ...signer, reference],
      ['verify-attestation', ...signer, '--type', 'https://slsa.dev/provenance/v1', reference],
    ]);
  });

  it.each([
    {
      title: 'no signature',
      script: 'echo "Error: no signatures found" >&2; echo "main.go:69: error during command execution: no signatures found" >&2; exit 10',
      message: `${service} 1.1.0 is not signed by its release workflow: no signatures found`,
    },
    {
      title: "somebody else's signature",
      script: 'echo "Error: no matching signatures: none of the expected identities matched what was in the certificate" >&2; exit 12',
      message: `${service} 1.1.0 is not signed by its release workflow: no matching signatures: none of the expected identities matched`,
    },
    {
      title: 'an exit code that means it, whatever the words',
      script: 'echo "Error: something new" >&2; exit 12',
      message: `${service} 1.1.0 is not signed by its release workflow: something new`,
    },
    {
      title: 'no provenance',
      script: '[ "$1" = verify ] && exit 0; echo "Error: no matching attestations: " >&2; exit 1',
      message: `${service} 1.1.0 has no provenance by its release workflow: no matching attestations:`,
    },
  ])('refuses $title with exit code 3, and makes nothing', async ({ script, message }) => {
    fakeCosign(script);
    const before = git('for-each-ref');
    const { code, stderr } = await ops(now, delivery);
    const [what = '', where, how] = stderr.split('\n');
    expect({ code, what: what.startsWith(`error  ${message}`), where }).toEqual({
      code: 3,
      what: true,
      where: `  at   ${service} > dev (gate: signature)`,
    });
    expect(how).toContain('Release it anew');
    expect(git('for-each-ref')).toBe(before);
  });

  it('that cannot be found out is no refusal but a broken tool: exit code 2', async () => {
    fakeCosign('echo "Error: GET https://registry.example.com/v2/: dial tcp: lookup registry.example.com: no such host" >&2; exit 1');
    const { code, stderr } = await ops(now, delivery);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `error  cosign could not find out who signed ${service} 1.1.0: GET https://registry.example.com/v2/: dial tcp`,
    );
  });

  it('is asked by nobody where cosign is not on PATH, and the command says so aloud, in its JSON too', async () => {
    const said = `Not verified: cosign is not on PATH. Who signed ${service} 1.1.0 only the cluster will ask.`;
    const { code, stdout } = await ops(now, [...delivery, '--dry-run']);
    expect({ code, lines: stdout.split('\n').filter((line) => line === said) }).toEqual({ code: 0, lines: [said] });
    vi.stubEnv('PATH', withoutCosign());
    const { stdout: json } = await ops(now, [...delivery, '--json']);
    expect(JSON.parse(json)).toMatchObject({ state: 'made', notes: [said] });
  });

  it('is not asked of a file called cosign that nobody may run', async () => {
    const folder = folderWith({ cosign: 'exit 0' });
    vi.stubEnv('PATH', `${folder}${path.delimiter}${withoutCosign()}`);
    expect((await ops(now, [...delivery, '--dry-run'])).stdout).toContain('Not verified');
  });

  it('holds an emergency up too: it passes order and time by, but no check', async () => {
    fakeCosign('echo "Error: no signatures found" >&2; exit 10');
    const { code, stderr } = await ops(now, emergency);
    expect({ code, what: stderr.split('\n')[0] }).toEqual({
      code: 3,
      what: `error  ${service} 1.1.1 is not signed by its release workflow: no signatures found`,
    });
  });
});

describe('a promotion', () => {
  beforeAll(async () => {
    for (const [name, letter] of [
      [service, 'a'],
      ['sales-service', 'b'],
    ] as const) {
      // Each command puts the environment back when it ends.
      vi.stubEnv('PATH', withoutCosign());
      const args = ['deliver', name, '--env', 'dev', '--version', '1.1.0', '--digest', digestOf(letter)];
      expect(await ops('2026-11-02T00:00Z', args)).toMatchObject({ code: 0, stderr: '' });
      merge('2026-11-02T00:00Z', `promote/${name}/dev/1.1.0`);
    }
  });
  afterEach(() => vi.unstubAllEnvs());

  it('asks of the build that it takes, when all other gates are open', async () => {
    const cosign = fakeCosign('exit 0');
    const { code, stdout } = await ops(now, promotion);
    expect({ code, said: stdout.includes(`Verified with cosign, signature and provenance: ${service} 1.1.0.`) }).toEqual({
      code: 0,
      said: true,
    });
    expect(cosign.calls().map((call) => call.at(-1))).toEqual([`${repository}/${service}@${digest}`, `${repository}/${service}@${digest}`]);
  });

  it('asks nobody when another gate refuses', async () => {
    const cosign = fakeCosign('exit 0');
    expect((await ops('2026-11-02T00:10Z', promotion)).code).toBe(3);
    expect(cosign.calls()).toEqual([]);
  });

  it('of all that are ready leaves out what is not signed, and without --ready is refused for it', async () => {
    const unsigned = 'case "$*" in *sales-service*) echo "Error: no signatures found" >&2; exit 10;; esac';
    fakeCosign(unsigned);
    const all = ['promote', '--all', '--from', 'dev', '--to', 'test', '--dry-run'];
    const ready = await ops(now, [...all, '--ready']);
    expect({
      code: ready.code,
      said: ready.stdout.includes(`provenance: ${service} 1.1.0.`),
      more: ready.stdout.includes('sales-service'),
    }).toEqual({
      code: 0,
      said: true,
      more: false,
    });
    fakeCosign(unsigned);
    const refused = await ops(now, all);
    expect({ code: refused.code, what: refused.stderr.split('\n')[0] }).toEqual({
      code: 3,
      what: 'error  sales-service 1.1.0 is not signed by its release workflow: no signatures found',
    });
  });
});
