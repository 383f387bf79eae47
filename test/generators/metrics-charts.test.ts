import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { asFields, at, numberAt, textAt } from '../../policies/kubernetes/fields.ts';
import { quantity } from '../../policies/kubernetes/quantities.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { catalog, environment, service, smallEnvironment } from '../support/catalog.ts';

interface ChartApplication {
  readonly file: string;
  readonly version: string;
  readonly values: unknown;
}

/** The Applications of charts, as they lie in Git. */
function chartsIn(source: Catalog): readonly ChartApplication[] {
  return generate(source).files.flatMap(({ path: file, text }) => {
    if (!/^argocd\/[^/]+\/applications\//.test(file)) return [];
    const value = load(text);
    const chart = at(value, 'spec', 'source', 'chart');
    if (chart === undefined) return [];
    return [
      {
        file,
        version: textAt(value, 'spec', 'source', 'targetRevision') ?? '',
        values: at(value, 'spec', 'source', 'helm', 'valuesObject'),
      },
    ];
  });
}

const charts = chartsIn(await loadCatalog(path.resolve('.')));
const stacks = charts.filter(({ file }) => file.includes('/kube-prometheus-stack.'));
const chartOf = (name: string, small: boolean): unknown => {
  const own = catalog([service('orders')], [small ? smallEnvironment('tiny') : environment('big')]);
  return chartsIn(own).find(({ file }) => file.endsWith(`/${name}.yaml`))?.values;
};

describe('every chart', () => {
  it.each(charts)('is pinned to one version, without an image that moves: $file', ({ version, values }) => {
    expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
    expect(JSON.stringify(values)).not.toMatch(/"tag":"(latest|main|master|)"/);
  });
});

describe('every component of the metrics charts', () => {
  const components = [
    ['kube-prometheus-stack', ['prometheus', 'prometheusSpec', 'resources']],
    ['kube-prometheus-stack', ['alertmanager', 'alertmanagerSpec', 'resources']],
    ['kube-prometheus-stack', ['grafana', 'resources']],
    ['kube-prometheus-stack', ['grafana', 'sidecar', 'resources']],
    ['kube-prometheus-stack', ['prometheusOperator', 'resources']],
    ['kube-prometheus-stack', ['prometheusOperator', 'prometheusConfigReloader', 'resources']],
    ['kube-prometheus-stack', ['kube-state-metrics', 'resources']],
    ['kube-prometheus-stack', ['prometheus-node-exporter', 'resources']],
    ['metrics-server', ['resources']],
    ['keda', ['resources', 'operator']],
    ['keda', ['resources', 'metricServer']],
    ['keda', ['resources', 'webhooks']],
  ] as const;
  const cases = components.flatMap(([chart, keys]) =>
    charts
      .filter(({ file }) => file.endsWith(`/${chart}.yaml`))
      .map(({ file, values }) => ({ file, component: keys.join('.'), resources: at(values, ...keys) })),
  );

  it('is looked at in all four environments', () => {
    expect(cases).toHaveLength(components.length * 4);
  });

  it.each(cases)('asks for no more than it may have: $component of $file', ({ resources }) => {
    for (const resource of ['cpu', 'memory']) {
      const [asked, most] = ['requests', 'limits'].map((key) => quantity(at(resources, key, resource)));
      expect(asked).toBeGreaterThan(0);
      expect(most).toBeGreaterThanOrEqual(asked ?? Number.NaN);
    }
  });
});

describe('Prometheus', () => {
  it.each(stacks)('gives up series before its disk is full: $file', ({ values }) => {
    const spec = at(values, 'prometheus', 'prometheusSpec');
    const [, amount = '', unit = ''] = /^(\d+)(Mi)B$/.exec(textAt(spec, 'retentionSize') ?? '') ?? [];
    const disk = quantity(at(spec, 'storageSpec', 'volumeClaimTemplate', 'spec', 'resources', 'requests', 'storage')) ?? 0;
    expect(quantity(`${amount}${unit}`)).toBeGreaterThan(disk * 0.7);
    expect(quantity(`${amount}${unit}`)).toBeLessThan(disk * 0.9);
    expect(textAt(spec, 'retention')).toMatch(/^\d+d$/);
  });

  it('is known by its cluster where an environment has several', () => {
    const clusters = ['east', 'west'].map((name) => ({ name, zones: ['zone-a', 'zone-b'] }));
    const labels = chartsIn(catalog([service('orders')], [environment('big', { clusters })]))
      .filter(({ file }) => file.includes('/kube-prometheus-stack.'))
      .map(({ values }) => at(values, 'prometheus', 'prometheusSpec', 'externalLabels'));
    expect(labels).toEqual([
      { cluster: 'east', environment: 'big' },
      { cluster: 'west', environment: 'big' },
    ]);
  });

  it('reads monitors and rules of the environment only', () => {
    const spec = asFields(at(chartOf('kube-prometheus-stack', false), 'prometheus', 'prometheusSpec')) ?? {};
    const ours = {
      matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['shop-big', 'erp-infra', 'erp-agents'] }],
    };
    for (const kind of ['podMonitor', 'serviceMonitor', 'rule', 'probe', 'scrapeConfig']) {
      expect(spec[`${kind}SelectorNilUsesHelmValues`]).toBe(false);
      expect(spec[`${kind}NamespaceSelector`]).toEqual(ours);
    }
  });
});

describe('members that several pods run', () => {
  const stack = (small: boolean, over = {}) =>
    chartsIn(catalog([service('orders')], [small ? smallEnvironment('tiny', over) : environment('big', over)])).find(({ file }) =>
      file.endsWith('/kube-prometheus-stack.yaml'),
    )?.values;
  const several = {
    observability: { ...environment('big').observability, alertmanagers: 3, metrics: { replicas: 2, retentionDays: 15, storage: '10Gi' } },
  };

  it.each([
    ['prometheus', 'prometheusSpec', 1],
    ['alertmanager', 'alertmanagerSpec', 2],
  ])('may go one at a time, and are apart: %s', (component, spec, least) => {
    const values = at(stack(false, several), component);
    expect(at(values, 'podDisruptionBudget')).toEqual({ enabled: true, minAvailable: least });
    expect(at(values, spec, 'podAntiAffinity')).toBe('hard');
  });

  it.each(['prometheus', 'alertmanager'])('need no budget where there is one: %s', (component) => {
    expect(at(stack(true), component, 'podDisruptionBudget')).toBeUndefined();
    expect(at(stack(true), component, `${component}Spec`, 'podAntiAffinity')).toBeUndefined();
  });

  it.each([
    [true, 1],
    [false, 2],
  ])('are as many as the environment is large (small: %s)', (small, count) => {
    expect(numberAt(chartOf('metrics-server', small), 'replicas')).toBe(count);
    for (const part of ['operator', 'metricsServer', 'webhooks'])
      expect(numberAt(chartOf('keda', small), part, 'replicaCount')).toBe(count);
  });
});
