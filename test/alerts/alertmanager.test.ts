import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, it as always, describe, expect } from 'vitest';
import { alertmanagerConfig } from '../../generators/alerts/alertmanager.ts';
import { areasOf } from '../../generators/alerts/alerts.ts';
import { applicationsOf } from '../../generators/applications.ts';
import { kubePrometheusStack } from '../../generators/charts/kube-prometheus-stack.ts';
import { receiverObjects } from '../../generators/platform/monitoring/alert-receivers.ts';
import { alertmanagerTemplates } from '../../generators/templates/alertmanager.ts';
import { at, texts } from '../../policies/kubernetes/fields.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { present } from '../support/mutations/mutation.ts';
import { itNeeds, programPath } from '../support/programs.ts';

const it = itNeeds('amtool');
const folder = mkdtempSync(path.join(tmpdir(), 'alertmanager-'));
const catalog = await loadCatalog(process.cwd());
const { platform, environments } = catalog;
const configured = environments.map(({ value }) => ({
  name: value.name,
  environment: value,
  config: alertmanagerConfig(value, platform.value),
}));
for (const [name, text] of Object.entries(alertmanagerTemplates)) writeFileSync(path.join(folder, name), text);
// The package of Debian is older than url_file of webhooks (Alertmanager 0.26); all else is checked as it is.
const files = new Map(
  configured.map(({ name, config }) => {
    const file = path.join(folder, `${name}.json`);
    const text = JSON.stringify(config, (key, value: unknown) => (key === 'templates' ? [path.join(folder, '*.tmpl')] : value));
    writeFileSync(file, text.replace(/"url_file":"[^"]+"/, '"url":"http://dead-mans-switch.example.com/"'));
    return [name, file] as const;
  }),
);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Labels of an alert, and who hears of it in production and elsewhere. */
const routes = [
  ['Watchdog', { severity: 'none', team: 'infrastructure' }, 'dead-mans-switch', 'dead-mans-switch'],
  ['ServiceDown', { severity: 'critical', team: 'application' }, 'pager,slack-application', 'slack-application'],
  ['HighErrorRate', { severity: 'warning', team: 'application' }, 'slack-application', 'slack-application'],
  ['RedisMasterCountWrong', { severity: 'critical', team: 'infrastructure' }, 'pager,slack-infrastructure', 'slack-infrastructure'],
  ['TargetDown', { severity: 'warning', team: 'infrastructure' }, 'slack-infrastructure', 'slack-infrastructure'],
  ['Anything', { severity: 'info' }, 'nobody', 'nobody'],
  ['SomebodyElses', { severity: 'warning' }, 'slack-infrastructure', 'slack-infrastructure'],
  ['Unlabelled', {}, 'slack-infrastructure', 'slack-infrastructure'],
] as const;

describe.each(configured)('the configuration of Alertmanager in $name', ({ name, environment, config }) => {
  const file = present(files.get(name));
  const alerts = areasOf(environment).flatMap((area) => area.alerts);

  it('is one that Alertmanager accepts', () => {
    expect(amtool('check-config', file)).toMatchObject({ status: 0, stdout: expect.stringContaining('1 templates') });
  });

  it.each(routes)('sends %s with %o to the right people', (alertname, labels, inProduction, elsewhere) => {
    const set = Object.entries({ alertname, environment: name, ...labels }).map(([label, value]) => `${label}=${value}`);
    const { stdout } = amtool('config', 'routes', 'test', `--config.file=${file}`, ...set);
    expect(stdout.trim()).toBe(name === 'production' ? inProduction : elsewhere);
  });

  it('wakes nobody for an alert of another environment', () => {
    const { stdout } = amtool(
      'config',
      'routes',
      'test',
      `--config.file=${file}`,
      'severity=critical',
      'team=application',
      'environment=other',
    );
    expect(stdout.trim()).toBe('slack-application');
  });

  always('holds no secret, and reads only files that the Secret has', () => {
    const secret = present(receiverObjects(environment, platform.value).find(({ kind }) => kind === 'ExternalSecret'));
    const mounted = Object.keys(texts(at(secret, 'spec', 'target', 'template', 'data'))).map(
      (key) => `/etc/alertmanager/secrets/alertmanager-receivers/${key}`,
    );
    const read = [...JSON.stringify(config).matchAll(/"\w+_file":"([^"]+)"/g)].map(([, value]) => value);
    expect(read.toSorted()).toEqual(mounted.toSorted());
    expect(JSON.stringify(config)).not.toMatch(/https?:\/\/(?!git\.example\.com\/)|"(api_url|routing_key|url)":/);
  });

  always('has the addresses of its receivers before it is there itself, or with it', () => {
    const waves = applicationsOf(catalog)
      .filter(({ variants }) =>
        variants.some(
          (variant) => variant.environment === name && variant.objects.some(({ metadata }) => metadata.name === 'alertmanager-receivers'),
        ),
      )
      .map(({ syncWave }) => syncWave);
    const [cluster] = environment.clusters;
    expect(waves).toHaveLength(1);
    expect(Math.max(...waves)).toBeLessThanOrEqual(kubePrometheusStack(environment, platform.value, present(cluster)).syncWave);
  });

  always('silences only alerts that exist somewhere, and never what silences', () => {
    const known = new Set(
      configured.flatMap((item) => areasOf(item.environment)).flatMap((area) => area.alerts.map((alert) => alert.name)),
    );
    const named = (matchers: readonly string[]) =>
      matchers.flatMap((matcher) => /^alertname=~"(.+)"$/.exec(matcher)?.[1]?.split('|') ?? []);
    for (const { source_matchers, target_matchers } of config.inhibit_rules) {
      const [sources, targets] = [named(source_matchers), named(target_matchers)];
      expect([...sources, ...targets].filter((alert) => !known.has(alert))).toEqual([]);
      expect(targets.filter((alert) => sources.includes(alert))).toEqual([]);
    }
  });

  always('compares no label in an inhibition that both alerts may lack', () => {
    const always = new Set(['environment', 'namespace']);
    for (const { source_matchers, target_matchers, equal } of config.inhibit_rules) {
      const open = equal.filter((label) => !always.has(label));
      expect(source_matchers).toEqual(expect.arrayContaining(open.map((label) => `${label}=~".+"`)));
      expect(target_matchers).toEqual(expect.arrayContaining(open.map((label) => `${label}=~".+"`)));
    }
  });

  always('has a team for every alert that it routes', () => {
    const teams = config.route.routes.flatMap(({ matchers }) => matchers.flatMap((matcher) => /^team="(.+)"$/.exec(matcher)?.[1] ?? []));
    expect(areasOf(environment).filter(({ team }) => !teams.includes(team))).toEqual([]);
    expect(alerts.filter(({ team }) => team !== undefined && !teams.includes(team))).toEqual([]);
  });
});

describe('the message', () => {
  const alert = {
    status: 'firing',
    labels: { alertname: 'ServiceDown', severity: 'critical', environment: 'production' },
    annotations: {
      summary: 'Service sales-service is down',
      description: 'No replica.',
      runbook_url: 'https://git.example.com/x#servicedown',
    },
  };
  const data = (alerts: readonly (typeof alert)[], status = 'firing') => {
    const file = path.join(folder, 'data.json');
    writeFileSync(
      file,
      JSON.stringify({ status, alerts, commonLabels: alert.labels, commonAnnotations: alerts.length === 1 ? alert.annotations : {} }),
    );
    return file;
  };
  const rendered = (template: string, file: string) =>
    amtool(
      'template',
      'render',
      `--template.glob=${path.join(folder, '*.tmpl')}`,
      `--template.text={{ template "${template}" . }}`,
      `--template.data=${file}`,
    );

  it.each([
    ['erp.title', [alert], 'firing', 'CRITICAL production: ServiceDown'],
    ['erp.title', [alert, alert], 'firing', 'CRITICAL production: ServiceDown (2)'],
    ['erp.title', [alert], 'resolved', 'RESOLVED production: ServiceDown'],
    ['erp.summary', [alert], 'firing', 'production: Service sales-service is down'],
    ['erp.summary', [alert, alert], 'firing', 'production: ServiceDown (2)'],
    ['erp.text', [alert], 'firing', '*Service sales-service is down*\nNo replica.\nWhat to do: https://git.example.com/x#servicedown'],
  ])('%s says what, where and what to do', (template, alerts, status, text) => {
    const { stdout } = rendered(template, data(alerts, status));
    expect(stdout.trim()).toBe(text);
  });
});

function amtool(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(programPath('amtool') ?? 'amtool', [...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}
