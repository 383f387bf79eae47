import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { SealedSecret } from '../../generators/model/environment/sealed-secret.ts';
import type { TemporaryScale } from '../../generators/model/operations/operations.ts';
import { parseCall } from '../../generators/model/service/calls.ts';
import type { Partially, ServiceDefinition, ServiceSettings } from '../../generators/model/service/service.ts';
import { declaredTopics } from '../../generators/model/service/topics.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { readLiteral } from '../../scripts/repository/literal/read.ts';
import { fixtureAdjustments } from '../services/support.ts';
import fc from '../support/random.ts';

const committed = { ...(await loadCatalog(path.resolve(import.meta.dirname, '../..'))), adjustments: fixtureAdjustments };
const environments = committed.environments.map(({ value }) => value.name);

/** Those of the catalog, and services of every other kind. None is released anywhere by itself. */
const fixtures = path.resolve(import.meta.dirname, '../services/fixtures');
const services = [
  ...committed.services.map(({ value }) => value),
  ...readdirSync(fixtures).map((file) => {
    const definition = { define: 'defineService', from: '../../../generators/model/service.ts' };
    return readLiteral(readFileSync(path.join(fixtures, file), 'utf8'), definition).value as ServiceDefinition;
  }),
].map(({ initialRelease: _, ...service }) => service);

/** All that is decided for one service in one environment; undefined where it does not run. */
type Decision =
  | {
      readonly version: string;
      readonly inFile?: Partially<ServiceSettings>;
      readonly set?: Partially<ServiceSettings>;
      readonly scale?: TemporaryScale;
      readonly sealed?: SealedSecret;
    }
  | undefined;
type Decisions = Readonly<Record<string, Decision>>;

const settings = fc.record(
  {
    maxReplicas: fc.constantFrom(8, 12, 40),
    config: fc.dictionary(fc.constantFrom('SLOW_QUERY_MS', 'FEATURE_X', 'RUST_LOG'), fc.constantFrom('a', 'b'), { maxKeys: 2 }),
    resources: fc.constantFrom(
      { requests: { cpu: '300m', memory: '512Mi' }, limits: { cpu: '900m', memory: '1Gi' } },
      { limits: { memory: '3Gi' } },
    ),
    scale: fc.constantFrom<NonNullable<ServiceSettings['scale']>>(
      { pods: 2 },
      { single: 'It numbers the pages' },
      { on: [{ cpu: 60 }], min: 7, max: 9 },
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Partially<ServiceSettings>>;

const decision = fc.option(
  fc.record(
    {
      version: fc.constantFrom('1.0.0', '1.1.0'),
      inFile: settings,
      set: settings,
      scale: fc.constant({ min: 8, max: 14, reason: 'A fair', until: '2099-01-01T00:00Z' }),
      sealed: fc.constant({
        scope: 'erp-dev/x',
        certificate: 'ab'.repeat(32),
        sealedAt: '2026-01-01',
        encryptedData: { JWT_SECRET: 'AgB', ENCRYPTION_KEY: 'AgC' },
      }),
    },
    { requiredKeys: ['version'] },
  ),
  { nil: undefined, freq: 2 },
) as fc.Arbitrary<Decision>;

const decisions: fc.Arbitrary<Decisions> = fc.record(Object.fromEntries(services.map(({ name }) => [name, decision])));

/** The catalog in which that is decided, by environment. */
function catalogOf(decided: Readonly<Record<string, Decisions>>, among: readonly ServiceDefinition[] = services): Catalog {
  const entries = <T>(kind: string, toValue: (decision: NonNullable<Decision>) => T | undefined) =>
    environments.flatMap((environment) =>
      among.flatMap(({ name: service }) => {
        const own = decided[environment]?.[service];
        const value = own === undefined ? undefined : toValue(own);
        return value === undefined
          ? []
          : [{ file: `generators/catalog/${kind}/${environment}/${service}.yaml`, environment, service, value }];
      }),
    );
  return {
    ...committed,
    services: among
      .map((service) => ({
        file: `generators/catalog/services/${service.name}.ts`,
        value: {
          ...service,
          environments: Object.fromEntries(
            environments.map((name) => [name, { ...service.environments?.[name], ...decided[name]?.[service.name]?.inFile }]),
          ),
        },
      }))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
    releases: entries('releases', ({ version }) => ({ version, digest: `sha256:${'c'.repeat(64)}` })),
    settings: entries('settings', ({ set }) => set),
    scaling: entries('scaling', ({ scale }) => scale),
    sealedSecrets: entries('sealed-secrets', ({ sealed }) => sealed),
  };
}

/** A service without what it can only have where another one is declared: calls of it, and its topics. */
function withoutUseOf(name: string, { calls = [], consumes = {}, produces = {}, ...own }: (typeof services)[number]) {
  const topics = new Set(
    services.filter((other) => other.name === name).flatMap((other) => declaredTopics(other).map((topic) => topic.name)),
  );
  const others = (used: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(used).filter(([, topic]) => !topics.has(topic)));
  return {
    ...own,
    calls: calls.filter((call) => parseCall(call).service !== name),
    consumes: others(consumes),
    produces: others(produces),
  };
}

/** Files of `after` that are others than in `before`, or gone. */
function changed(before: Catalog, after: Catalog): readonly string[] {
  const [old, now] = [before, after].map(
    // Who owns the base of a service follows how far it has come (test/delivery/code-owners.test.ts).
    (catalog) => new Map(generate(catalog).files.map(({ path: file, text }) => [file, text.replaceAll(/^\/base\/.*\n/gm, '')])),
  );
  return [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].filter((file) => old?.get(file) !== now?.get(file)).sort();
}

/** What nobody but that environment has: its folders, and the bases of services that run only there. */
function isOf(environment: string, decided: Readonly<Record<string, Decisions>>, file: string): boolean {
  if (
    file.startsWith(`overlays/${environment}/`) ||
    file.startsWith(`argocd/${environment}/`) ||
    file.startsWith(`base/pull-requests/${environment}/`)
  )
    return true;
  const [, base = ''] = /^base\/([^/]+)\//.exec(file) ?? [];
  const others = environments.filter((name) => name !== environment);
  const runsElsewhere = (service: string) => others.some((name) => decided[name]?.[service] !== undefined);
  const service = services.find(({ name }) => base === name || base === `${name}-data`);
  return service !== undefined && !runsElsewhere(service.name);
}

describe('what is decided for one environment changes files of that environment only', () => {
  const world = fc.record(Object.fromEntries(environments.map((name) => [name, decisions])));
  const place = fc.record({ environment: fc.constantFrom(...environments), service: fc.constantFrom(...services.map(({ name }) => name)) });

  it('whatever of one service', () => {
    fc.assert(
      fc.property(world, place, decision, (before, { environment, service }, value) => {
        const after = { ...before, [environment]: { ...before[environment], [service]: value } };
        expect(changed(catalogOf(before), catalogOf(after)).filter((file) => !isOf(environment, before, file))).toEqual([]);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });

  it('whatever of all services', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(...environments), decisions, (before, environment, own) => {
        const after = { ...before, [environment]: own };
        expect(changed(catalogOf(before), catalogOf(after)).filter((file) => !isOf(environment, before, file))).toEqual([]);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  it('a service that is new, and runs there only', () => {
    fc.assert(
      fc.property(world, place, decision, (others, { environment, service }, value) => {
        fc.pre(value !== undefined);
        const nowhere = Object.fromEntries(environments.map((name) => [name, { ...others[name], [service]: undefined }]));
        const all = services.map((own) => withoutUseOf(service, own));
        const known = all.filter(({ name }) => name !== service);
        const before = catalogOf(nowhere, known);
        const after = catalogOf({ ...nowhere, [environment]: { ...nowhere[environment], [service]: value } }, [
          ...known,
          ...services.filter(({ name }) => name === service),
        ]);
        expect(changed(before, after).filter((file) => !isOf(environment, nowhere, file))).toEqual([]);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  });
});
