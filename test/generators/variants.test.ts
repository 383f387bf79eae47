import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { lint } from '../../policies/engine.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import { loadRules } from '../../scripts/judging/lint/rules.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { prove } from '../../scripts/kustomize/proof.ts';
import { catalog, digest, environment, fourEnvironments, service } from '../support/catalog.ts';
import { chartsOf, isOwn } from '../support/chart-facts.ts';
import { folderWith } from '../support/folder.ts';

const rules = (await loadRules('.')).map(({ value }) => value);
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
    [
      'services that see their whole path, and are asked there and below it',
      catalog(
        (['', '/up', '/health/live'] as const).map((page, index) => {
          const path = `/web${index}` as const;
          const probe = { path: `${path}${page}` } as const;
          return service(`web-${index}`, {
            route: { path, prefix: 'keep' },
            settings: { probes: { liveness: { ...probe, failureThreshold: 6 }, readiness: probe, startup: probe } },
          });
        }),
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
      catalog([service('orders', { calls: [{ to: 'payments', optional: true }] }), service('payments')], fourEnvironments, {
        unreleased: ['test/payments', 'staging/payments', 'production/payments'],
      }),
    ],
    [
      'three zones',
      catalog([service('orders')], replacing('production', { clusters: [{ name: 'erp-production', zones: ['a', 'b', 'c'] }] })),
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
      expect(
        lint({ environment: name, manifests, foreign: chartsOf(name), reports: isOwn }, { rules, today: '2026-01-01' }).findings,
      ).toEqual([]);
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

it('what a process shows to probes and Prometheus alone is not published, wherever it is', () => {
  const probes = { liveness: { path: '/healthz' }, readiness: { path: '/ready/' }, startup: { path: '/' } } as const;
  const probed = service('orders', { settings: { probes } });
  const hidden = (edge: 'gateway' | 'ingress') =>
    JSON.stringify(
      objectsOf(catalog([probed], [{ ...environment('production'), edge }])).find(
        ({ kind, metadata }) => ['HTTPRoute', 'Ingress'].includes(kind) && ['orders', 'orders-ingress'].includes(metadata.name),
      ),
    );
  expect(hidden('gateway')).toContain('/orders/healthz');
  expect(hidden('ingress')).toContain('(?!/healthz|/ready|/metrics)');
});

describe('what a route hides of a process', () => {
  const http = { number: 8000, protocol: 'http' } as const;
  const grpc = { number: 50051, protocol: 'grpc' } as const;
  const compute = { cpu: '10m', memory: '16Mi', ephemeralStorage: '16Mi' };
  const front = {
    image: 'front',
    build: { version: '1.0.0', digest },
    runs: 'beside',
    resources: { requests: compute, limits: compute },
  } as const;
  const up = { liveness: { path: '/web/up' }, readiness: { path: '/web/health/ready?deep=1' }, startup: { path: '/web/up/' } } as const;

  it.each<[string, Partial<ServiceDefinition>, gateway: readonly string[], ingress: string]>([
    [
      'that nobody asks for a page',
      { route: '/web', ports: { grpc, http }, settings: { probes: up } },
      ['/web/metrics'],
      '/web(?!/metrics)(/|$)(.*)',
    ],
    [
      'whom nobody can ask at a port of its own, at that of its metrics',
      { route: '/web', ports: { http: { ...http, in: 'front' } }, companions: { front } },
      ['/web/health', '/web/metrics'],
      '/web(?!/health|/metrics)(/|$)(.*)',
    ],
    [
      'that sees the whole path, at pages below it',
      { route: { path: '/web', prefix: 'keep' }, ports: { http }, settings: { probes: up } },
      ['/web/health', '/web/up', '/web/web/health/ready', '/web/web/up', '/web/metrics'],
      '/web(?!/health|/up|/web/health/ready|/web/up|/metrics)(/|$)(.*)',
    ],
  ])('%s', (_, over, gateway, ingress) => {
    const drawn = (edge: 'gateway' | 'ingress') =>
      objectsOf(catalog([service('web', over)], [{ ...environment('production'), edge }])).find(
        ({ kind, metadata }) => ['HTTPRoute', 'Ingress'].includes(kind) && metadata.name.startsWith('web'),
      ) as unknown as { spec: { rules: [{ matches: { path: { value: string } }[]; http: { paths: [{ path: string }] } }] } };
    expect(drawn('gateway').spec.rules[0].matches.map(({ path }) => path.value)).toEqual(gateway);
    expect(drawn('ingress').spec.rules[0].http.paths[0].path).toBe(ingress);
  });
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

it('every overlay folder has its Application, on the cluster of the environment', () => {
  const clusters = [{ name: 'north', zones: ['a'] }];
  const { files } = generate(catalog([service('orders')], [environment('production', { clusters })]));
  const applications = files
    .filter(({ path: file }) => file.startsWith('argocd/production/applications/'))
    .map(({ text }) => load(text) as { metadata: { name: string }; spec: { source: { path?: string }; destination: { name: string } } });
  const folders = files.flatMap(({ path: file }) => /^(overlays\/production\/[^/]+)\/kustomization\.yaml$/.exec(file)?.[1] ?? []);
  const ofFolders = applications.filter(({ spec }) => spec.source.path !== undefined);
  expect(ofFolders.map(({ spec }) => `${spec.source.path} ${spec.destination.name}`).sort()).toEqual(
    folders.map((folder) => `${folder} north`).sort(),
  );
  expect(new Set(applications.map(({ metadata }) => metadata.name)).size).toBe(applications.length);
});

describe('the charts of an environment', () => {
  const { files } = generate(catalog([service('orders')], [environment('production')]));
  const objects = files
    .filter(({ path: file }) => file.startsWith('argocd/production/'))
    .map(
      ({ text }) =>
        load(text) as {
          kind: string;
          metadata: { name: string; annotations: Record<string, string> };
          spec: { project: string; sourceRepos: string[]; source: { repoURL: string; chart?: string; targetRevision: string } };
        },
    );
  const charts = objects.filter(({ kind, spec }) => kind === 'Application' && spec.source.chart !== undefined);

  it('are pinned, operators before what they serve', () => {
    const wave = 'argocd.argoproj.io/sync-wave';
    // One version each, not a range: a raised pin changes charts/ and nothing here.
    expect(charts.filter(({ spec }) => !/^v?\d+\.\d+\.\d+$/.test(spec.source.targetRevision))).toEqual([]);
    expect(charts.map(({ metadata }) => `${metadata.annotations[wave]} ${metadata.name}`)).toEqual([
      '2 alloy-production',
      '-10 cert-manager-production',
      '-10 envoy-gateway-production',
      '-10 external-secrets-production',
      '0 jaeger-production',
      '-10 keda-production',
      '-8 kube-prometheus-stack-production',
      '0 loki-production',
      '-10 metrics-server-production',
      '-10 policy-controller-production',
      '-10 postgres-operator-production',
      '0 redis-ha-production',
      '-10 sealed-secrets-production',
      '-10 strimzi-production',
      '-10 vertical-pod-autoscaler-production',
    ]);
  });

  it('may make the kinds and use the namespaces that their facts say, and no others', () => {
    const kinds = { cluster: [{ group: 'example.com', kind: 'Wide' }], namespaced: [{ group: 'example.com', kind: 'Narrow' }] };
    const facts = [
      { environment: 'production', application: 'keda', kinds, namespaces: ['elsewhere'] },
      {
        environment: 'production',
        application: 'gone',
        kinds: { cluster: [{ group: '', kind: 'Gone' }], namespaced: [] },
        namespaces: ['gone'],
      },
      {
        environment: 'other',
        application: 'keda',
        kinds: { cluster: [{ group: '', kind: 'Other' }], namespaced: [] },
        namespaces: ['other'],
      },
    ];
    const projectOf = (value: Catalog) => {
      const text = generate(value).files.find((file) => file.path.endsWith('projects/erp-production-platform.yaml'))?.text ?? '';
      return (load(text) as { spec: Record<string, readonly object[]> }).spec;
    };
    const bare = catalog([], [environment('production')]);
    const [before, after] = [projectOf(bare), projectOf({ ...bare, charts: facts })];
    const added = (field: string) => {
      const known = (before[field] ?? []).map((entry) => JSON.stringify(entry));
      return (after[field] ?? []).filter((entry) => !known.includes(JSON.stringify(entry)));
    };
    expect({
      cluster: added('clusterResourceWhitelist'),
      namespaced: added('namespaceResourceWhitelist'),
      destinations: added('destinations'),
    }).toEqual({
      cluster: kinds.cluster,
      namespaced: kinds.namespaced,
      destinations: [{ name: 'shop-production', namespace: 'elsewhere' }],
    });
  });

  it('belong to a project of their own, which allows their repositories and nothing else', () => {
    const projects = objects.filter(({ kind }) => kind === 'AppProject');
    const [own, services] = ['erp-production-platform', 'erp-production'].map((name) =>
      projects.find(({ metadata }) => metadata.name === name),
    );
    expect(new Set(charts.map(({ spec }) => spec.project))).toEqual(new Set(['erp-production-platform']));
    // Their namespaces come out of this repository.
    const repositories = [...charts.map(({ spec }) => spec.source.repoURL), 'https://git.example.com/shop.git'];
    expect(own?.spec.sourceRepos).toEqual([...new Set(repositories)].sort());
    expect(services?.spec.sourceRepos).toEqual(['https://git.example.com/shop.git']);
  });
});

describe('a cluster of the data layer under another name', async () => {
  const original = catalog([service('orders'), service('payments', { calls: ['orders'] })], fourEnvironments);
  const renamed: Catalog = {
    ...original,
    platform: {
      ...original.platform,
      value: { ...original.platform.value, dataLayer: { postgres: 'ledger', redis: 'redis-ha', kafka: 'events' } },
    },
  };
  const { files, applications } = generate(renamed);
  const rendered = await renderEnvironments(folderWith(Object.fromEntries(files.map((file) => [file.path, file.text]))));
  const objects = objectsOf(renamed) as unknown as {
    kind: string;
    metadata: { name: string };
    spec: Record<string, unknown>;
    data: unknown;
  }[];
  const named = (kind: string, name: string) => objects.find((object) => object.kind === kind && object.metadata.name === name);

  it('takes along the Service, labels, policies, Secrets and addresses that follow from it', () => {
    expect(named('postgresql', 'ledger')?.spec).toMatchObject({ tls: { secretName: 'ledger-tls' } });
    expect(named('Service', 'postgres-primary')?.spec).toMatchObject({ selector: { 'connection-pooler': 'ledger-pooler' } });
    expect(named('NetworkPolicy', 'postgres-clients')?.spec).toMatchObject({
      podSelector: { matchLabels: { 'connection-pooler': 'ledger-pooler' } },
    });
    expect(JSON.stringify(named('NetworkPolicy', 'orders-netpol')?.spec)).toContain('"connection-pooler":"ledger-pooler"');
    expect(named('ExternalSecret', 'orders-user.ledger.credentials.postgresql.acid.zalan.do')).toBeDefined();
    expect(named('Kafka', 'events')?.spec).toBeDefined();
    expect(named('KafkaTopic', 'orders.done')?.metadata).toMatchObject({ labels: { 'strimzi.io/cluster': 'events' } });
    expect(JSON.stringify(named('ConfigMap', 'orders-config')?.data)).toContain('events-broker-0.events-kafka-brokers.erp-infra.svc');
  });

  it('leaves nothing of the old name behind', () => {
    const text = JSON.stringify(objects);
    for (const old of ['postgres-pooler', 'postgres.credentials', 'postgres-tls', 'kafka-kafka', '"strimzi.io/cluster":"kafka"']) {
      expect(text).not.toContain(old);
    }
  });

  it('is built as it is meant, and the judge has nothing against it', () => {
    expect(prove(applications, rendered).problems).toEqual([]);
    for (const { name, manifests } of rendered) {
      expect(
        lint({ environment: name, manifests, foreign: chartsOf(name), reports: isOwn }, { rules, today: '2026-01-01' }).findings,
      ).toEqual([]);
    }
  });

  it('is missed by the judge when only its own object has the new name', () => {
    const production = rendered.find(({ name }) => name === 'production');
    const fields = (production?.manifests ?? []).map(
      (manifest) => structuredClone(manifest.fields) as { kind?: unknown; metadata: { name: string } },
    );
    for (const item of fields) if (item.kind === 'postgresql') item.metadata.name = 'books';
    const manifests = fields
      .flatMap((item, document) => manifestsOf(item, { file: '', document }))
      .flatMap((item) => ('fields' in item ? [item] : []));
    const { findings } = lint(
      { environment: 'production', manifests, foreign: chartsOf('production'), reports: isOwn },
      { rules, today: '2026-01-01' },
    );
    expect([...new Set(findings.map(({ rule }) => rule))]).toEqual(
      expect.arrayContaining(['match-service-selector', 'match-network-policy-pod', 'match-network-peer-pod']),
    );
  });
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
