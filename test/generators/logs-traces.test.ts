import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { alloyConfiguration } from '../../generators/charts/alloy-configuration.ts';
import { jaeger } from '../../generators/charts/jaeger.ts';
import { loki } from '../../generators/charts/loki.ts';
import { logStorage } from '../../generators/delivery/log-storage.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import { dataSources } from '../../generators/platform/data/data-sources.ts';
import { toolAccessObjects } from '../../generators/platform/monitoring/tool-access.ts';
import { grafanaLogin, toolLogin } from '../../generators/platform/monitoring/tool-login.ts';
import { differences } from '../../policies/requirements/model/pattern.ts';
import { catalog, environment } from '../support/catalog.ts';

const platform = catalog([], []).platform.value;
const production = environment('production');
const withLogs = (over: Partial<EnvironmentDefinition['observability']['logs']>): EnvironmentDefinition => ({
  ...production,
  observability: { ...production.observability, logs: { ...production.observability.logs, ...over } },
});

describe('the chart of Loki', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [5, 3],
  ])('keeps each line as often as its %i pods allow: %i times', (replicas, factor) => {
    const pattern = { loki: { commonConfig: { replication_factor: factor } }, singleBinary: { replicas } };
    expect(differences(loki(withLogs({ replicas }), platform).values, pattern)).toEqual([]);
  });

  it('keeps lines as long as the environment says, and deletes them itself', () => {
    const pattern = { loki: { limits_config: { retention_period: '168h' }, compactor: { retention_enabled: true } } };
    expect(differences(loki(withLogs({ retentionDays: 7 }), platform).values, pattern)).toEqual([]);
  });

  it('has a disruption budget only where a pod may go', () => {
    const budgetOf = (replicas: number) => load(JSON.stringify(loki(withLogs({ replicas }), platform).values['singleBinary']));
    expect(budgetOf(3)).toHaveProperty('podDisruptionBudget', { enabled: true, maxUnavailable: 1 });
    expect(budgetOf(1)).not.toHaveProperty('podDisruptionBudget');
  });
});

it('Jaeger keeps traces as long as the environment says', () => {
  const traces = { retentionDays: 3, storage: '5Gi' };
  const { values } = jaeger({ ...production, observability: { ...production.observability, traces } });
  const pattern = { extensions: { jaeger_storage: { backends: { badger: { badger: { ttl: { spans: '72h' } } } } } } };
  expect(differences(values['userconfig'], pattern)).toEqual([]);
  // A label of the pod, so that a new value starts a new pod.
  expect(differences(values['jaeger'], { podLabels: { 'erp.example.com/retention-days': '3' } })).toEqual([]);
});

describe('the configuration of Alloy', () => {
  const text = alloyConfiguration(production);
  const serviceLabels = { pod_label_app: 'sales-service', pod_label_app_kubernetes_io_name: 'sales-service' };
  const pod = { namespace: 'erp-prod', pod_name: 'sales-1-a', pod_uid: '0f-1', pod_container_name: 'sales-service' };

  it.each([
    ['of a service', serviceLabels, 'sales-service'],
    ['of a chart', { pod_label_app_kubernetes_io_name: 'loki' }, 'loki'],
    ['of two minds', { pod_label_app: 'redis-ha', pod_label_app_kubernetes_io_name: 'redis' }, 'redis-ha'],
    ['without labels', {}, undefined],
  ])('gives a pod %s the labels by which everything else knows it', (_, labels, app) => {
    expect(relabelled(text, { ...pod, ...labels })).toEqual({
      namespace: 'erp-prod',
      pod: 'sales-1-a',
      container: 'sales-service',
      ...(app !== undefined && { app }),
      __path__: '/var/log/pods/erp-prod_sales-1-a_0f-1/sales-service/*.log',
    });
  });

  it('sends to Loki of the infra namespace what the three namespaces print', () => {
    expect(/names = (.*)/.exec(text)?.[1]).toBe('["shop-production", "erp-infra", "erp-agents"]');
    expect(/url = (.*)/.exec(text)?.[1]).toBe('"http://loki.erp-infra.svc.cluster.local:3100/loki/api/v1/push"');
  });

  it('has nothing that Helm would take for a template', () => {
    expect(text).not.toContain('{{');
  });
});

describe('the data sources of Grafana', () => {
  const text = dataSources(production).data['data-sources.yaml'];
  const { datasources } = load(text) as { datasources: { uid: string; url: string }[] };

  it('are at the addresses of the tools', () => {
    expect(Object.fromEntries(datasources.map(({ uid, url }) => [uid, url]))).toEqual({
      prometheus: 'http://kube-prometheus-stack-prometheus.erp-infra.svc.cluster.local:9090',
      loki: 'http://loki.erp-infra.svc.cluster.local:3100',
      jaeger: 'http://jaeger.erp-infra.svc.cluster.local:16686',
    });
  });

  it('name only each other', () => {
    const named = [...text.matchAll(/"datasourceUid": "([^"]*)"/g)].map(([, uid]) => uid);
    expect([...new Set(named)].sort()).toEqual(['jaeger', 'loki', 'prometheus']);
  });

  it('have no variable that Grafana would fill in when it reads the file', () => {
    expect(text.replaceAll('$$', '').includes('$')).toBe(false);
  });
});

it('Loki may do with its own bucket what it must, and nothing with another', () => {
  const [file] = logStorage(catalog([], [withLogs({ bucket: 'shop-logs', role: 'arn:aws:iam::123456789012:role/team/shop-loki' })]));
  const input = load(file?.text ?? '') as { PolicyDocument: string };
  expect(file?.path).toBe('overlays/production/logs-traces/loki-role.aws-cli');
  expect({ ...input, PolicyDocument: JSON.parse(input.PolicyDocument) as unknown }).toEqual({
    RoleName: 'shop-loki',
    PolicyName: 'erp-logs',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], Resource: 'arn:aws:s3:::shop-logs/*' },
        { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::shop-logs' },
      ],
    },
  });
});

describe('the log-in before the tools', () => {
  const rules = (access: EnvironmentDefinition['access']) => toolLogin({ ...production, access }, platform).spec['authorization'];

  it('admits the groups of the access table, by their names at the identity provider', () => {
    const claims = [{ name: 'groups', valueType: 'StringArray', values: ['shop-ops', 'shop-dev'] }];
    expect(rules(['ops', 'dev'].map((group) => ({ group, merge: false, argo: [], kubernetes: 'view' })))).toEqual({
      defaultAction: 'Deny',
      rules: [{ name: 'groups', action: 'Allow', principal: { jwt: { provider: 'identity', claims } } }],
    });
  });

  it('admits nobody where nobody has access', () => {
    expect(rules([])).toEqual({ defaultAction: 'Deny' });
  });

  it('has the client of its own environment', () => {
    const pattern = { oidc: { clientID: 'erp-tools-production' }, jwt: { providers: [{ audiences: ['erp-tools-production'] }] } };
    expect(differences(toolLogin(production, platform).spec, pattern)).toEqual([]);
  });

  it('is not there where the edge is an Ingress: no tool has a way in from outside', () => {
    expect(toolAccessObjects({ ...production, edge: 'ingress' }, platform)).toEqual([]);
  });
});

describe('the log-in of Grafana', () => {
  it('takes the token that the proxy checked, of the same client and groups', () => {
    expect(grafanaLogin(production, platform)).toMatchObject({
      server: { root_url: 'https://grafana.production.example.com/' },
      'auth.anonymous': { enabled: false },
      'auth.jwt': {
        enabled: true,
        header_name: 'X-Id-Token',
        jwk_set_url: 'https://login.example.com/keys',
        expect_claims: '{"iss":"https://login.example.com","aud":"erp-tools-production"}',
        role_attribute_path: "(contains(groups[*], 'shop-ops')) && 'Editor'",
        role_attribute_strict: true,
      },
    });
  });

  it('is by password, through a port forward, where the edge is an Ingress', () => {
    const { auth, 'auth.jwt': jwt } = grafanaLogin({ ...production, edge: 'ingress' }, platform);
    expect([auth.disable_login_form, jwt.enabled]).toEqual([false, false]);
  });

  it('knows no group where nobody has access', () => {
    expect(grafanaLogin({ ...production, access: [] }, platform)['auth.jwt'].role_attribute_path).toBe("(`false`) && 'Editor'");
  });
});

/** What the relabelling rules of a configuration make of a pod: each sets a label where its expression matches all of its sources. */
function relabelled(text: string, pod: Readonly<Record<string, string>>): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [, rule = ''] of text.matchAll(/\trule \{(.*?)\n\t\}/gs)) {
    const fields = Object.fromEntries([...rule.matchAll(/(\w+)\s+= (.*)/g)].map(([, key = '', value = '']) => [key, JSON.parse(value)]));
    const sources = (fields['source_labels'] as string[]).map((name) => pod[name.replace('__meta_kubernetes_', '')] ?? '');
    const match = new RegExp(`^(?:${fields['regex'] ?? '(.*)'})$`).exec(sources.join((fields['separator'] as string) ?? ';'));
    // As in Go: $1_ would be a group of that name, which there is not.
    const value = ((fields['replacement'] as string) ?? '$1').replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (_, braced, plain) => match?.[Number(braced ?? plain)] ?? '',
    );
    if (match !== null && value !== '') labels[fields['target_label'] as string] = value;
  }
  return labels;
}
