import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, it as always, describe, expect } from 'vitest';
import { burnFactor, burns, objectives, windows } from '../../generators/model/service/objectives.ts';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { present } from '../support/mutations/mutation.ts';
import { itNeeds, programPath } from '../support/programs.ts';

const it = itNeeds('promtool');
const folder = mkdtempSync(path.join(tmpdir(), 'slo-'));
const rendered = await renderEnvironments(process.cwd(), { applications: ({ name }) => name === 'dashboards' });
const specs = rendered.map(({ manifests }) => at(present(manifests.find(({ kind }) => kind === 'PrometheusRule')).fields, 'spec'));
const spec = present(specs[0]);
const file = path.join(folder, 'rules.json');
writeFileSync(file, JSON.stringify(spec));

const sales = 'namespace="erp-prod",app="sales-service"';
const answered = (status: number, pod = 'a') => `http_requests_total{${sales},pod="${pod}",method="GET",path="/x",status="${status}"}`;
const timed = (end: string, le?: string) =>
  `http_request_duration_seconds_${end}{${sales},pod="a",method="GET",path="/x"${le === undefined ? '' : `,le="${le}"`}}`;

/** Samples of one each minute; what a query must give after some minutes. */
const cases: readonly {
  readonly name: string;
  readonly series: Readonly<Record<string, string>>;
  readonly minutes: number;
  readonly query: string;
  /** Absent: no series. */
  readonly value?: number;
}[] = [
  {
    name: 'an error in a hundred uses the budget up ten times too fast',
    series: { [answered(200)]: '0+99x120', [answered(500)]: '0+1x120' },
    minutes: 100,
    query: 'app:availability_burn:ratio_rate1h',
    value: 10,
  },
  {
    name: 'three days are counted by what five minutes were, each by its requests',
    series: { [answered(200)]: '0+99x60 5940+1000x60', [answered(500)]: '0+1x60 60x60' },
    minutes: 120,
    query: 'app:availability_burn:ratio_rate3d < bool 2 and app:availability_burn:ratio_rate3d > 0',
    value: 1,
  },
  {
    name: 'all pods count together',
    series: { [answered(200)]: '0+100x120', [answered(200, 'b')]: '0+98x120', [answered(503, 'b')]: '0+2x120' },
    minutes: 100,
    query: 'app:availability_burn:ratio_rate30m',
    value: 10,
  },
  {
    name: 'a service that never failed uses nothing up',
    series: { [answered(200)]: '0+100x120' },
    minutes: 100,
    query: 'app:availability_burn:ratio_rate5m',
    value: 0,
  },
  {
    name: 'answers of 4xx are the fault of the client',
    series: { [answered(200)]: '0+50x120', [answered(404)]: '0+50x120' },
    minutes: 100,
    query: 'app:availability_burn:ratio_rate5m',
    value: 0,
  },
  {
    name: 'a service without requests promises nothing',
    series: { [answered(200)]: '5x120', [answered(500)]: '1x120' },
    minutes: 100,
    query: 'app:availability_burn:ratio_rate5m',
  },
  {
    name: 'metrics without an app are not those of a service',
    series: { 'http_requests_total{namespace="erp-prod",status="500"}': '0+9x120' },
    minutes: 100,
    query: 'app:availability_burn:ratio_rate5m',
  },
  {
    name: 'half of the allowed errors leave half of the budget',
    series: { [answered(200)]: '0+19990x120', [answered(500)]: '0+10x120' },
    minutes: 110,
    query: 'app:availability_budget_left:ratio',
    value: 0.5,
  },
  ...['1', '1.0'].map((le) => ({
    name: `two slow requests in a hundred use the budget up twice too fast, by the bucket le="${le}"`,
    series: {
      [timed('count')]: '0+100x120',
      [timed('bucket', le)]: '0+98x120',
      [timed('bucket', '0.5')]: '0+10x120',
      [timed('bucket', '10')]: '0+100x120',
    },
    minutes: 100,
    query: 'app:latency_burn:ratio_rate1h',
    value: 2,
  })),
  {
    name: 'a twice too fast burn leaves nothing, and less than that',
    series: { [timed('count')]: '0+100x120', [timed('bucket', '1')]: '0+98x120' },
    minutes: 110,
    query: 'app:latency_budget_left:ratio',
    value: -1,
  },
];

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('the rules of the promises', () => {
  always('are the same in every environment', () => {
    expect(specs).toEqual(specs.map(() => spec));
    expect(specs.length).toBeGreaterThanOrEqual(4);
  });

  always('record every window of both promises, and what is left of their budgets', () => {
    const recorded = listAt(spec, 'groups').flatMap((group) => listAt(group, 'rules').map((rule) => textAt(rule, 'record')));
    const expected = ['availability', 'latency'].flatMap((promise) => [
      `app:${promise}_all:rate5m`,
      `app:${promise}_broken:rate5m`,
      ...windows.map((window) => `app:${promise}_burn:ratio_rate${window}`),
      `app:${promise}_budget_left:ratio`,
    ]);
    expect(recorded).toEqual(expected);
  });

  it('are rules that Prometheus accepts', () => {
    expect(promtool('check', 'rules', file)).toMatchObject({ status: 0 });
  });

  it.each(cases.map((item) => [item.name, item] as const))('%s', (_, { series, minutes, query, value }) => {
    const suite = {
      rule_files: [file],
      evaluation_interval: '1m',
      tests: [
        {
          interval: '1m',
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: [
            {
              expr: `round(${query}, 0.001)`,
              eval_time: `${minutes}m`,
              exp_samples: value === undefined ? [] : [{ labels: `{${sales}}`, value }],
            },
          ],
        },
      ],
    };
    const tests = path.join(folder, 'test.json');
    writeFileSync(tests, JSON.stringify(suite));
    expect(promtool('test', 'rules', tests)).toMatchObject({ status: 0 });
  });
});

describe('the promises', () => {
  always('are counted no longer than Prometheus keeps its data', async () => {
    const { environments } = await loadCatalog(process.cwd());
    for (const { value } of environments) expect(value.observability.metrics.retentionDays).toBeGreaterThanOrEqual(objectives.days);
  });

  always('give the factor of each burn from its share of the budget', () => {
    expect(burns.map((burn) => [burn.long, burnFactor(burn)])).toEqual([
      ['1h', 6.72],
      ['6h', 2.8],
      ['1d', 1.4],
      ['3d', 1],
    ]);
  });
});

function promtool(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(programPath('promtool') ?? 'promtool', [...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}
