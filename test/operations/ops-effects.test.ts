import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addTo } from '../support/folder.ts';
import { digestOf, opsRepository } from '../support/ops.ts';
import { runScript } from '../support/repository.ts';

const { root, ops, git, merge } = opsRepository('2026-11-01T00:00Z');
/** In the closing of the month, in which production is frozen. */
const frozen = '2026-11-29T02:10Z';
const free = '2026-11-10T02:10Z';
const service = 'sales-service';
const catalogFile = (name: string) => `generators/catalog/${name}`;
const production = catalogFile('environments/production.ts');

type Edit = readonly [file: string, from: string | RegExp | undefined, to: string];

/** Commits edits on a branch of its own, each of which must change its file, with what is generated of them. */
async function byHand(edits: readonly Edit[], message = 'By hand', generated = true): Promise<void> {
  git('switch', '--quiet', '--force', '--force-create', 'hand', 'main');
  write(edits);
  if (generated) expect(await runScript(root, 'generate')).toMatchObject({ code: 0, stderr: '' });
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}

function write(edits: readonly Edit[]): void {
  for (const [file, from, to] of edits) {
    const text = from === undefined ? '' : readFileSync(path.join(root, file), 'utf8');
    const edited = from === undefined ? to : text.replace(from, to);
    expect(edited, file).not.toBe(text);
    addTo(root, { [file]: edited });
  }
}

interface Finding {
  readonly kind: string;
  readonly severity: string;
  readonly message: string;
  readonly where: string;
}

/** What is against merging, each by its gate or kind and what it is about. */
async function against(now: string, base = 'main'): Promise<{ readonly code: number | null; readonly found: readonly string[] }> {
  const { code, stdout } = await ops(now, ['check', '--base', base, '--json']);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
  const told = ({ kind, where, message }: Finding) => `${/\(gate: (\w+)\)$/.exec(where)?.[1] ?? kind}: ${message}`;
  // The release train has tests of its own.
  const found = findings.filter(({ severity }) => severity === 'error').map(told);
  return { code, found: found.filter((text) => !text.startsWith('train:')) };
}

function back(): void {
  git('switch', '--quiet', '--force', 'main');
  git('clean', '-fdq');
  for (const branch of git('for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n'))
    if (branch !== 'main') git('branch', '-qD', branch);
}

afterEach(back);

const freeze = 'freeze: production is frozen until 2026-12-01T16:00Z: Month-end closing';
const trailersOf = (more: string) => `Service: ${service}\nEnvironment: production\n${more}`;

describe('in a freeze of production', { timeout: 400_000 }, () => {
  it.each<[string, readonly Edit[], string?]>([
    [
      'settings of a service',
      [[catalogFile(`settings/production/${service}.yaml`), undefined, 'maxReplicas: 30\n']],
      `config(${service}): production more pods\n\n${trailersOf('')}`,
    ],
    [
      'a scale of a service',
      [[catalogFile(`scaling/production/${service}.yaml`), undefined, "min: 9\nmax: 30\nreason: r\nuntil: '2026-12-20T00:00Z'\n"]],
      `scale(${service}): production\n\n${trailersOf('Expires: 2026-12-20T00:00Z')}`,
    ],
    ['the file of a service', [[catalogFile(`services/${service}.ts`), "en: 'Orders, prices and deliveries'", "en: 'Orders'"]]],
    ['the file of the environment', [[production, "logLevel: 'info'", "logLevel: 'warn'"]]],
    ['the platform', [[catalogFile('platform.ts'), "acmeEmail: 'ops@", "acmeEmail: 'tls@"]]],
    ['a generator', [['generators/model/priorities.ts', 'Edge, operators, and', 'Edge, all operators, and']]],
    ['its own gate away', [[production, / {4}freezes: \[[^\]]*\],/, '    freezes: [],']]],
    [
      'its own gate away, and what that would stop',
      [
        [production, / {4}freezes: \[[^\]]*\],/, '    freezes: [],'],
        [production, "logLevel: 'info'", "logLevel: 'warn'"],
      ],
    ],
  ])('nobody changes %s by hand', async (_, edits, message) => {
    await byHand(edits, message);
    const { code, found } = await against(frozen);
    expect({ code, found: [...new Set(found)] }).toEqual({ code: 3, found: [freeze] });
  });

  it('nobody changes what is built without its source, nor what all environments share', async () => {
    await byHand([[`base/${service}/deployment.yaml`, /runAsNonRoot: true/, 'runAsNonRoot: false']], 'By hand', false);
    expect((await against(frozen)).found).toEqual([freeze]);
    await byHand([[`argocd/production/applications/${service}.yaml`, 'selfHeal: true', 'selfHeal: false']], 'By hand', false);
    expect((await against(frozen)).found).toEqual([freeze]);
    await byHand([['argocd/production/applications/keda.yaml', 'targetRevision: 2.20.2', 'targetRevision: 2.20.3']], 'By hand', false);
    expect((await against(frozen)).found).toEqual([freeze]);
    await byHand([['argocd/argo-cd.yaml', 'selfHeal: true', 'selfHeal: false']], 'By hand', false);
    expect((await against(frozen)).found).toEqual([freeze]);
  });

  it('everybody changes what nothing is built of, and other environments', async () => {
    await byHand(
      [
        ['docs/delivery.md', /$/, '\nA word.\n'],
        [production, 'export default', '// A word.\nexport default'],
        [`base/${service}/deployment.yaml`, /^/, '# A word.\n'],
      ],
      'By hand',
      false,
    );
    expect(await against(frozen)).toEqual({ code: 0, found: [] });
    await byHand([[catalogFile('environments/staging.ts'), /logLevel: '\w+'/, "logLevel: 'error'"]]);
    expect(await against(frozen)).toEqual({ code: 0, found: [] });
  });

  it('a freeze may be added, and none taken away, but for an incident', async () => {
    const asked = ['freeze', '--env', 'production', '--from', '0m', '--to', '10d', '--name', 'audit', '--reason', 'r'];
    expect((await ops(frozen, asked)).code).toBe(0);
    git('switch', '--quiet', 'freeze/production/audit');
    expect(await against(frozen)).toEqual({ code: 0, found: [] });
    git('switch', '--quiet', '--create', 'trunk');
    const remove = ['freeze', '--env', 'production', '--remove', 'audit', '--reason', 'r'];
    const later = '2026-12-03T00:00Z';
    expect((await ops(later, remove)).code).toBe(3);
    expect((await ops(later, [...remove, '--incident', 'INC-4'])).code).toBe(0);
    git('switch', '--quiet', 'freeze/production/audit-ends');
    expect(await against(later, 'trunk')).toEqual({ code: 0, found: [] });
    git('switch', '--quiet', '--create', 'hand', 'trunk');
    git('rm', '--quiet', catalogFile('freezes/production.yaml'));
    git('commit', '--quiet', '--message', 'freeze(production): ends\n\nEnvironment: production');
    expect(await against(later, 'trunk')).toEqual({
      code: 3,
      found: ['freeze: production is frozen until 2026-12-09T02:10Z: r'],
    });
  });

  it('a thaw of the change lets it through, if it names its incident', async () => {
    const thaw = catalogFile('thaws/production/inc-1.yaml');
    const text = "from: '2026-11-29T02:00Z'\nto: '2026-11-29T04:00Z'\nreason: r\nincident: INC-1\n";
    const edits: readonly Edit[] = [
      [thaw, undefined, text],
      [production, "logLevel: 'info'", "logLevel: 'warn'"],
    ];
    await byHand(edits, 'thaw(production): the log\n\nEnvironment: production\nIncident: INC-1');
    expect(await against(frozen)).toEqual({ code: 0, found: [] });
    expect((await against('2026-11-29T04:00Z')).found).toContain(freeze);
    await byHand(edits, 'thaw(production): the log\n\nEnvironment: production');
    expect((await against(frozen)).found).toEqual([expect.stringContaining(`thaws for INC-1 in ${thaw}, but has no trailer`)]);
  });
});

describe('a gate that a change takes away', { timeout: 400_000 }, () => {
  it('is asked of it all the same, and one that it adds at once', async () => {
    const release: Edit = [catalogFile(`releases/production/${service}.yaml`), /[\s\S]*/, `version: 1.1.0\ndigest: ${digestOf('a')}\n`];
    const message = `promote(${service}): dev -> production 1.1.0\n\n${trailersOf(`From-Version: 1.0.0\nTo-Version: 1.1.0\nImage-Digest: ${digestOf('a')}`)}`;
    await byHand([[production, "from: 'staging'", "from: 'dev'"], release], message);
    expect((await against(free)).found).toEqual([`source: ${service} 1.1.0 is not what staging has, which is 1.0.0.`]);
    await byHand(
      [
        [
          production,
          / {4}freezes: \[/,
          "    freezes: [{ name: 'always', schedule: '0 0 1 * *', hours: 500, timeZone: 'UTC', reason: 'r' }, ",
        ],
        [production, "logLevel: 'info'", "logLevel: 'warn'"],
      ],
      'By hand',
    );
    expect((await against(free)).found).toEqual(['freeze: production is frozen until 2026-11-21T20:00Z: r']);
  });
});

describe('a service that is held', { timeout: 400_000 }, () => {
  it('keeps what runs of it, but for its own commands', async () => {
    const release = catalogFile(`releases/production/${service}.yaml`);
    addTo(root, { [release]: `version: 1.0.0\ndigest: ${digestOf('8')}\nhold:\n  reason: 5xx\n  until: '2026-11-20T00:00Z'\n` });
    git('commit', '--quiet', '--all', '--message', 'A hold');
    await byHand([[catalogFile(`services/${service}.ts`), "en: 'Orders, prices and deliveries'", "en: 'Orders'"]]);
    expect((await against(free)).found).toEqual([`hold: ${service} is held in production until 2026-11-20T00:00Z: 5xx`]);
    expect((await against('2026-11-20T00:00Z')).found.filter((text) => text.startsWith('hold'))).toEqual([]);
    git('switch', '--quiet', '--force', 'main');
    const scale = ['scale', service, '--env', 'production', '--min', '9', '--until', '3d', '--reason', 'r'];
    expect((await ops(free, scale)).code).toBe(0);
    merge(free, `scale/${service}/production/9-20`);
    expect(await against(free, 'HEAD^')).toEqual({ code: 0, found: [] });
    git('reset', '--quiet', '--hard', 'HEAD^^');
  });
});
