import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { CatalogError } from '../../scripts/catalog/places.ts';
import { write } from '../support/folder.ts';

const repository = path.resolve(import.meta.dirname, '../..');
const catalog = 'generators/catalog';
const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that holds the catalog of this repository and nothing else. */
function copyOfCatalog(): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'erp-gitops-catalog-')));
  made.push(root);
  cpSync(path.join(repository, catalog), path.join(root, catalog), { recursive: true });
  return root;
}

/** Where and what the mistakes of a catalog are, as they are printed. */
async function mistakes(root: string): Promise<readonly string[]> {
  const error: unknown = await loadCatalog(root).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error === undefined) return [];
  if (!(error instanceof CatalogError)) throw error;
  return error.problems.map(({ file, place, message, fix }) => `${file}${place ? `:${place.line}:${place.column}` : ''} ${message} ${fix}`);
}

const service = 'services/sales-service.ts';
const material = 'services/material-service.ts';
const production = 'environments/production.ts';
const like = (type: string) => `Write it as ${type} says (generators/model).`;
const fieldsOfService =
  'name, title, uses, owner, folder, formerly, database, route, ports, main, jobs, image, secrets, files, volumes, companions, identity, podVariables, workers, calls, topics, consumes, produces, initialRelease, settings, environments, adjust, objects, exempt';

/** File, what is written in place of what; the comment stands before the place that must be named. */
const cases: readonly (readonly [name: string, file: string, from: string, to: string, message: string])[] = [
  [
    'an unknown field',
    service,
    'calls:',
    '/*!*/ cals:',
    `The file has a field "cals" that nothing reads. Did you mean "calls"? The fields are ${fieldsOfService}.`,
  ],
  [
    'an unknown field that is like none',
    service,
    'calls:',
    '/*!*/ whatever: 1,\n  calls:',
    `The file has a field "whatever" that nothing reads. The fields are ${fieldsOfService}.`,
  ],
  [
    'an unknown field below',
    service,
    "user: 'sales_user'",
    "/*!*/ usr: 'x', user: 'sales_user'",
    '"database" has a field "usr" that nothing reads. Did you mean "user"? The fields are name, user, cluster.',
  ],
  ['a field of another capitalisation', production, 'logLevel:', "/*!*/ loglevel: 'info',\n  logLevel:", '"loglevel"'],
  [
    'a missing field',
    service,
    "title: { en: 'Orders, prices and deliveries', zh: '销售服务' }",
    "title: /*!*/ { en: 'Orders' }",
    `"title" lacks the field "zh". ${like('ServiceDefinition')}`,
  ],
  ['a missing field of the file', service, 'defineService({', 'defineService(/*!*/ {', 'The file lacks the field "uses".'],
  [
    'a type',
    service,
    "route: '/sales'",
    'route: /*!*/ 1',
    `"route" must be text or an object or a list, got 1. ${like('ServiceDefinition')}`,
  ],
  [
    'a value below its least',
    service,
    'calls:',
    'settings: { maxReplicas: /*!*/ -1 },\n  calls:',
    '"settings.maxReplicas" must be >= 1, got -1.',
  ],
  [
    'a value above its most',
    production,
    'traceRatio: 0.1',
    'traceRatio: /*!*/ 1.5',
    `"traceRatio" must be <= 1, got 1.5. ${like('EnvironmentFile')}`,
  ],
  [
    'one of several ways to scale, with a field too few',
    service,
    'calls:',
    'settings: { scale: { on: [/*!*/ { lag: 5 }] } },\n  calls:',
    '"settings.scale.on.0" lacks the field "topic".',
  ],
  [
    'one of several ways to run, with a field too few',
    service,
    'calls:',
    "jobs: { nightly: /*!*/ { schedule: '0 2 * * *', args: ['x'], minutes: 5 } },\n  calls:",
    '"jobs.nightly" lacks the field "timeZone".',
  ],
  [
    'one of several values',
    service,
    "'tracing'",
    "/*!*/ 'traces'",
    '"uses.3" must be one of postgres, redis, kafka, tracing, rabbitmq, opensearch, buckets, mysql, got "traces".',
  ],
  ['a value that is there twice', service, "'tracing'", "'tracing',\n    /*!*/ 'redis'", '"uses" must NOT have duplicate items'],
  ['a pattern', production, "'https://erp.example.com'", "/*!*/ 'erp.example.com'", '"corsOrigins.0" must match pattern'],
  [
    'replicas of two kinds',
    production,
    'minimumPerZone: 3',
    'fixed: 3, /*!*/ minimumPerZone: 3',
    '"replicas" has a field "minimumPerZone" that nothing reads. The only field is fixed.',
  ],
  ['null', service, "name: 'sales_db'", 'name: /*!*/ null', '"database.name" must be string, got null.'],
  [
    'a name that the file has not',
    service,
    "name: 'sales-service'",
    "name: /*!*/ 'sale-service'",
    'The service is called "sale-service", its file "sales-service.ts". Give both the same name.',
  ],
  ['a route', service, "'/sales'", "/*!*/ '/sales/'", 'The route "/sales/" is no path prefix.'],
  ['a database name', service, "'sales_user'", "/*!*/ 'Sales'", '"Sales" is no name for a database or role.'],
  ['a topic', service, "'sales.order.confirmed'", "/*!*/ 'sales order'", '"sales order" is no name for a Kafka topic.'],
  ['a variable of a topic', service, 'ORDER_CONFIRMED:', '/*!*/ order:', 'The topic variable "order" is not in capitals.'],
  ['a store that is not used', service, 'database:', '/*!*/ database:', 'The service names a database, but does not use postgres.'],
  [
    'a use without its database',
    service,
    "database: { name: 'sales_db', user: 'sales_user' },",
    '',
    'The service uses postgres, but names no database.',
  ],
  [
    'a service that is not there',
    service,
    "'financial-service', 'mat",
    "/*!*/ 'finacial-service', 'mat",
    'The service calls "finacial-service", but no service has that name. Did you mean "financial-service"?',
  ],
  [
    'an environment that is not there',
    service,
    'calls:',
    'environments: { /*!*/ prodution: {} },\n  calls:',
    'The service has settings for "prodution", but no environment has that name.',
  ],
  [
    'a quantity',
    service,
    'calls:',
    "settings: { resources: { limits: { memory: /*!*/ '2G' } } },\n  calls:",
    'resources.limits.memory "2G" is no quantity of bytes.',
  ],
  [
    'a quantity in one environment',
    service,
    'calls:',
    "environments: { dev: { resources: { limits: { cpu: /*!*/ '1m' } } } },\n  calls:",
    'The cpu limit 1m is below the request 500m.',
  ],
  [
    'a request above the limit',
    service,
    'calls:',
    "settings: { resources: { requests: { cpu: /*!*/ '9' } } },\n  calls:",
    'is below the request 9.',
  ],
  [
    'a pool',
    service,
    'calls:',
    'settings: { pools: { databaseMin: /*!*/ 99 } },\n  calls:',
    'pools.databaseMin 99 is above databaseMax 20.',
  ],
  [
    'a variable',
    service,
    'calls:',
    "settings: { config: { /*!*/ feature: 'x' } },\n  calls:",
    'The variable "feature" is not in capitals.',
  ],
  [
    'a first release',
    service,
    'calls:',
    "initialRelease: { version: /*!*/ 'v1', digest: 'x' },\n  calls:",
    'The version "v1" is no semantic version.',
  ],
  ['a route of two', service, "'/sales'", "/*!*/ '/material'", 'The route "/material" belongs to "material-service" and "sales-service".'],
  [
    'a database of two',
    service,
    "name: 'sales_db'",
    "name: /*!*/ 'material_db'",
    'The database "material_db" belongs to "material-service" and "sales-service".',
  ],
  ['a namespace', production, "app: 'erp-prod'", "app: /*!*/ 'Erp'", '"Erp" is no DNS label.'],
  ['a cluster', production, "{ name: 'erp-production'", "{ name: /*!*/ 'Erp'", '"Erp" is no DNS label.'],
  ['a size', production, "storage: '100Gi'", "storage: /*!*/ '100'", 'dataLayer.postgres.storage "100" is no quantity of bytes.'],
  ['a host', production, "grafana: 'grafana.erp.example.com'", "grafana: /*!*/ 'grafana'", '"grafana" is no host name.'],
  [
    'an address range',
    production,
    "    endpoints: ['10.0.3.0/28', '10.0.3.16/28'],\n    retentionDays",
    "    endpoints: ['10.0.3.0/28', /*!*/ '10.0.3.16'],\n    retentionDays",
    'The endpoint "10.0.3.16" is no address range.',
  ],
  [
    'a freeze that never begins',
    production,
    "schedule: '0 0 28 * *'",
    "schedule: /*!*/ '0 0 30 2 *'",
    'The freeze "month-end-closing" never begins',
  ],
  [
    'a group that is not there',
    production,
    "group: 'ops'",
    "group: /*!*/ 'op'",
    'The access table names "op", but no group has that name. Did you mean "ops"?',
  ],
  [
    'where versions come from',
    production,
    "from: 'staging'",
    "from: /*!*/ 'stagin'",
    'Versions come from "stagin", but no environment has that name. Did you mean "staging"?',
  ],
  [
    'a cluster that no environment has',
    'platform.ts',
    "cluster: 'erp-production'",
    "cluster: /*!*/ 'erp'",
    'Argo CD runs in "erp", but no environment has that cluster.',
  ],
  [
    'an address of the platform',
    'platform.ts',
    "'10.0.2.16/28'",
    "/*!*/ '10.0.2.16'",
    'The address "10.0.2.16" of kubernetesApi.cidrs is no address range.',
  ],
  [
    'addresses that overlap',
    'platform.ts',
    "['10.0.2.0/28', '10.0.2.16/28']",
    "['10.0.2.0/28', /*!*/ '10.0.16.0/28']",
    'overlap. Every pod could call the webhooks',
  ],
  [
    'a name of the data layer',
    'platform.ts',
    "redis: 'redis-ha'",
    "redis: /*!*/ 'Redis'",
    'The name "Redis" of dataLayer.redis is no DNS label',
  ],
  ['code', material, "'/material'", '/*!*/ (() => 1)()', 'A call is no data: the file is read and never run. Write the value itself.'],
];

describe('a mistake is told where it stands', () => {
  const root = copyOfCatalog();

  it.each(cases)('%s', async (_, name, from, to, message) => {
    const file = `${catalog}/${name}`;
    const good = readFileSync(path.join(root, file), 'utf8');
    expect(good.split(from).length, `${file} has ${from} once`).toBe(2);
    let text = good.replace(from, to);
    if (_ === 'a missing field of the file') text = text.replace(/ {2}uses: .*\n/, '');
    if (_ === 'a store that is not used') text = text.replace("'postgres', ", '');
    if (_ === 'a use without its database') text = text.replace("'postgres',", "/*!*/ 'postgres',");
    write(root, file, text);
    const found = await mistakes(root);
    write(root, file, good);
    const before = text.slice(0, text.indexOf('/*!*/ ') + '/*!*/ '.length).split('\n');
    const where = `${file}:${before.length}:${(before.at(-1) ?? '').length + 1} `;
    expect(found.filter((line) => line.startsWith(where) && line.includes(message))).toHaveLength(1);
  });

  it('and the catalog of this repository has none', async () => {
    expect(await mistakes(root)).toEqual([]);
  });
});

it('mistakes of machines have lines too', async () => {
  const root = copyOfCatalog();
  write(
    root,
    `${catalog}/releases/dev/sales-service.yaml`,
    'version: 1.0.0\ndigest: sha256:ab\nhold: { reason: x, until: never, by: me }\n',
  );
  write(root, `${catalog}/releases/dev/material-service.yaml`, 'version: [1.0.0\n');
  expect((await mistakes(root)).map((line) => line.split(' ')[0])).toEqual([`${catalog}/releases/dev/material-service.yaml:1:1`]);
  write(root, `${catalog}/releases/dev/material-service.yaml`, 'version: 1.0.0\ndigest: abc\n');
  expect((await mistakes(root)).map((line) => line.replace(/ (?:Did|Write|The fields).*/, '').replace(/ "\^.*\$"/, ''))).toEqual([
    `${catalog}/releases/dev/sales-service.yaml:3:20 "hold.until" must match pattern, got "never".`,
    `${catalog}/releases/dev/sales-service.yaml:3:34 "hold" has a field "by" that nothing reads.`,
  ]);
});

it('all files that cannot be read are told at once, in the order of files and lines', async () => {
  const root = copyOfCatalog();
  const expected = [production, 'platform.ts', service].flatMap((name) => {
    const text = `const a = 1;\n${readFileSync(path.join(root, catalog, name), 'utf8')}f();\n`;
    write(root, `${catalog}/${name}`, text);
    return [`${catalog}/${name}:1:1`, `${catalog}/${name}:${text.split('\n').length - 1}:1`];
  });
  expect((await mistakes(root)).map((line) => line.split(' ')[0])).toEqual(expected);
});

describe('what is no file of data is refused', () => {
  it.each([
    ['services/sales-service.js', 'This is no service file.'],
    ['services/sales-service.mts', 'This is no service file.'],
    ['services/package.json', 'This is no service file.'],
    ['services/more/other-service.ts', 'This is no service file, and as content it would be compiled as code of this repository.'],
    ['environments/tsconfig.json', 'This is no environment file.'],
    ['platform.js', 'This is no part of the catalog.'],
    ['package.json', 'This is no part of the catalog.'],
    ['node_modules/x/index.js', 'This is no part of the catalog.'],
    ['helpers.ts', 'This is no part of the catalog.'],
  ])('%s', async (name, message) => {
    const root = copyOfCatalog();
    write(root, `${catalog}/${name}`, '{}');
    const found = await mistakes(root);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
  });

  it('a link, to a file or to a folder', async () => {
    const root = copyOfCatalog();
    symlinkSync('sales-service.ts', path.join(root, catalog, 'services/linked-service.ts'));
    symlinkSync('../services', path.join(root, catalog, 'environments/services'));
    expect((await mistakes(root)).map((line) => line.split(' Name')[0])).toEqual([
      `${catalog}/environments/services This is a link, and only files are read.`,
      `${catalog}/services/linked-service.ts This is a link, and only files are read.`,
    ]);
  });

  it('but not what editors leave', async () => {
    const root = copyOfCatalog();
    write(root, `${catalog}/services/.sales-service.ts.swp`, 'x');
    write(root, `${catalog}/services/sales-service.ts~`, 'x');
    expect(await mistakes(root)).toEqual([]);
  });

  it('and a platform file that is not there', async () => {
    const root = copyOfCatalog();
    rmSync(path.join(root, catalog, 'platform.ts'));
    expect(await mistakes(root)).toEqual([
      `${catalog}/platform.ts There is no such file. Restore it with Git: it says what holds for all environments.`,
    ]);
  });
});
