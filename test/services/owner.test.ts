import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { alertmanagerConfig } from '../../generators/alerts/alertmanager.ts';
import { areasOf } from '../../generators/alerts/alerts.ts';
import { prometheusRule } from '../../generators/alerts/prometheus-rule.ts';
import { identityOf } from '../../generators/alerts/team.ts';
import { applicationsOf } from '../../generators/applications.ts';
import { codeOwners } from '../../generators/delivery/code-owners.ts';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { exampleCompany } from '../../policies/company/company.ts';
import { lint } from '../../policies/engine.ts';
import { at, texts } from '../../policies/kubernetes/fields.ts';
import { ownersOf } from '../../policies/requirements/model/code-owners.ts';
import { runPromtool } from '../../scripts/alerts/promtool.ts';
import { isFiring, suiteFiles } from '../../scripts/alerts/suite.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { prove } from '../../scripts/kustomize/proof.ts';
import { digestOf } from '../support/catalog.ts';
import { chartsOf, isOwn } from '../support/chart-facts.ts';
import { folderWith } from '../support/folder.ts';
import { present } from '../support/mutations/mutation.ts';
import { itNeeds, programPath } from '../support/programs.ts';
import fc from '../support/random.ts';
import { fixtures } from './support.ts';

const root = path.resolve(import.meta.dirname, '../..');
const known = await loadCatalog(root);
const teams = {
  ledger: { codeOwner: '@example-erp/ledger', channel: '#erp-ledger' },
  stock: { codeOwner: '@example-erp/stock', channel: '#erp-stock' },
} as const;
const platform = { ...known.platform, value: { ...known.platform.value, teams } };
const owners: Readonly<Record<string, string>> = { 'sales-service': 'ledger', 'closing-batch': 'ledger', 'print-spooler': 'stock' };
const more = fixtures
  .filter(({ value }) => value.name in owners)
  .map((entry, index) => ({ ...entry, value: { ...entry.value, initialRelease: { version: '1.0.0', digest: digestOf(index + 1) } } }));
const catalog: Catalog = {
  ...known,
  platform,
  services: [...known.services, ...more].map((entry) => {
    const owner = owners[entry.value.name];
    return owner === undefined ? entry : { ...entry, value: { ...entry.value, owner } };
  }),
};
const applications = applicationsOf(catalog);
const production = present(catalog.environments.find(({ value }) => value.name === 'production')).value;

describe('the team of a service', () => {
  it('is described without a mistake', () => {
    expect(problemsIn(catalog)).toEqual([]);
  });

  const ofServices = applications.filter(({ name }) =>
    catalog.services.some(({ value }) => [value.name, `${value.name}-data`].includes(name)),
  );
  const labelled = ofServices.flatMap(({ name, variants }) =>
    variants.flatMap(({ objects }) => objects.map((object) => ({ owner: owners[name.replace(/-data$/, '')], object }))),
  );

  it('is on every object of it, and on none of a service without one', () => {
    expect(labelled.filter(({ owner }) => owner !== undefined).length).toBeGreaterThan(60);
    expect(labelled.filter(({ owner, object }) => object.metadata.labels?.['team'] !== owner)).toEqual([]);
  });

  it('is in no selector and on no pod, which a new team would restart', () => {
    const inner = labelled.map(({ object }) =>
      JSON.stringify({ ...object, metadata: undefined }, (key, value: unknown) => (key === 'groups' ? undefined : value)),
    );
    expect(inner.filter((text) => text.includes('"team"'))).toEqual([]);
  });

  it('approves its file, and not what runs in an environment', () => {
    const { text } = codeOwners(catalog);
    const of = (file: string) => ownersOf(text, file).join(' ');
    expect(of('generators/catalog/services/sales-service.ts')).toBe('ledger');
    expect(of('generators/catalog/services/print-spooler.ts')).toBe('stock');
    expect(of('generators/catalog/services/financial-service.ts')).toBe('dev qa ops');
    expect(of('overlays/production/sales-service/kustomization.yaml')).toBe('ops');
    expect(of('base/sales-service/deployment.yaml')).toBe('ops');
    expect(of('generators/catalog/releases/dev/sales-service.yaml')).toBe('dev');
  });

  it.each([
    [{ owner: 'legder' }, teams, 'The service belongs to "legder", but no team has that name.', 'Did you mean "ledger"?'],
    [
      { owner: 'ledger' },
      undefined,
      'The service belongs to "ledger", but no team has that name.',
      "Write teams: { 'ledger': { codeOwner, channel } } into generators/catalog/platform.ts.",
    ],
    [{}, { application: teams.ledger }, 'Alerts that belong to no team of the platform file carry "application".', 'Choose another name.'],
    [
      {},
      { Ledger: teams.ledger },
      'The name "Ledger" of a team is no DNS label of at most 63 characters.',
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ],
  ])('%j among %j is refused', (over, named, message, fix) => {
    const { teams: _, ...plain } = platform.value;
    const services = known.services.map((entry, index) => (index === 0 ? { ...entry, value: { ...entry.value, ...over } } : entry));
    const value = { ...plain, ...(named !== undefined && { teams: named }) } as Catalog['platform']['value'];
    const problems = problemsIn({ ...known, services, platform: { ...platform, value } });
    expect(problems.map((problem) => [problem.message, problem.fix])).toEqual([[message, fix]]);
  });
});

describe('what is made of services with teams', async () => {
  const { files, applications: meant } = generate(catalog);
  const rendered = await renderEnvironments(folderWith(Object.fromEntries(files.map((file) => [file.path, file.text]))));

  it('is built as it is meant', () => {
    expect(prove(meant, rendered).problems).toEqual([]);
  });

  it.each(rendered.map(({ name, manifests }) => ({ name, manifests })))('passes every rule in $name', async ({ name, manifests }) => {
    const rules = (await loadRules(root)).map(({ value }) => value);
    const company = { ...exampleCompany, owners, databaseOwners: { sales_db: 'ledger', closing_db: 'ledger' } };
    const { findings } = lint(
      { environment: name, manifests, foreign: chartsOf(name), reports: isOwn, company },
      { rules, today: '2026-01-01' },
    );
    expect(findings.map(({ rule, message, object }) => `${rule} ${object.kind}/${object.name}: ${message}`)).toEqual([]);
  });

  it('names, in the series that alerts look the team up in, only what there is', () => {
    const manifests = present(rendered.find(({ name }) => name === 'production')).manifests;
    const text = JSON.stringify(manifests.filter(({ kind }) => kind !== 'PrometheusRule').map(({ fields }) => fields));
    const series = manifests
      .filter(({ kind, name }) => kind === 'PrometheusRule' && name.endsWith('-owner'))
      .flatMap(({ fields }) => (at(fields, 'spec', 'groups', 0, 'rules') as readonly unknown[]).map((rule) => texts(at(rule, 'labels'))));
    expect(series.map(({ team, ...names }) => `${team ?? ''} ${Object.values(names).join()}`).toSorted()).toEqual([
      'ledger closing-batch',
      'ledger closing-batch-close-day',
      'ledger closing-batch-migrate',
      'ledger closing_db',
      'ledger sales-service',
      'ledger sales-service-prod-group',
      'ledger sales.order.confirmed',
      'ledger sales_db',
      'stock print-spooler',
    ]);
    const unknown = series.filter(({ app, datname, consumergroup, topic }) => {
      if (app !== undefined && app !== 'closing-batch') return !text.includes(`"app":"${app}"`);
      return !text.includes(`"${datname ?? consumergroup ?? topic ?? app ?? ''}"`);
    });
    expect(unknown).toEqual([]);
  });
});

describe('alerts about a service of a team', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'owner-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const areas = areasOf(production);
  const told = areas.flatMap((area) =>
    area.alerts.flatMap((alert) => ((alert.team ?? area.team) === 'application' ? [{ area, alert }] : [])),
  );

  it('all tell by a label of theirs which service it is', () => {
    expect(told.length).toBeGreaterThan(15);
    expect(told.filter(({ alert }) => identityOf(alert) === undefined).map(({ alert }) => alert.name)).toEqual([]);
    const lacking = told.filter(({ alert }) => {
      const label = identityOf(alert) ?? '';
      return alert.examples.some(({ expect: expected }) =>
        Object.values(expected)
          .flat()
          .some(({ labels }) => labels[label] === undefined),
      );
    });
    expect(lacking.map(({ alert }) => alert.name)).toEqual([]);
  });

  // The label of the series that says whose it is, and what of the value of the alert's label stands in it.
  const kept: Readonly<Record<string, readonly [series: string, value: RegExp]>> = {
    app: ['app', /.+/],
    deployment: ['app', /.+/],
    statefulset: ['app', /.+/],
    cronjob: ['app', /.+/],
    topic: ['topic', /.+/],
    job_name: ['app', /.+(?=-\d{8}$)/],
    horizontalpodautoscaler: ['app', /.+(?=-hpa$)/],
    consumergroup: ['consumergroup', /.+/],
    datname: ['datname', /.+/],
    pod: ['app', /.+/],
  };

  itNeeds('promtool').each(told.map(({ area, alert }) => ({ name: alert.name, area, alert })))(
    'carry its name: $name',
    async ({ name, area, alert }) => {
      const label = present(identityOf(alert));
      const [series, value] = present(kept[label]);
      const rules = prometheusRule({ ...area, alerts: [alert] }, production, platform.value).spec.groups.flatMap((group) => group.rules);
      const example = present(alert.examples.find(isFiring));
      const [firing] = Object.values(example.expect).flat();
      const own = present(value.exec(present(firing).labels[label] ?? '')?.[0]);
      for (const [team, more] of [
        [
          'ledger',
          { [`service:owner:info{${series}="${own}",team="ledger"}`]: '1x6000', 'service:owner:info{app="other",team="stock"}': '1x6000' },
        ],
        ['application', { 'service:owner:info{app="other",team="stock"}': '1x6000' }],
      ] as const) {
        const suite = suiteFiles(name, rules, [{ ...example, series: { ...example.series, ...more } }]);
        for (const [file, text] of suite) {
          writeFileSync(
            path.join(folder, file),
            file.endsWith('.test.json') ? text.replaceAll(/"team":"\{\{.*?\{\{ end \}\}"/g, `"team":"${team}"`) : text,
          );
        }
        const tests = [...suite.keys()].filter((file) => file.endsWith('.test.json')).map((file) => path.join(folder, file));
        const { status, stdout, stderr } = await runPromtool(present(programPath('promtool')), ['test', 'rules', ...tests]);
        expect({ team, status, text: status === 0 ? '' : `${stdout}${stderr}` }).toEqual({ team, status: 0, text: '' });
      }
    },
  );

  it('reach its channel, and its critical ones the pager as well', () => {
    const { route, receivers } = alertmanagerConfig(production, platform.value);
    expect(receiversFor(route, { alertname: 'HighErrorRate', severity: 'warning', team: 'ledger', environment: 'production' })).toEqual([
      'slack-ledger',
    ]);
    expect(receiversFor(route, { alertname: 'ServiceDown', severity: 'critical', team: 'stock', environment: 'production' })).toEqual([
      'pager',
      'slack-stock',
    ]);
    expect(
      receiversFor(route, { alertname: 'HighErrorRate', severity: 'warning', team: 'application', environment: 'production' }),
    ).toEqual(['slack-application']);
    const channels = receivers.flatMap((receiver) =>
      'slack_configs' in receiver ? receiver.slack_configs.map(({ channel }) => channel) : [],
    );
    expect(channels.slice(2)).toEqual(['#erp-ledger', '#erp-stock']);
  });

  it('know the process of every pod that Kubernetes may name after it', () => {
    const random = fc.string({ unit: fc.constantFrom(...'bcdfghjklmnpqrstvwxz2456789'), minLength: 5, maxLength: 5 });
    const hash = fc.string({ unit: fc.constantFrom(...'bcdfghjklmnpqrstvwxz2456789'), minLength: 8, maxLength: 10 });
    const word = fc.stringMatching(/^[a-z]{3,9}$/).filter((text) => /[aeiouy]/.test(text));
    const process = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('-'));
    const ending = fc.oneof(
      fc.tuple(hash, random).map(([a, b]) => `${a}-${b}`),
      fc.nat({ max: 99 }).map(String),
      random,
      fc.tuple(fc.integer({ min: 28_000_000, max: 99_999_999 }), random).map(([minutes, b]) => `${minutes}-${b}`),
    );
    const { alert, area } = present(told.find((item) => identityOf(item.alert) === 'pod'));
    const [rule] = prometheusRule({ ...area, alerts: [alert] }, production, platform.value).spec.groups.flatMap((group) => group.rules);
    const pattern = new RegExp(present(/reReplaceAll "([^"]+)"/.exec(present(rule).labels.team)?.[1]));
    fc.assert(
      fc.property(process, ending, (name, end) => `${name}-${end}`.replace(pattern, '') === name),
      { numRuns: 2000 },
    );
  });
});

interface Route {
  readonly receiver: string;
  readonly matchers?: readonly string[];
  readonly continue?: boolean;
  readonly routes?: readonly Route[];
}

/** As Alertmanager walks its tree (dispatch/route.go): the deepest that match, one after another as long as they say so. */
function receiversFor(route: Route, labels: Readonly<Record<string, string>>): readonly string[] {
  if (!(route.matchers ?? []).every((matcher) => isMatch(matcher, labels))) return [];
  const found: string[] = [];
  for (const below of route.routes ?? []) {
    const own = receiversFor(below, labels);
    found.push(...own);
    if (own.length > 0 && below.continue !== true) break;
  }
  return found.length > 0 ? found : [route.receiver];
}

function isMatch(matcher: string, labels: Readonly<Record<string, string>>): boolean {
  const [, name = '', operator, value = ''] = /^(\w+)(=~|=)"(.*)"$/.exec(matcher) ?? [];
  const own = labels[name] ?? '';
  return operator === '=' ? own === value : new RegExp(`^(?:${value})$`).test(own);
}
