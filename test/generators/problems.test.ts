import { describe, expect, it } from 'vitest';
import type { Catalog, Release } from '../../generators/model/catalog.ts';
import type { EnvironmentDefinition } from '../../generators/model/environment/environment.ts';
import type { SealedSecret } from '../../generators/model/environment/sealed-secret.ts';
import type { EdgeNetworks } from '../../generators/model/platform/platform.ts';
import type { CatalogProblem } from '../../generators/model/problems/problem.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { catalog, digest, environment, service, smallEnvironment } from '../support/catalog.ts';

const serviceFile = 'generators/catalog/services/orders.ts';
const environmentFile = 'generators/catalog/environments/production.ts';
const asItsType = 'Write it as ServiceDefinition says (generators/model).';
const releaseFile = 'generators/catalog/releases/production/orders.yaml';

describe('problemsIn', () => {
  it('finds nothing in the catalog of this repository', async () => {
    expect(problemsIn(await loadCatalog(process.cwd()))).toEqual([]);
  });

  it('finds nothing in a catalog without services', () => {
    expect(problemsIn(catalog([], [environment('production')]))).toEqual([]);
  });
});

describe('a service file', () => {
  it.each<[string, Partial<ServiceDefinition>, string, string]>([
    ['a name of another file', { name: 'order' }, 'The service is called "order", its file "orders.ts".', 'Give both the same name.'],
    [
      'a name with capitals',
      { name: 'Orders' },
      'The name "Orders" is no DNS label of at most 45 characters.',
      'Use lower-case letters, digits and hyphens, starting with a letter.',
    ],
    [
      'a route with a slash at the end',
      { route: '/orders/' },
      'The route "/orders/" is no path prefix.',
      'Write it as /name, in lower case, without a slash at the end.',
    ],
    [
      'a service it calls that does not exist',
      { calls: ['paymnts'] },
      'The service calls "paymnts", but no service has that name.',
      'Did you mean "payments"?',
    ],
    [
      'a service it calls that is like no other',
      { calls: ['xyz'] },
      'The service calls "xyz", but no service has that name.',
      'Write one of orders, payments.',
    ],
    [
      'a call of itself where it has one pod',
      { calls: ['orders'], settings: { scale: { single: 'One writer of one file.' } } },
      'The service calls itself, and never has a second pod that it could mean.',
      'Remove it from calls.',
    ],
    [
      'settings for an environment that does not exist',
      { environments: { prodution: {} } },
      'The service has settings for "prodution", but no environment has that name.',
      'Did you mean "production"?',
    ],
    [
      'a CPU quantity in words',
      { settings: { resources: { requests: { cpu: 'half' } } } },
      'resources.requests.cpu "half" is no CPU quantity.',
      'Write it as 500m or 2.',
    ],
    [
      'a memory quantity without unit',
      { settings: { resources: { limits: { memory: '2G' } } } },
      'resources.limits.memory "2G" is no quantity of bytes.',
      'Write it as 512Mi or 2Gi.',
    ],
    [
      'a limit below the request',
      { settings: { resources: { limits: { memory: '256Mi' } } } },
      'The memory limit 256Mi is below the request 512Mi.',
      'Raise the limit or lower the request.',
    ],
    [
      'a limit below the request in one environment only',
      { environments: { production: { resources: { limits: { cpu: '100m' } } } } },
      'The cpu limit 100m is below the request 500m.',
      'Raise the limit or lower the request.',
    ],
    [
      'a pool whose minimum is above its maximum',
      { settings: { pools: { databaseMin: 30 } } },
      'pools.databaseMin 30 is above databaseMax 20.',
      'Lower databaseMin.',
    ],
    [
      'a database without its use',
      { uses: ['redis', 'kafka'] },
      'The service names a database, but does not use postgres.',
      "Add 'postgres' to uses, or remove the database.",
    ],
    [
      'topics without Kafka',
      { uses: ['postgres'] },
      'The service names topics, but does not use kafka.',
      "Add 'kafka' to uses, or remove the topics.",
    ],
    [
      'a topic with a space',
      { topics: { DONE: 'orders done' } },
      '"orders done" is no name for a Kafka topic.',
      'Use letters, digits, dots, hyphens and underscores.',
    ],
    [
      'a topic variable in lower case',
      { topics: { done: 'orders.done' } },
      'The topic variable "done" is not in capitals.',
      'Write it as TRANSACTION_POSTED.',
    ],
    [
      'the route of another service',
      { route: '/payments' },
      'The route "/payments" belongs to "orders" and "payments".',
      'Change one of them.',
    ],
    [
      'a route below that of another service',
      { route: '/payments/orders' },
      'The route "/payments/orders" lies below "/payments" of "payments".',
      'Choose a route of its own.',
    ],
    [
      'the database of another service',
      { database: { name: 'payments_db', user: 'orders_user' } },
      'The database "payments_db" belongs to "orders" and "payments".',
      'Change one of them.',
    ],
  ])('reports %s', (_, over, message, fix) => {
    expect(problemsIn(withService(over)).map((problem) => ({ message: problem.message, fix: problem.fix }))).toContainEqual({
      message,
      fix,
    });
  });

  it.each<[string, object, Omit<CatalogProblem, 'file'>]>([
    [
      'a field that nothing reads',
      { cals: ['payments'] },
      {
        path: ['cals'],
        part: 'key',
        message: 'The file has a field "cals" that nothing reads.',
        fix: 'Did you mean "calls"? The fields are name, title, uses, owner, folder, formerly, database, route, ports, main, jobs, image, secrets, files, volumes, companions, identity, podVariables, workers, calls, topics, consumes, produces, initialRelease, settings, environments, adjust, objects, exempt.',
      },
    ],
    [
      'a number as text',
      { settings: { maxReplicas: '20' } },
      { path: ['settings', 'maxReplicas'], message: '"settings.maxReplicas" must be integer, got "20".', fix: asItsType },
    ],
    [
      'a backing service that does not exist',
      { uses: ['postgress'] },
      {
        path: ['uses', 0],
        message: '"uses.0" must be one of postgres, redis, kafka, tracing, rabbitmq, opensearch, buckets, mysql, got "postgress".',
        fix: asItsType,
      },
    ],
    [
      'a line break that only YAML knows',
      { main: ['one', 'two\u2028three'] },
      {
        path: ['main', 1],
        message: '"main.1" holds the line break U+2028, which kustomize changes when it writes YAML.',
        fix: 'Leave it out; where a program needs it, put the text into a file that "files" names by "from".',
      },
    ],
    ['a title that is missing', { title: undefined }, { path: [], message: 'The file lacks the field "title".', fix: asItsType }],
  ])('reports %s, and no echo of it', (_, over, expected) => {
    expect(problemsIn(withService(over as Partial<ServiceDefinition>))).toEqual([{ file: serviceFile, ...expected }]);
  });
});

const backup: Extract<EnvironmentDefinition['backup'], { mode: 'continuous' }> = {
  mode: 'continuous',
  image: { version: '16.14.0', digest },
  bucket: 'backups',
  region: 'us-east-1',
  role: 'arn:aws:iam::123456789012:role/backup',
  archiveRole: 'arn:aws:iam::123456789012:role/archive',
  endpoints: ['10.0.3.0/28'],
  retentionDays: 30,
  schedule: '0 2 * * *',
  timeZone: 'Asia/Shanghai',
};

describe('an environment file', () => {
  it.each<[string, Partial<EnvironmentDefinition>, string]>([
    [
      'a daily backup with the role of an archive',
      { backup: { ...backup, mode: 'daily', archiveRole: backup.role } as EnvironmentDefinition['backup'] },
      'The backup is "daily", but has an archiveRole.',
    ],
    [
      'an endpoint that is a name',
      { backup: { ...backup, endpoints: ['s3.amazonaws.com'] } },
      'The endpoint "s3.amazonaws.com" is no address range.',
    ],
    [
      'a backup image without digest',
      { backup: { ...backup, image: { version: '16.14.0', digest: 'latest' } } },
      'The digest "latest" is no sha256 digest.',
    ],
    ['a host with a scheme', { host: 'https://api.example.com' }, '"https://api.example.com" is no host name.'],
    ['one namespace for everything', { namespaces: { app: 'erp', infra: 'erp' } }, 'Services and data layer share the namespace "erp".'],
    [
      'a group that does not exist',
      { access: [{ group: 'opz', merge: true, argo: [], kubernetes: 'view' }] },
      'The access table names "opz", but no group has that name.',
    ],
    [
      'the cluster of another environment',
      { clusters: [{ name: 'shop-dev', zones: ['a'] }] },
      'The cluster "shop-dev" belongs to "dev" and "production".',
    ],
    [
      'an origin without scheme',
      { corsOrigins: ['erp.example.com'] },
      '"corsOrigins.0" must match pattern "^https://[a-z0-9.-]+(:[0-9]+)?$", got "erp.example.com".',
    ],
    [
      'a disk of an unknown unit',
      { dataLayer: { ...environment('production').dataLayer, redis: { nodes: 3, storage: '10GB' } } },
      'dataLayer.redis.storage "10GB" is no quantity of bytes.',
    ],
    [
      'a data layer without Redis',
      { dataLayer: { ...environment('production').dataLayer, redis: { nodes: 0, storage: '10Gi' } } },
      '"dataLayer.redis.nodes" must be >= 1, got 0.',
    ],
    [
      'a disk of Prometheus of an unknown unit',
      { observability: { ...environment('production').observability, metrics: { replicas: 2, retentionDays: 15, storage: '50GB' } } },
      'observability.metrics.storage "50GB" is no quantity of bytes.',
    ],
    [
      'a host of a tool with a scheme',
      {
        observability: { ...environment('production').observability, hosts: { grafana: 'https://g.example.com', jaeger: 'j.example.com' } },
      },
      '"https://g.example.com" is no host name.',
    ],
    [
      'an object store of the logs that is a name',
      {
        observability: {
          ...environment('production').observability,
          logs: { ...environment('production').observability.logs, endpoints: ['s3.amazonaws.com'] },
        },
      },
      'The endpoint "s3.amazonaws.com" is no address range.',
    ],
    [
      'the host of a tool of another environment',
      {
        observability: {
          ...environment('production').observability,
          hosts: { grafana: 'grafana.dev.example.com', jaeger: 'jaeger.production.example.com' },
        },
      },
      'The host "grafana.dev.example.com" belongs to "dev" and "production".',
    ],
    [
      'a second cluster that is no place',
      {
        clusters: [
          { name: 'north', zones: ['a', 'b'] },
          { name: 'south', zones: ['c', 'd'], place: 'south' },
        ],
      },
      'The cluster "south" is a further one of its environment, and does not say its role: it would be a second home, write over the backups of the first, and log in to Vault as it.',
    ],
    ['no zone', { clusters: [{ name: 'x', zones: [] }] }, '"clusters.0.zones" must NOT have fewer than 1 items, got [].'],
  ])('reports %s', (_, over, message) => {
    const problems = problemsIn(catalog([service('orders')], [smallEnvironment('dev'), environment('production', over)]));
    expect(problems.map((problem) => [problem.file, problem.message])).toEqual([[environmentFile, message]]);
  });
});

const edge = (over: Partial<EdgeNetworks>): EdgeNetworks => ({
  loadBalancerSubnets: ['10.0.1.0/26'],
  cdn: ['198.51.100.0/24'],
  company: ['10.8.0.0/16'],
  ...over,
});

describe('the platform file', () => {
  it.each([
    [
      'a name that no object can have',
      { dataLayer: { postgres: 'Ledger_DB', redis: 'redis-ha', kafka: 'kafka' } },
      'The name "Ledger_DB" of dataLayer.postgres is no DNS label of at most 30 characters.',
    ],
    [
      'an API server by its name',
      { kubernetesApi: { cidrs: ['kubernetes.default.svc'], service: '172.20.0.1/32', port: 443 } },
      'The address "kubernetes.default.svc" of kubernetesApi.cidrs is no address range.',
    ],
    [
      'a Vault by its name',
      { vault: { server: 'https://vault.example.com', mount: 'secret', cidrs: ['vault.example.com'] } },
      'The address "vault.example.com" of vault.cidrs is no address range.',
    ],
    [
      'an Argo CD in a cluster that no environment has',
      {
        argo: { cluster: 'shop-prod', host: 'a.example.com', slackChannel: 'c', reaches: ['10.0.0.0/8'] },
      },
      'Argo CD runs in "shop-prod", but no environment has that cluster.',
    ],
    [
      'control planes in the network of the nodes, where every pod has an address',
      {
        kubernetesApi: { cidrs: ['10.0.0.0/16'], service: '172.20.0.1/32', port: 443 },
        edge: edge({ loadBalancerSubnets: ['10.1.0.0/26'] }),
      },
      'The addresses "10.0.0.0/16" of kubernetesApi.cidrs and "10.0.16.0/20" of nodes.cidrs overlap. Every pod could call the webhooks that only the API server may call.',
    ],
    [
      'a CDN that is the load balancer, which adds no header',
      { edge: edge({ cdn: ['10.0.1.0/24'] }) },
      'The addresses "10.0.1.0/24" of edge.cdn and "10.0.1.0/26" of edge.loadBalancerSubnets overlap. A load balancer adds no header: whoever it stands for could choose the address by which he is limited and logged.',
    ],
    [
      'the same in IPv6',
      { edge: edge({ cdn: ['2001:db8::/32'], loadBalancerSubnets: ['2001:db8:0:1::/64'] }) },
      'The addresses "2001:db8::/32" of edge.cdn and "2001:db8:0:1::/64" of edge.loadBalancerSubnets overlap. A load balancer adds no header: whoever it stands for could choose the address by which he is limited and logged.',
    ],
    [
      'the Service of the API server without a length',
      { kubernetesApi: { cidrs: ['10.0.2.0/28'], service: '172.20.0.1', port: 443 } },
      'The address "172.20.0.1" of kubernetesApi.service is no address range.',
    ],
    [
      'an address that none can be',
      { nodes: { cidrs: ['10.0.300.0/24'] } },
      'The address "10.0.300.0/24" of nodes.cidrs is no address range.',
    ],
    ['a node by its name', { nodes: { cidrs: ['node-1'] } }, 'The address "node-1" of nodes.cidrs is no address range.'],
    [
      'an identity provider by its name',
      { identity: { ...catalog([], []).platform.value.identity, cidrs: ['login.example.com'] } },
      'The address "login.example.com" of identity.cidrs is no address range.',
    ],
    [
      'an identity provider without TLS',
      { identity: { ...catalog([], []).platform.value.identity, issuer: 'http://login.example.com' } },
      '"identity.issuer" must match pattern "^https://", got "http://login.example.com".',
    ],
  ])('reports %s', (_, over, message) => {
    const good = catalog([service('orders')], [environment('production')]);
    const platform = { ...good.platform, value: { ...good.platform.value, ...over } };
    expect(problemsIn({ ...good, platform }).map((problem) => problem.message)).toEqual([message]);
  });
});

describe('a release file', () => {
  it.each<[string, object, string]>([
    ['a version with a v', { version: 'v1.0.0', digest: `sha256:${'0'.repeat(64)}` }, 'The version "v1.0.0" is no semantic version.'],
    ['a digest cut short', { version: '1.0.0', digest: 'sha256:1234' }, 'The digest "sha256:1234" is no sha256 digest.'],
    ['no digest', { version: '1.0.0' }, 'The file lacks the field "digest".'],
    ['a version that YAML reads as a number', { version: 1.1, digest: 'sha256:1' }, '"version" must be string, got 1.1.'],
  ])('reports %s', (_, value, message) => {
    const good = catalog([service('orders')], [environment('production')]);
    const problems = problemsIn({ ...good, releases: good.releases.map((entry) => ({ ...entry, value: value as Release })) });
    expect(problems.map((problem) => [problem.file, problem.message])).toEqual([[releaseFile, message]]);
  });

  it('says how a service ends whose file is gone while it has a release', () => {
    const good = catalog([service('orders'), service('walnuts')], [environment('production')]);
    const gone = { ...good, services: good.services.filter(({ value }) => value.name === 'orders') };
    expect(problemsIn(gone).map(({ file, message, fix }) => [file, message, fix])).toEqual([
      [
        'generators/catalog/releases/production/walnuts.yaml',
        'There is a release of "walnuts", but no service has that name.',
        'Put its file back (git checkout), and end it with "npm run ops -- remove walnuts --env production --reason <why>", which takes this file away, too; "npm run ops -- rename" gives it another name (docs/runbooks/remove.md).',
      ],
    ]);
  });

  it('reports a release of a service, and for an environment, that does not exist', () => {
    const good = catalog([service('orders')], [environment('production')]);
    const [release] = good.releases;
    if (release === undefined) throw new Error('no release');
    const stray = { ...release, service: 'oders', environment: 'productin', file: 'generators/catalog/releases/productin/oders.yaml' };
    expect(problemsIn({ ...good, releases: [...good.releases, stray] })).toEqual([
      {
        file: stray.file,
        message: 'There is a release for "productin", but no environment has that name.',
        fix: 'Did you mean "production"?',
      },
      { file: stray.file, message: 'There is a release of "oders", but no service has that name.', fix: 'Did you mean "orders"?' },
    ]);
  });
});

describe('a sealed secret', () => {
  const good = catalog([service('orders')], [environment('production', { sealing: { certificates: ['cd'.repeat(32), 'ab'.repeat(32)] } })]);
  const value = Buffer.concat([Buffer.from([1, 0]), Buffer.alloc(300, 7)]).toString('base64');
  const sealed: SealedSecret = {
    scope: 'shop-production/orders-secrets',
    certificate: 'ab'.repeat(32),
    sealedAt: '2026-01-01',
    encryptedData: { DATABASE_URL: value, REDIS_URL: value, JWT_SECRET: value, ENCRYPTION_KEY: value },
  };
  const file = 'generators/catalog/sealed-secrets/production/orders.yaml';
  const problemsOf = (over: object, names: { readonly service?: string; readonly environment?: string } = {}) => {
    const entry = { file, environment: 'production', service: 'orders', ...names, value: { ...sealed, ...over } };
    return problemsIn({ ...good, sealedSecrets: [entry] });
  };

  it('is taken when it holds what the service needs', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'another scope',
      { scope: 'shop-staging/orders-secrets' },
      'The values are bound to "shop-staging/orders-secrets", but the Secret is "shop-production/orders-secrets".',
    ],
    [
      'a missing key',
      { encryptedData: { DATABASE_URL: value, REDIS_URL: value, JWT_SECRET: value } },
      'The key "ENCRYPTION_KEY" is missing.',
    ],
    ['a further key', { encryptedData: { ...sealed.encryptedData, ADMIN: value } }, 'The service has no use for the key "ADMIN".'],
    [
      'a plain value',
      { encryptedData: { ...sealed.encryptedData, JWT_SECRET: 'hunter2' } },
      'The value of "JWT_SECRET" was not made by kubeseal or "npm run seal".',
    ],
    [
      'a value cut short',
      { encryptedData: { ...sealed.encryptedData, JWT_SECRET: value.slice(0, 340) } },
      'The value of "JWT_SECRET" was not made by kubeseal or "npm run seal".',
    ],
    ['no certificate', { certificate: undefined }, 'The file lacks the field "certificate".'],
    [
      'a certificate that the environment does not name',
      { certificate: 'ef'.repeat(32) },
      'The values were sealed with the certificate efefefefefefefef..., which "production" does not name in "sealing".',
    ],
  ])('reports %s', (_, over, message) => {
    const problems = problemsOf(over);
    expect(problems.map((problem) => [problem.file, problem.message])).toEqual([[file, message]]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  it('reports a service and an environment that do not exist', () => {
    expect(problemsOf({}, { service: 'oders', environment: 'prod' }).map(({ message }) => message)).toEqual([
      'There is a secret for "prod", but no environment has that name.',
      'There is a secret of "oders", but no service has that name.',
    ]);
  });
});

it('reports all mistakes of a stage at once, sorted by file', () => {
  const broken = catalog(
    [service('b-service', { calls: ['x-service'] }), service('a-service', { calls: ['y-service'] })],
    [environment('production', { access: [{ group: 'nobody', merge: true, argo: [], kubernetes: 'view' }] })],
  );
  expect(problemsIn(broken).map(({ file }) => file)).toEqual([
    'generators/catalog/environments/production.ts',
    'generators/catalog/services/a-service.ts',
    'generators/catalog/services/b-service.ts',
  ]);
});

function withService(over: Partial<ServiceDefinition>): Catalog {
  const good = catalog([service('orders'), service('payments')], [environment('production')]);
  return {
    ...good,
    services: good.services.map((entry) => (entry.file === serviceFile ? { ...entry, value: { ...entry.value, ...over } } : entry)),
  };
}
