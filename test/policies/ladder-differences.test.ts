import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import { type Cluster, declaredName } from '../../generators/model/environment/place.ts';
import { operated } from '../../generators/model/stores/stores.ts';
import { asFields } from '../../policies/kubernetes/fields.ts';
import type { Declared } from '../../policies/ladder/declared.ts';
import { differenceFindings } from '../../policies/ladder/differences.ts';
import { elsewhereExplanations } from '../../policies/ladder/elsewhere.ts';
import { type Explanation, explanations } from '../../policies/ladder/explanations.ts';
import type { LadderRule } from '../../policies/ladder/ladder.ts';
import { placeExplanations } from '../../policies/ladder/places.ts';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Fields, Manifest } from '../../policies/model.ts';
import { createWorld } from '../../policies/world.ts';
import { declaredFacts, declaredService } from '../../scripts/judging/lint/declared-facts.ts';
import { renderEnvironments } from '../../scripts/kustomize/kustomize.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { catalogOn } from '../clouds/fixtures.ts';
import { companyWith, environmentWith, home, companies as placed, west } from '../places/company.ts';
import { companyCatalog } from '../services/support.ts';
import { catalogOf, companies } from '../stores/companies.ts';
import { catalog, digestOf, environment, fourEnvironments, service } from '../support/catalog.ts';
import { folderWith } from '../support/folder.ts';
import { copyOf, type Edit, present, remove, set, type Tree } from '../support/mutations/mutation.ts';

const rule: LadderRule = { id: 'undeclared-difference', severity: 'error', remediation: 'Declare it.', manual: '1.1' };
const used = new Set<Explanation>();

interface Side {
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

function findingsOf(sides: readonly Side[], declared: ReadonlyMap<string, Declared>) {
  return differenceFindings(
    sides.map(({ name, manifests }) => ({ world: createWorld(name, manifests), manifests, declared: present(declared.get(name)) })),
    rule,
    used,
  );
}

/** What a catalog says, as the files say it that it would be read from. */
function declaredBy({
  platform,
  environments,
  services,
  releases,
  settings,
  scaling,
  sealedSecrets,
}: Catalog): ReadonlyMap<string, Declared> {
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Fields;
  const files = new Map(services.map(({ value }) => [value.name, plain(value)]));
  const of = (entries: readonly { environment: string; service: string; value: unknown }[], name: string, own: string) =>
    entries.find((entry) => entry.environment === name && entry.service === own)?.value;
  return new Map(
    environments.map(({ value }) => [
      value.name,
      {
        definition: plain(value),
        hostsArgo: value.clusters.some(({ name }) => name === platform.value.argo.cluster),
        services: [...files.keys()].sort(),
        service: (own) =>
          declaredService(
            files.get(own),
            {
              release: of(releases, value.name, own),
              settings: of(settings, value.name, own),
              scaling: of(scaling, value.name, own),
              sealed: of(sealedSecrets, value.name, own),
            },
            // A service knows environments by their files.
            declaredName(value),
          ),
      },
    ]),
  );
}

async function drawn(value: Catalog): Promise<readonly string[]> {
  const { files } = generate(value);
  const rendered = await renderEnvironments(folderWith(Object.fromEntries(files.map((file) => [file.path, file.text]))));
  return findingsOf(rendered, declaredBy(value)).map(({ message }) => message);
}

const committed = await renderEnvironments(process.cwd());
const facts = declaredFacts(createSources(process.cwd()));

/** The committed environments with other objects in one of them. */
function withObjects(name: string, manifests: readonly Manifest[]) {
  return findingsOf(
    committed.map((side) => (side.name === name ? { name, manifests } : side)),
    facts,
  );
}

function edited(name: string, edit: (objects: readonly Tree[]) => void): readonly Manifest[] {
  const objects = present(committed.find((side) => side.name === name)).manifests.map(({ fields }) => copyOf({ ...fields }));
  edit(objects);
  return objects.flatMap((fields, document) => manifestsOf(fields, { file: '', document })) as Manifest[];
}

const nameOf = (object: Tree) => String((object['metadata'] as Tree)['name']);
const pod = 'spec.template.spec';

/** One value of one environment: kind, the beginning of the name, the change, and the field. */
const changes: readonly (readonly [environment: string, kind: string, name: string, edit: Edit, path: string])[] = [
  ['production', 'Deployment', 'sales-service', set('spec.revisionHistoryLimit', 1), 'spec.revisionHistoryLimit'],
  [
    'production',
    'Deployment',
    'sales-service',
    set(`${pod}.containers[0].resources.limits.cpu`, '3'),
    `${pod}.containers[0].resources.limits.cpu`,
  ],
  ['staging', 'Service', 'sales-service', set('spec.ports[0].port', 8001), 'spec.ports[0].port'],
  ['test', 'ConfigMap', 'sales-service-config', set('data.LOG_LEVEL', 'info'), 'data.LOG_LEVEL'],
  ['production', 'ConfigMap', 'sales-service-config', set('data.DATABASE_MAX_CONNECTIONS', '9'), 'data.DATABASE_MAX_CONNECTIONS'],
  ['production', 'ServiceAccount', 'sales-service', set('automountServiceAccountToken', true), 'automountServiceAccountToken'],
  ['staging', 'NetworkPolicy', 'sales-service', set('spec.policyTypes[1]', 'Ingress'), 'spec.policyTypes[1]'],
  ['production', 'PodDisruptionBudget', 'sales-service', set('spec.maxUnavailable', 2), 'spec.maxUnavailable'],
  ['production', 'ScaledObject', 'sales-service', set('spec.maxReplicaCount', 12), 'spec.maxReplicaCount'],
  ['dev', 'HTTPRoute', 'sales-service', set('spec.hostnames[0]', 'shop.example.com'), 'spec.hostnames[0]'],
  ['production', 'Gateway', 'erp-gateway', set('spec.listeners[0].port', 8080), 'spec.listeners[0].port'],
  ['production', 'ClientTrafficPolicy', 'erp-gateway', set('spec.tls.minVersion', '1.3'), 'spec.tls.minVersion'],
  ['production', 'BackendTrafficPolicy', 'sales-service', set('spec.requestBuffer.limit', '1Mi'), 'spec.requestBuffer.limit'],
  ['production', 'SecurityPolicy', 'tools', set('spec.oidc.clientID', 'somebody'), 'spec.oidc.clientID'],
  ['production', 'ExternalSecret', 'sales-service-secrets', set('spec.refreshInterval', '24h'), 'spec.refreshInterval'],
  ['test', 'SecretStore', 'sales-service-vault', set('spec.provider.vault.auth.jwt.path', 'jwt-dev'), 'spec.provider.vault.auth.jwt.path'],
  ['production', 'postgresql', 'postgres', set('spec.numberOfInstances', 5), 'spec.numberOfInstances'],
  [
    'staging',
    'Kafka',
    'kafka',
    set('spec.kafka.config["auto.create.topics.enable"]', true),
    'spec.kafka.config["auto.create.topics.enable"]',
  ],
  ['production', 'KafkaNodePool', 'broker', set('spec.storage.volumes[0].size', '80Gi'), 'spec.storage.volumes[0].size'],
  ['staging', 'KafkaTopic', 'sales.order.confirmed', set('spec.partitions', 12), 'spec.partitions'],
  ['production', 'KafkaUser', 'sales-service', set('spec.authorization.acls[0].host', '10.0.0.1'), 'spec.authorization.acls[0].host'],
  ['production', 'PrometheusRule', 'erp-services', set('spec.groups[0].rules[0].for', '1h'), 'spec.groups[0].rules[0].for'],
  ['dev', 'ResourceQuota', 'quota', set('spec.hard.pods', '500'), 'spec.hard.pods'],
  ['production', 'PriorityClass', 'erp-monitoring', set('value', 5), 'value'],
  ['production', 'Namespace', 'erp-prod', set('metadata.labels.team', 'nobody'), 'metadata.labels.team'],
  ['production', 'VerticalPodAutoscaler', 'sales-service', set('spec.updatePolicy.updateMode', 'Auto'), 'spec.updatePolicy.updateMode'],
  ['production', 'ClusterImagePolicy', 'sales-service-signature', set('spec.mode', 'warn'), 'spec.mode'],
  ['test', 'ValidatingAdmissionPolicyBinding', 'erp-rules-pods', set('spec.validationActions[0]', 'Audit'), 'spec.validationActions[0]'],
  ['production', 'StorageClass', 'gp3', set('parameters.type', 'gp2'), 'parameters.type'],
  ['production', 'CronJob', 'postgres-backup', set('spec.concurrencyPolicy', 'Replace'), 'spec.concurrencyPolicy'],
  [
    'production',
    'EnvoyProxy',
    'erp-gateway',
    set('spec.provider.kubernetes.envoyDeployment.replicas', 6),
    'spec.provider.kubernetes.envoyDeployment.replicas',
  ],
  ['production', 'ClusterIssuer', 'letsencrypt', set('spec.acme.email', 'somebody@example.com'), 'spec.acme.email'],
  ['production', 'PodMonitor', 'sales-service', remove('spec.podMetricsEndpoints[0].path'), 'spec.podMetricsEndpoints[0].path'],
];

/** What only production has, less what is called like something else of it. */
const onlyProduction = [
  'ConfigMap/postgres-pod-env',
  'CronJob/postgres-archive-check',
  'ExternalSecret/argocd-login',
  'ExternalSecret/argocd-notifications-secret',
  'NetworkPolicy/argo-cd',
  'NetworkPolicy/argo-cd-beyond',
  'NetworkPolicy/postgres-backup-archive',
  'NetworkPolicy/prometheus-scrape-argo-cd',
  'PodMonitor/argocd',
  'PodMonitor/argocd-redis-proxy',
  'SecretStore/argocd-vault',
];

describe('differences between environments', () => {
  it('are declared as they are committed', () => {
    expect(findingsOf(committed, facts)).toEqual([]);
  });

  it.each(changes)('one value of %s: %s %s, %#', (name, kind, start, edit, path) => {
    const manifests = edited(name, (objects) =>
      edit(present(objects.find((object) => object['kind'] === kind && nameOf(object).startsWith(start)))),
    );
    const found = withObjects(name, manifests);
    expect(found.map((finding) => `${finding.object.kind} ${finding.path}`)).toEqual([`${kind} ${path}`]);
    expect(found[0]?.message).toContain(`in "${name}"`);
  });

  it('show every value and the environments that have it, and stand where one is alone with its own', () => {
    const manifests = edited('test', (objects) =>
      set(
        'spec.revisionHistoryLimit',
        1,
      )(present(objects.find((object) => object['kind'] === 'Deployment' && nameOf(object) === 'sales-service'))),
    );
    expect(withObjects('test', manifests).map(({ environment: where, message }) => ({ where, message }))).toEqual([
      {
        where: 'test',
        message:
          'Deployment "sales-service" has at spec.revisionHistoryLimit 5 in "dev" and "staging" and 1 in "test", and the catalog does not say why.',
      },
    ]);
  });

  it('an object that is left out, and one that is added', () => {
    const without = present(committed.find(({ name }) => name === 'staging')).manifests.filter(
      ({ kind, name }) => !(kind === 'Service' && name === 'sales-service'),
    );
    expect(withObjects('staging', without).map(({ environment: where, message }) => ({ where, message }))).toEqual([
      {
        where: 'staging',
        message: 'Service "sales-service" is in "test" and "production" and not in "staging", and the catalog does not say why.',
      },
    ]);
    const more = edited('dev', () => undefined).concat(
      manifestsOf(
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'debug', namespace: 'erp-dev' } },
        { file: '', document: 0 },
      ) as Manifest[],
    );
    expect(withObjects('dev', more).map(({ message }) => message)).toEqual([
      'Service "debug" is in "dev" and not in "test", and the catalog does not say why.',
    ]);
  });

  it('one leaf of every object of an environment is missed by somebody', () => {
    const touched: string[] = [];
    const manifests = edited('production', (objects) => {
      for (const object of objects) if (changeLeaf(object)) touched.push(`${object['kind']}/${nameOf(object)}`);
    });
    const found = new Set(withObjects('production', manifests).map(({ object }) => `${object.kind}/${object.name}`));
    expect(touched.filter((name) => !found.has(name)).sort()).toEqual(
      [
        // Only production has them: they are like nothing.
        ...onlyProduction,
        // The last subject is that of the group that the environment names.
        'ClusterRoleBinding/erp-cluster-reader',
        // The last alert is one of continuous backups, which only production has.
        'PrometheusRule/erp-backup',
      ].sort(),
    );
    expect(touched.length).toBeGreaterThan(300);
  });
});

/** Changes the last text or number of an object that is no name of it. */
function changeLeaf(object: Tree): boolean {
  const leaves: [Record<string, unknown>, string][] = [];
  const walk = (value: unknown) => {
    for (const [key, own] of Object.entries(asFields(value) ?? (Array.isArray(value) ? { ...value } : {}))) {
      if (typeof own === 'object') walk(own);
      else leaves.push([value as Record<string, unknown>, key]);
    }
  };
  for (const [key, value] of Object.entries(object)) if (!['apiVersion', 'kind', 'metadata'].includes(key)) walk(value);
  const [holder, key] = leaves.at(-1) ?? [];
  if (holder === undefined || key === undefined) return false;
  holder[key] = typeof holder[key] === 'number' ? Number(holder[key]) + 1 : `${holder[key]}x`;
  return true;
}

/** With identities of Azure for each environment. */
function eachItsOwn(value: Catalog): Catalog {
  return {
    ...value,
    environments: value.environments.map((entry, index) => {
      const { issuer, observability } = entry.value;
      const role = (kind: number) => `${kind}${index}345678-89ab-cdef-0123-456789abcdef`;
      const own = {
        issuer: { ...issuer, dns: { ...issuer.dns, role: role(1) } },
        observability: { ...observability, logs: { ...observability.logs, role: role(2) } },
      };
      return { ...entry, value: { ...entry.value, ...own } };
    }),
  };
}

const four = (name: string, over: Partial<EnvironmentDefinition>) =>
  fourEnvironments.map((item) => (item.name === name ? { ...item, ...over } : item));
const everywhere = (over: Partial<EnvironmentDefinition>) => fourEnvironments.map((item) => ({ ...item, ...over }));

describe('whatever the catalog says of environments, what follows from it is no finding', () => {
  it.each<[string, Catalog]>([
    ['services as companies have them', companyCatalog],
    ['a service that uses everything', catalog([service('orders')], fourEnvironments)],
    ['an Ingress in production', catalog([service('orders'), service('payments')], four('production', { edge: 'ingress' }))],
    ['an Ingress everywhere', catalog([service('orders')], everywhere({ edge: 'ingress' }))],
    [
      'a service that is released in dev only, and its caller everywhere',
      catalog([service('orders', { calls: [{ to: 'payments', optional: true }] }), service('payments')], fourEnvironments, {
        unreleased: ['test/payments', 'staging/payments', 'production/payments'],
      }),
    ],
    [
      'three zones',
      catalog(
        [service('orders')],
        four('production', {
          clusters: [{ name: 'north', zones: ['a', 'b', 'c'] }],
        }),
      ),
    ],
    [
      'a service with other settings in one environment',
      catalog(
        [
          service('orders', {
            exempt: [
              {
                rule: 'require-read-only-root-filesystem',
                in: ['production'],
                because: 'It writes a report.',
                owner: '@shop/dev',
                until: '2027-03-01',
              },
            ],
            identity: { cloudRole: { production: 'arn:aws:iam::123456789012:role/orders' } },
            environments: {
              production: {
                resources: { requests: { cpu: '1', memory: '1Gi' } },
                probes: { startup: { failureThreshold: 60 }, readiness: { path: '/up' } },
                pools: { databaseMax: 10 },
                config: { FEATURE_X: 'on' },
                maxBodySize: '32Mi',
                maxReplicas: 12,
                shutdown: { graceSeconds: 90 },
                reaches: { BANK: { address: 'https://bank.example.com/', cidrs: ['192.0.2.0/24'] } },
              } as never,
            },
          }),
        ],
        fourEnvironments,
      ),
    ],
    [
      'a fifth environment to which nothing is delivered yet',
      catalog([service('orders')], [...fourEnvironments, environment('perf')], { unreleased: ['perf/orders'] }),
    ],
    [
      'a service whose values are sealed in production',
      {
        ...catalog([service('orders')], fourEnvironments),
        sealedSecrets: [
          {
            file: 'generators/catalog/sealed-secrets/production/orders.yaml',
            environment: 'production',
            service: 'orders',
            value: { scope: 'shop-production/orders-secrets', certificate: '', sealedAt: '', encryptedData: { JWT_SECRET: 'AgB' } },
          },
        ],
      },
    ],
    ['a fifth environment', catalog([service('orders')], [...fourEnvironments, environment('perf')])],
    [
      'a fifth environment that is in everything other than the four',
      catalog(
        [service('orders')],
        [
          ...fourEnvironments,
          environment('acceptance', {
            tier: 'rehearsal',
            namespaces: { app: 'shop-uat', infra: 'erp-infra' },
            corsOrigins: ['https://one.example.com', 'https://two.example.com'],
            issuer: {
              name: 'private',
              server: 'https://acme.internal.example.com/directory',
              dns: {
                hostedZone: 'Z9',
                region: 'eu-west-1',
                role: 'arn:aws:iam::210987654321:role/dns',
                endpoints: ['10.9.3.0/28', '10.9.4.0/28'],
              },
            },
            logLevel: 'warn',
            traceRatio: 0.5,
            sizing: 0.5,
            replicas: { minimumPerZone: 2 },
            nodes: { most: 12 },
            admission: 'warn',
            backup: {
              mode: 'daily',
              image: { version: '16.14.1', digest: `sha256:${'ef'.repeat(32)}` },
              bucket: 'uat-backups',
              region: 'eu-west-1',
              role: 'arn:aws:iam::210987654321:role/backup',
              endpoints: ['10.9.3.0/28'],
              retentionDays: 14,
              schedule: '0 4 * * *',
              timeZone: 'Europe/Berlin',
              drillSchedule: '0 6 * * 0',
            },
            alerting: { pages: false, channels: { application: '#uat', infrastructure: '#uat-platform' } },
            access: [{ group: 'dev', merge: true, argo: ['get', 'sync', 'exec'], kubernetes: 'edit' }],
            dataLayer: {
              postgres: { instances: 2, poolers: 2, storage: '30Gi' },
              redis: { nodes: 3, storage: '2Gi' },
              kafka: { brokers: 4, controllers: 3, storage: '20Gi', controllerStorage: '2Gi' },
            },
          }),
        ],
      ),
    ],
    [
      'an environment that is host to pull requests',
      catalog(
        [service('orders')],
        fourEnvironments.map((item) =>
          item.name === 'dev'
            ? {
                ...item,
                pullRequests: {
                  repositories: [{ name: 'shop', url: 'https://github.com/example-erp/shop', services: ['orders'] }],
                  mostDays: 7,
                },
              }
            : item,
        ),
      ),
    ],
    [
      'versions, scales and settings that machines write',
      {
        ...catalog([service('orders')], fourEnvironments),
        releases: fourEnvironments.map(({ name }, index) => ({
          file: `generators/catalog/releases/${name}/orders.yaml`,
          environment: name,
          service: 'orders',
          value: { version: `1.${4 - index}.0`, digest: digestOf(index + 7) },
        })),
        settings: [
          {
            file: 'generators/catalog/settings/production/orders.yaml',
            environment: 'production',
            service: 'orders',
            value: { config: { FEATURE_Y: 'on' } },
          },
        ],
      },
    ],
    [
      'versions of others that are on their way',
      catalog(
        [service('orders')],
        fourEnvironments.map((item) =>
          item.name === 'dev'
            ? { ...item, versions: { ...item.versions, kubernetes: '1.36', postgres: '17', kafka: '4.2.1', kafkaMetadata: '4.2-IV1' } }
            : item,
        ),
      ),
    ],
    [
      'a further cluster of PostgreSQL in which nothing is yet',
      catalog(
        [service('orders')],
        fourEnvironments.map((item) => {
          const postgres = { instances: 1, poolers: 1, storage: '10Gi', ...operated(item, 'postgres') };
          const size = { instances: postgres.instances, poolers: postgres.poolers, storage: '50Gi' };
          // One that only dumps, below others whose archive is looked at.
          const backup =
            item.name === 'staging' && item.backup.mode === 'continuous' ? { ...item.backup, mode: 'daily' as const } : item.backup;
          return { ...item, backup, dataLayer: { ...item.dataLayer, postgres: { ...postgres, further: { reporting: size } } } };
        }),
      ),
    ],
    ['roles of Google Cloud', catalogOn('google')],
    ['identities of Azure, another one in each environment', eachItsOwn(catalogOn('azure'))],
    [
      'a change of shared code on its way',
      catalog(
        [service('orders')],
        fourEnvironments.map((item) => (item.tier === 'trial' ? { ...item, train: { steps: ['new-labels'] }, nodes: { most: 7 } } : item)),
      ),
    ],
  ])('%s', async (_, value) => {
    expect(await drawn(value)).toEqual([]);
  });

  it('a renamed service is exempt and adjusted in one environment where its objects have its old name', async () => {
    const orders = service('orders', {
      formerly: ['sales-orders'],
      exempt: [{ rule: 'limit-kafka-rights', in: ['production'], because: 'It is read', owner: '@shop/dev', until: '2027-03-01' }],
    });
    expect(await drawn(catalog([orders], fourEnvironments))).toEqual([]);
  });

  it('stores that somebody else runs explain what follows from them, and each of their reasons is one', { timeout: 120_000 }, async () => {
    for (const name of ['a store here and there', 'production at AWS, the rest operated']) {
      expect(await drawn(catalogOf(present(companies[name])))).toEqual([]);
    }
    expect(elsewhereExplanations.filter((entry) => !used.has(entry)).map(({ kinds, reason }) => `${kinds}: ${reason}`)).toEqual([]);
  });

  it('places of an environment explain what follows from them, and each of their reasons is one', { timeout: 240_000 }, async () => {
    const inOneRegion = { ...west, backup: { ...west.backup, region: 'us-east-1' } } as Cluster;
    const migrated = companyWith(environmentWith('production', [home as Cluster, inOneRegion])).catalog;
    const runs = service('orders', {
      jobs: { migrate: { args: ['migrate'], at: 'before-rollout', minutes: 5 } },
      initialRelease: { version: '1.0.0', digest: digestOf(3) },
    });
    const withRuns: Catalog = {
      ...migrated,
      services: [...migrated.services, { file: 'generators/catalog/services/orders.ts', value: runs }].sort((a, b) =>
        a.file < b.file ? -1 : 1,
      ),
    };
    const stateless = present(placed['a place that keeps nothing']).catalog;
    const withUnreleased: Catalog = {
      ...stateless,
      services: [
        ...stateless.services,
        {
          file: 'generators/catalog/services/orders.ts',
          value: service('orders', { route: { host: 'orders', path: '/' }, initialRelease: { version: '1.0.0', digest: digestOf(4) } }),
        },
      ].sort((a, b) => (a.file < b.file ? -1 : 1)),
    };
    for (const value of [...Object.values(placed).map((company) => company.catalog), withRuns, withUnreleased]) {
      expect(await drawn(value)).toEqual([]);
    }
    expect(placeExplanations.filter((entry) => !used.has(entry)).map(({ kinds, reason }) => `${kinds}: ${reason}`)).toEqual([]);
  });

  describe('of a route to a service that is asked elsewhere in production', () => {
    const orders = service('orders', {
      environments: { production: { probes: { liveness: { path: '/up' }, startup: { path: '/up' } } } },
    });
    const routes = (edge: 'gateway' | 'ingress') => catalog([orders, service('payments')], everywhere({ edge }));
    const built = new Map<string, ReturnType<typeof renderEnvironments>>();

    /** What is found where an object of production is another than the generators draw. */
    async function smuggled(edge: 'gateway' | 'ingress', kind: string, edit: Edit): Promise<readonly string[]> {
      const value = routes(edge);
      const { files } = built.has(edge) ? { files: [] } : generate(value);
      const rendering = built.get(edge) ?? renderEnvironments(folderWith(Object.fromEntries(files.map((file) => [file.path, file.text]))));
      built.set(edge, rendering);
      const sides = (await rendering).map((side) => {
        if (side.name !== 'production') return side;
        const objects = side.manifests.map(({ fields }) => copyOf({ ...fields }));
        edit(present(objects.find((object) => object['kind'] === kind && nameOf(object).startsWith('orders'))));
        return { ...side, manifests: objects.flatMap((fields, document) => manifestsOf(fields, { file: '', document })) as Manifest[] };
      });
      return findingsOf(sides, declaredBy(value)).map(({ path }) => path);
    }

    it.each<[string, Edit, readonly string[]]>([
      ['nothing else', () => undefined, []],
      [
        'whom it leads to',
        set('spec.rules[1].backendRefs[0].name', 'payments'),
        ['spec.rules[0].matches[1]', 'spec.rules[1].backendRefs[0]', 'spec.rules[1].backendRefs[0]'],
      ],
      ['a prefix that is kept', remove('spec.rules[1].filters'), ['spec.rules[1].filters']],
      ['no limit of time', set('spec.rules[1].timeouts.request', '0s'), ['spec.rules[1].timeouts.request']],
      [
        'another path',
        set('spec.rules[1].matches[0].path.value', '/'),
        ['spec.rules[0].matches[1]', 'spec.rules[1].matches[0].path.value'],
      ],
      ['metrics for everybody', remove('spec.rules[0].matches[2]'), ['spec.rules[0].matches[1].path.value']],
      [
        'more that is hidden',
        set('spec.rules[0].matches[2].path.value', '/orders/new'),
        ['spec.rules[0].matches[1].path.value', 'spec.rules[0].matches[2]'],
      ],
    ])('at a Gateway: %s', async (_, edit, paths) => {
      expect(await smuggled('gateway', 'HTTPRoute', edit)).toEqual(paths);
    });

    const expression = 'spec.rules[0].http.paths[0].path';

    it.each<[string, Edit, readonly string[]]>([
      ['nothing else', () => undefined, []],
      [
        'whom it leads to',
        set('spec.rules[0].http.paths[0].backend.service.name', 'payments'),
        ['spec.rules[0].http.paths[0].backend.service.name', expression],
      ],
      ['metrics for everybody', set(expression, '/orders(?!/health|/up)(/|$)(.*)'), [expression]],
      ['another path', set(expression, '/(?!/health|/up|/metrics)(/|$)(.*)'), [expression]],
    ])('at an Ingress: %s', async (_, edit, paths) => {
      expect(await smuggled('ingress', 'Ingress', edit)).toEqual(paths);
    });
  });

  describe('of routes to processes that are asked elsewhere in production', () => {
    const http = { number: 8000, protocol: 'http' } as const;
    const grpc = { number: 50051, protocol: 'grpc' } as const;
    const asked = (page: `/${string}`) => ({
      production: { probes: { liveness: { path: page }, readiness: { path: page }, startup: { path: page } } },
    });
    const shop = service('shop', {
      route: [
        { path: '/shop', prefix: 'keep' },
        { path: '/live', worker: 'live' },
        { path: '/calls', worker: 'calls' },
        { path: '/images', port: 'images' },
      ],
      ports: { http, images: { number: 8080, protocol: 'http', in: 'images' } },
      companions: {
        images: {
          image: 'images',
          build: { version: '1.0.0', digest: digestOf(9) },
          runs: 'beside',
          resources: {
            requests: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
            limits: { cpu: '500m', memory: '256Mi', ephemeralStorage: '128Mi' },
          },
        },
      },
      environments: asked('/shop/up'),
      workers: {
        live: { args: ['live'], ports: { http }, environments: asked('/alive') },
        // Nobody asks it for a page, whatever is said of pages.
        calls: { args: ['calls'], ports: { grpc, http }, environments: asked('/calling') },
      },
    });
    const built = new Map<string, ReturnType<typeof renderEnvironments>>();

    async function smuggled(edge: 'gateway' | 'ingress', kind: string, name: string, edit: Edit): Promise<readonly string[]> {
      const value = catalog([shop], everywhere({ edge }));
      const rendering =
        built.get(edge) ?? renderEnvironments(folderWith(Object.fromEntries(generate(value).files.map((file) => [file.path, file.text]))));
      built.set(edge, rendering);
      const sides = (await rendering).map((side) => {
        if (side.name !== 'production') return side;
        const objects = side.manifests.map(({ fields }) => copyOf({ ...fields }));
        edit(present(objects.find((object) => object['kind'] === kind && nameOf(object) === name)));
        return { ...side, manifests: objects.flatMap((fields, document) => manifestsOf(fields, { file: '', document })) as Manifest[] };
      });
      return findingsOf(sides, declaredBy(value)).map(({ path }) => path);
    }

    it.each<[string, Edit, readonly string[]]>([
      ['nothing else', () => undefined, []],
      [
        'metrics of a worker for everybody',
        remove('spec.rules[2].matches[1]'),
        ['spec.rules[2].matches[0].path.value', 'spec.rules[2].matches[1]'],
      ],
      [
        'of a worker what another process is asked',
        set('spec.rules[2].matches[0].path.value', '/live/shop/up'),
        ['spec.rules[2].matches[0].path.value'],
      ],
      [
        'of a worker what nobody asks',
        set('spec.rules[4].matches[0].path.value', '/calls/calling'),
        ['spec.rules[4].matches[0].path.value'],
      ],
      [
        'of the main process what lies below another path',
        set('spec.rules[0].matches[1].path.value', '/shop/alive'),
        ['spec.rules[0].matches[0].path.value', 'spec.rules[0].matches[1]'],
      ],
    ])('at a Gateway: %s', async (_, edit, paths) => {
      expect(await smuggled('gateway', 'HTTPRoute', 'shop', edit)).toEqual(paths);
    });

    it.each<[string, string, Edit, readonly string[]]>([
      ['nothing else', 'shop-ingress', () => undefined, []],
      [
        'metrics of a worker for everybody',
        'shop-ingress',
        set('spec.rules[0].http.paths[0].path', '/live(?!/alive)(/|$)(.*)'),
        ['spec.rules[0].http.paths[0].path'],
      ],
      [
        'of a worker what nobody asks',
        'shop-ingress',
        set('spec.rules[0].http.paths[1].path', '/calls(?!/calling|/metrics)(/|$)(.*)'),
        ['spec.rules[0].http.paths[1].path'],
      ],
      [
        'of the main process what lies below another path',
        'shop-keep-ingress',
        set('spec.rules[0].http.paths[0].path', '/shop(?!/shop/up|/up|/alive|/metrics)(/|$)(.*)'),
        ['spec.rules[0].http.paths[0].path'],
      ],
    ])('at an Ingress: %s', async (_, name, edit, paths) => {
      expect(await smuggled('ingress', 'Ingress', name, edit)).toEqual(paths);
    });
  });

  it('every entry of the table explains something in one of these', () => {
    expect(explanations.filter((entry) => !used.has(entry)).map(({ kinds, reason }) => `${kinds}: ${reason}`)).toEqual([]);
  });
});
