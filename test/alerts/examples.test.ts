import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, it as always, describe, expect } from 'vitest';
import { areasOf } from '../../generators/alerts/alerts.ts';
import { prometheusRule } from '../../generators/alerts/prometheus-rule.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import { runPromtool } from '../../scripts/alerts/promtool.ts';
import { isFiring, suiteFiles, valueless } from '../../scripts/alerts/suite.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { companies as places } from '../places/company.ts';
import { catalogOf, companies, furtherSize, withClusters } from '../stores/companies.ts';
import { present } from '../support/mutations/mutation.ts';
import { itNeeds, programPath } from '../support/programs.ts';

const it = itNeeds('promtool');
const folder = mkdtempSync(path.join(tmpdir(), 'alerts-'));
const { platform, environments } = await loadCatalog(process.cwd());
/** The alerts of environments, and what becomes of them. */
const alertsIn = (values: readonly EnvironmentDefinition[]) =>
  values.map((value) => ({
    name: value.name,
    areas: areasOf(value).map((area) => ({
      area,
      rules: prometheusRule(area, value, platform.value).spec.groups.flatMap(({ rules }) => rules),
    })),
  }));
const valuesOf = (catalog: Pick<Catalog, 'environments'>) => catalog.environments.map(({ value }) => value);
const everything = alertsIn(environments.map(({ value }) => value));
/** The same, where somebody else runs the stores. */
const elsewhere = alertsIn(valuesOf(catalogOf(companies['everything elsewhere'] ?? {})));
/** The same of production, where it has further clusters of PostgreSQL. */
const clustered = alertsIn(
  valuesOf(withClusters(catalogOf({}), () => ({ ledger: { ...furtherSize, instances: 3 }, reporting: furtherSize }))).filter(
    ({ tier }) => tier === 'production',
  ),
);
/** The same of places that do not serve, with a further cluster of PostgreSQL and without. */
const followed = alertsIn(
  Object.values(places)
    .flatMap(({ catalog }) => [catalog, withClusters(catalog, () => ({ ledger: furtherSize }))])
    .flatMap(valuesOf)
    .filter(({ place }) => place?.role === 'standby'),
);
const production = present(everything.find(({ name }) => name === 'production'));
const staging = present(everything.find(({ name }) => name === 'staging'));
const known = new Set(alertsOf(production).map(({ name }) => name));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each([...everything, ...elsewhere, ...clustered, ...followed])('the alerts of $name', ({ name, areas }) => {
  const alerts = areas.flatMap(({ area }) => area.alerts);

  always('each have an example in which they fire and one in which they are silent', () => {
    const without = (kind: boolean) => alerts.filter(({ examples }) => !examples.some((example) => isFiring(example) === kind));
    // A dead man's switch that is silent is broken.
    expect([without(true), without(false)].map((list) => list.map((alert) => alert.name))).toEqual([[], ['Watchdog']]);
  });

  always('have names, sentences and labels that people and routes need', () => {
    const rules = areas.flatMap((item) => item.rules);
    expect(new Set(alerts.map((alert) => alert.name)).size).toBe(alerts.length);
    for (const { alert, labels, annotations } of rules) {
      expect(alert).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(labels).toEqual({
        severity: expect.stringMatching(/^(critical|warning|none)$/),
        team: expect.stringMatching(/^(application|infrastructure)$/),
        environment: name,
      });
      expect(annotations.summary).toMatch(/^\S.{10,110}[^.]$/);
      expect(annotations.description).toMatch(/^\S.{20,}$/);
      expect(annotations.runbook_url).toBe(
        `https://git.example.com/erp/erp-gitops/src/branch/main/docs/runbooks/alerts.md#${alert.toLowerCase()}`,
      );
    }
  });

  always('say in an example what stands for each value and each label of their text', () => {
    expect(alerts.flatMap((alert) => valueless(alert).map((when) => `${alert.name}: ${when}`))).toEqual([]);
    const unknown = alerts.flatMap((alert) => {
      const wanted = [...`${alert.summary} ${alert.description}`.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
      const firing = alert.examples.flatMap(({ expect: at }) => Object.values(at).flat());
      return wanted.filter((label) => firing.some(({ labels }) => labels[label] === undefined)).map((label) => `${alert.name}: ${label}`);
    });
    expect(unknown).toEqual([]);
  });

  it('are rules that Prometheus accepts', async () => {
    const files = areas.map(({ area, rules }) => {
      const file = path.join(folder, `${name}-${area.name}.json`);
      writeFileSync(file, JSON.stringify({ groups: [{ name: area.name, interval: '30s', rules }] }));
      return file;
    });
    expect(await promtool('check', 'rules', ...files)).toMatchObject({ status: 0 });
  });
});

it('the alerts do what their examples say', async () => {
  const files = [...suitesOf(production), ...suitesOf(staging, (alert) => !known.has(alert))];
  for (const [file, text] of files) writeFileSync(path.join(folder, file), text);
  const tests = files.map(([file]) => file).filter((file) => file.endsWith('.test.json'));
  const { status, stdout, stderr } = await promtool('test', 'rules', ...tests.map((file) => path.join(folder, file)));
  expect({ status, output: status === 0 ? '' : failuresIn(`${stdout}${stderr}`) }).toEqual({ status: 0, output: '' });
});

it('the alerts where somebody else runs the stores do what their examples say', async () => {
  // An input that is missing is another there.
  const own = (alert: string) => !known.has(alert) || alert === 'AlertInputMissing';
  const files = suitesOf(present(elsewhere.find(({ name }) => name === 'production')), own);
  expect(files.map(([file]) => file).filter((file) => file.startsWith('StoreElsewhere')).length).toBe(4);
  const below = path.join(folder, 'elsewhere');
  mkdirSync(below);
  for (const [file, text] of files) writeFileSync(path.join(below, file), text);
  const tests = files.map(([file]) => file).filter((file) => file.endsWith('.test.json'));
  const { status, stdout, stderr } = await promtool('test', 'rules', ...tests.map((file) => path.join(below, file)));
  expect({ status, output: status === 0 ? '' : failuresIn(`${stdout}${stderr}`) }).toEqual({ status: 0, output: '' });
});

it('the alerts of a place that does not serve do what their examples say', async () => {
  // What is missing is another thing there.
  const own = (alert: string) => !known.has(alert) || alert === 'AlertInputMissing';
  for (const [index, place] of followed.entries()) {
    const files = suitesOf(place, own);
    expect(files.map(([file]) => file).filter((file) => file.startsWith('PostgresStandby')).length).toBe(6);
    const below = path.join(folder, `followed-${index}`);
    mkdirSync(below);
    for (const [file, text] of files) writeFileSync(path.join(below, file), text);
    const tests = files.map(([file]) => file).filter((file) => file.endsWith('.test.json'));
    const { status, stdout, stderr } = await promtool('test', 'rules', ...tests.map((file) => path.join(below, file)));
    expect({ status, output: status === 0 ? '' : failuresIn(`${stdout}${stderr}`) }).toEqual({ status: 0, output: '' });
  }
});

always('no alert grows with the number of services', () => {
  const texts = everything.flatMap(({ areas }) => areas.flatMap(({ rules }) => rules.map(({ expr }) => expr)));
  expect(texts.filter((expr) => /\b(financial|sales|material)-service\b/.test(expr))).toEqual([]);
});

function suitesOf({ areas }: (typeof everything)[number], wanted: (alert: string) => boolean = () => true) {
  return areas.flatMap(({ area, rules }) =>
    area.alerts.flatMap(({ name, examples }, index) => (wanted(name) ? [...suiteFiles(name, [present(rules[index])], examples)] : [])),
  );
}

function alertsOf({ areas }: (typeof everything)[number]) {
  return areas.flatMap(({ area }) => area.alerts);
}

function failuresIn(output: string): string {
  return output
    .split('\n')
    .filter((line) => !/SUCCESS|^Unit Testing|^\s*$/.test(line))
    .slice(0, 200)
    .join('\n');
}

function promtool(...args: readonly string[]) {
  return runPromtool(programPath('promtool') ?? 'promtool', args);
}

always('environments have the alerts of the backups that they make, and no others', () => {
  const backups = everything.map(({ name, areas }) => [
    name,
    areas.filter(({ area }) => area.name === 'backup').flatMap(({ rules }) => rules.map(({ alert }) => alert)),
  ]);
  const dumps = ['BackupJobFailed', 'BackupTooOld', 'BackupNotConfigured'];
  expect(Object.fromEntries(backups)).toEqual({
    dev: [],
    test: [],
    staging: [...dumps, 'RestoreDrillFailed'],
    production: [...dumps, 'PostgresWalArchivingFailing', 'BaseBackupTooOld', 'BaseBackupUnchecked'],
  });
});

always('every metric that must be there is one that an alert reads', () => {
  for (const { areas } of everything) {
    const rules = areas.flatMap((item) => item.rules);
    const inputs = [...present(rules.find(({ alert }) => alert === 'AlertInputMissing')).expr.matchAll(/absent\((\w+)/g)].map(
      ([, metric = '']) => metric,
    );
    const others = rules.filter(({ alert }) => alert !== 'AlertInputMissing').map(({ expr }) => expr);
    expect(inputs.length).toBeGreaterThan(20);
    expect(inputs.filter((metric) => !others.some((expr) => new RegExp(`\\b${metric}\\b`).test(expr)))).toEqual([]);
  }
});
