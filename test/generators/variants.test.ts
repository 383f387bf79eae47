import path from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment.ts';
import { problemsIn } from '../../generators/model/problems.ts';
import { lint } from '../../policies/engine.ts';
import type { Rule } from '../../policies/model.ts';
import { loadFolder } from '../../scripts/lib/folder.ts';
import { renderEnvironments } from '../../scripts/lib/kustomize.ts';
import { prove } from '../../scripts/lib/proof.ts';
import { catalog, digest, environment, fourEnvironments, service } from '../support/catalog.ts';
import { folderWith } from '../support/folder.ts';

const rules = (await loadFolder<Rule>(path.resolve('policies/rules'))).map(({ value }) => value);
const replacing = (name: string, over: Partial<EnvironmentDefinition>) =>
  fourEnvironments.map((item) => (item.name === name ? { ...item, ...over } : item));

describe('whatever the catalog says, kustomize builds what it means and the judge has nothing against it', () => {
  it.each<[string, Catalog]>([
    ['a service that uses everything', catalog([service('orders')], fourEnvironments)],
    [
      'services that call each other in a circle',
      catalog(
        [service('a-one', { calls: ['b-two'] }), service('b-two', { calls: ['c-three'] }), service('c-three', { calls: ['a-one'] })],
        fourEnvironments,
      ),
    ],
    ['a service that uses and calls nothing', catalog([withoutStores('static')], fourEnvironments)],
    ['an Ingress in production', catalog([service('orders'), service('payments')], replacing('production', { edge: 'ingress' }))],
    [
      'an Ingress everywhere',
      catalog(
        [service('orders')],
        fourEnvironments.map((item) => ({ ...item, edge: 'ingress' as const })),
      ),
    ],
    [
      'a service that is released in dev only, and its caller everywhere',
      catalog([service('orders', { calls: ['payments'] }), service('payments')], fourEnvironments, {
        unreleased: ['test/payments', 'staging/payments', 'production/payments'],
      }),
    ],
    [
      'three zones',
      catalog([service('orders')], replacing('production', { clusters: [{ name: 'erp-production', zones: ['a', 'b', 'c'] }] })),
    ],
    [
      'two clusters',
      catalog(
        [service('orders')],
        replacing('production', {
          clusters: [
            { name: 'north', zones: ['a', 'b'] },
            { name: 'south', zones: ['c', 'd'] },
          ],
        }),
      ),
    ],
    [
      'other resources, probes and pools in one environment',
      catalog(
        [
          service('orders', {
            environments: {
              production: {
                resources: { requests: { cpu: '1', memory: '1Gi' } },
                probes: { startup: { failureThreshold: 60 } },
                pools: { databaseMax: 10 },
                config: { FEATURE_X: 'on' },
              },
            },
          }),
        ],
        fourEnvironments,
      ),
    ],
    ['a fifth environment', catalog([service('orders')], [...fourEnvironments, environment('perf')])],
  ])('%s', async (_, value) => {
    expect(problemsIn(value)).toEqual([]);
    const { files, applications } = generate(value);
    const root = folderWith(Object.fromEntries(files.map((file) => [file.path, file.text])));
    const rendered = await renderEnvironments(root);
    expect(rendered.map(({ name }) => name)).toEqual([...value.environments].map((entry) => entry.value.name));
    expect(prove(applications, rendered).problems).toEqual([]);
    for (const { name, manifests } of rendered) {
      expect(lint({ environment: name, manifests }, { rules, today: '2026-01-01' }).findings).toEqual([]);
    }
  });
});

it('an environment with edge "ingress" gets the Ingress of the manual, corrected, and nothing of the Gateway', () => {
  const [object] = objectsOf(catalog([service('orders')], replacing('production', { edge: 'ingress' })), 'Ingress');
  expect(object).toEqual({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name: 'orders-ingress',
      namespace: 'erp-prod',
      labels: { app: 'orders', 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/part-of': 'erp' },
      annotations: {
        'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
        'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true',
        'nginx.ingress.kubernetes.io/limit-rps': '100',
        'nginx.ingress.kubernetes.io/limit-connections': '50',
        'nginx.ingress.kubernetes.io/enable-cors': 'true',
        'nginx.ingress.kubernetes.io/cors-allow-origin': 'https://production.example.com',
        'nginx.ingress.kubernetes.io/proxy-connect-timeout': '60',
        'nginx.ingress.kubernetes.io/proxy-send-timeout': '60',
        'nginx.ingress.kubernetes.io/proxy-read-timeout': '60',
        'nginx.ingress.kubernetes.io/proxy-body-size': '16777216',
        'nginx.ingress.kubernetes.io/use-regex': 'true',
        'nginx.ingress.kubernetes.io/rewrite-target': '/$2',
      },
    },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['api.production.example.com'], secretName: 'api-erp-tls' }],
      rules: [
        {
          host: 'api.production.example.com',
          http: {
            paths: [
              {
                path: '/orders(?!/health|/metrics)(/|$)(.*)',
                pathType: 'ImplementationSpecific',
                backend: { service: { name: 'orders', port: { name: 'http' } } },
              },
            ],
          },
        },
      ],
    },
  });
  const kinds = new Set(
    objectsOf(
      catalog(
        [service('orders')],
        fourEnvironments.map((item) => ({ ...item, edge: 'ingress' as const })),
      ),
    ).map(({ kind }) => kind),
  );
  for (const kind of ['Gateway', 'HTTPRoute', 'SecurityPolicy', 'BackendTrafficPolicy']) expect(kinds).not.toContain(kind);
});

describe('one declaration of a call', () => {
  const objects = objectsOf(catalog([service('orders', { calls: ['payments'] }), service('payments')], [environment('production')]));
  const policy = (name: string) =>
    objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === `${name}-netpol`) as unknown as {
      spec: { ingress: { from: unknown; ports: unknown }[]; egress: { to: unknown; ports: unknown }[] };
    };

  it('opens the way out of the caller', () => {
    expect(policy('orders').spec.egress).toContainEqual({
      to: [{ podSelector: { matchLabels: { app: 'payments' } } }],
      ports: [{ protocol: 'TCP', port: 50051 }],
    });
  });

  it('opens the way into the callee', () => {
    expect(policy('payments').spec.ingress).toContainEqual({
      from: [{ podSelector: { matchLabels: { app: 'orders' } } }],
      ports: [{ protocol: 'TCP', port: 50051 }],
    });
  });

  it('opens nothing else', () => {
    expect(policy('orders').spec.ingress).toHaveLength(2);
    expect(policy('payments').spec.egress).toHaveLength(5);
  });

  it('tells the caller where the callee is', () => {
    const config = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'orders-config') as unknown as {
      data: Record<string, string>;
    };
    expect(config.data['PAYMENTS_GRPC_ENDPOINT']).toBe('http://payments-grpc.shop-production.svc.cluster.local:50051');
  });
});

it('every overlay folder has its Application, on every cluster of the environment', () => {
  const twoClusters = [
    { name: 'north', zones: ['a'] },
    { name: 'south', zones: ['b'] },
  ];
  const { files } = generate(catalog([service('orders')], [environment('production', { clusters: twoClusters })]));
  const applications = files
    .filter(({ path: file }) => file.startsWith('argocd/production/applications/'))
    .map(({ text }) => load(text) as { metadata: { name: string }; spec: { source: { path: string }; destination: { name: string } } });
  const folders = files.flatMap(({ path: file }) => /^(overlays\/production\/[^/]+)\/kustomization\.yaml$/.exec(file)?.[1] ?? []);
  expect(applications.map(({ spec }) => `${spec.source.path} ${spec.destination.name}`).sort()).toEqual(
    folders.flatMap((folder) => [`${folder} north`, `${folder} south`]).sort(),
  );
  expect(new Set(applications.map(({ metadata }) => metadata.name)).size).toBe(applications.length);
});

it('a service without any release is deployed nowhere, and one with an initial release everywhere', () => {
  const nowhere = generate(
    catalog([service('orders')], fourEnvironments, { unreleased: fourEnvironments.map(({ name }) => `${name}/orders`) }),
  );
  expect(nowhere.files.filter(({ path: file }) => file.includes('orders'))).toEqual([]);
  const initial = catalog([service('orders', { initialRelease: { version: '0.1.0', digest } })], fourEnvironments, {
    unreleased: ['test/orders', 'staging/orders', 'production/orders'],
  });
  const versions = generate(initial)
    .applications.find(({ name }) => name === 'orders')
    ?.variants.map(({ environment: name, images }) => `${name} ${images[0]?.tag}`);
  expect(versions).toEqual(['dev 1.0.0', 'test 0.1.0', 'staging 0.1.0', 'production 0.1.0']);
});

function objectsOf(value: Catalog, kind?: string) {
  return generate(value)
    .applications.flatMap(({ variants }) => variants)
    .filter((variant) => value.environments.length === 1 || variant.environment === 'production')
    .flatMap(({ objects }) => objects)
    .filter((object) => kind === undefined || object.kind === kind);
}

function withoutStores(name: string) {
  const { database: _, topics: __, ...rest } = service(name, { uses: [] });
  return rest;
}
