import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../generators/model/catalog.ts';
import { furtherNames, furtherStores } from '../../generators/model/further/further.ts';
import { instancesOf } from '../../generators/model/instance.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { reservedVariables } from '../../generators/model/problems/services/part-problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { serviceObjects } from '../../generators/resources/service-objects.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';
import { companyCatalog } from './support.ts';

const root = path.resolve(import.meta.dirname, '../..');
const known = await loadCatalog(root);

interface Container {
  readonly env?: readonly { readonly name: string }[];
}

/** Every name under a key of this name, at any depth. */
function under(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => under(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => (name === key ? [inner] : under(inner, key)));
}

/** Variables of all containers and ConfigMaps, and keys of all Secrets, of everything that the services draw. */
const drawn = instancesOf(companyCatalog).flatMap((instance) => {
  const { service, settings, processes, tasks } = instance;
  const own = new Set([
    ...Object.keys(service.podVariables ?? {}),
    ...Object.keys(service.secrets ?? { JWT_SECRET: 1, ENCRYPTION_KEY: 1 }),
    ...[settings, ...[...processes, ...tasks].map((process) => process.settings)].flatMap(({ config, reaches }) => [
      ...Object.keys(config),
      ...Object.keys(reaches),
    ]),
    ...Object.values(service.companions ?? {}).flatMap(({ config }) => Object.keys(config ?? {})),
  ]);
  const objects = serviceObjects(instance) as readonly { readonly kind: string; readonly metadata: { readonly name: string } }[];
  const variables = under(objects, 'env').flatMap((env) => (env as NonNullable<Container['env']>).map(({ name }) => name));
  const data = objects
    .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === `${service.name}-config`)
    .flatMap((object) => Object.keys((object as unknown as { data: object }).data));
  const keys = under(objects, 'secretKey') as readonly string[];
  return [...variables, ...data, ...keys].filter((name) => !own.has(name)).map((name) => ({ service: service.name, name }));
});

/** Names of keys in Vault that no file of a service has a say in. */
const names = [...new Set(drawn.map(({ name }) => name))].sort();

/** Why a variable of that name is not for a service to set. */
function reasonOf(name: string): string {
  if (name.endsWith('_FILE') && !name.endsWith('_TLS_CA_FILE'))
    return 'has a name that is kept for paths of secrets: each comes as a file, and its path in a variable that ends in _FILE.';
  return name.endsWith('_ENDPOINT') && !name.startsWith('OTEL_')
    ? 'has a name that is kept for addresses of services in calls.'
    : 'is set by the platform.';
}

/** Mistakes of a name in every field that may set it, in the first service of a catalog. */
function toldEverywhere(name: string, { secrets, in: catalog = known }: { secrets?: ServiceDefinition['secrets']; in?: Catalog } = {}) {
  const [entry] = known.services;
  if (entry === undefined) throw new Error('The catalog has no service.');
  const over: readonly (readonly [string, Partial<ServiceDefinition>])[] = [
    ['settings.config', { settings: { config: { [name]: 'x' } } }],
    ['settings.reaches', { settings: { reaches: { [name]: 'https://api.partner.example' } } }],
    ['podVariables', { podVariables: { [name]: 'name' } }],
    ['secrets', { secrets: { ...secrets, [name]: {} } }],
  ];
  return over.map(([field, change]) => {
    const services = catalog.services.map((other) =>
      other.file === entry.file ? { ...entry, value: { ...entry.value, ...(secrets && { secrets }), ...change } } : other,
    );
    const [first] = problemsIn({ ...catalog, services }).filter(({ message }) => message.includes(`"${name}"`));
    return { field, message: first?.message, path: first?.path?.join('.') };
  });
}

/** The same where nothing is wrong with it, or something. */
const expected = (name: string, reason: string | undefined) =>
  ['settings.config', 'settings.reaches', 'podVariables', 'secrets'].map((field) => ({
    field,
    message: reason === undefined ? undefined : `The variable "${name}" ${reason}`,
    path: reason === undefined ? undefined : `${field}.${name}`,
  }));

describe('what the platform sets', () => {
  it('is a list worth the name', () => {
    expect(names).toEqual(
      expect.arrayContaining(['APP_NAME', 'DATABASE_PASSWORD', 'KAFKA_GROUP_ID', 'REDIS_URL_FILE', 'SHUTDOWN_DRAIN_SECONDS']),
    );
  });

  it.each(names)('%s cannot be set by config, reaches, podVariables or secrets', (name) => {
    const ofSecret = name.endsWith('_FILE') && !['DATABASE_URL_FILE', 'DATABASE_SESSION_URL_FILE', 'REDIS_URL_FILE'].includes(name);
    const beside = ofSecret ? { secrets: { [name.slice(0, -'_FILE'.length)]: {} } } : {};
    expect(toldEverywhere(name, { ...beside, ...(name.endsWith('_ENDPOINT') && { in: companyCatalog }) })).toEqual(
      expected(name, reasonOf(name)),
    );
  });
});

describe('whom a program is told to trust', () => {
  it.each(['/etc/ssl/certs/ca-certificates.crt', '/app/ca/ca.crt', '/app/redis-ca/ca.crt', '/etc/partner.pem'])(
    '%s is of the image, of the platform, or a file of the service',
    (value) => {
      const [entry] = known.services;
      const own = { files: { '/etc/partner.pem': 'x' }, settings: { config: { NODE_EXTRA_CA_CERTS: value } } };
      const services = known.services.map((other) => (other === entry ? { ...other, value: { ...other.value, ...own } } : other));
      expect(problemsIn({ ...known, services })).toEqual([]);
    },
  );
});

describe('a name that foreign software has for a variable', () => {
  it.each([
    'S3_ENDPOINT',
    'PAPERLESS_TIKA_ENDPOINT',
    'RETAIL_CATALOG_PERSISTENCE_ENDPOINT',
    'LOG_FILE',
    'GF_PATHS_CONFIG_FILE',
    'SALES_ENDPOINT',
  ])('%s is free, since no service and no secret is called so', (name) => {
    expect(toldEverywhere(name)).toEqual(expected(name, undefined));
  });

  it.each(['DB_PASSWORD_FILE', 'API_TOKEN_FILE', 'SENTRY_DSN_FILE'])('%s is taken for the path of a secret, declared or not', (name) => {
    expect(toldEverywhere(name)).toEqual(
      expected(name, 'has a name that is kept for paths of secrets: each comes as a file, and its path in a variable that ends in _FILE.'),
    );
  });
});

describe('what a store of somebody else gives', () => {
  const [first] = known.services;
  if (first === undefined) throw new Error('The catalog has no service.');
  const given = furtherNames.flatMap((store) => {
    const { variables, secrets, keys } = furtherStores[store];
    return [...new Set([...Object.keys(variables), ...Object.keys(secrets), ...keys])].map((name) => ({ store, name }));
  });
  const told = (change: Partial<ServiceDefinition>) => {
    const services = known.services.map((other) => (other === first ? { ...first, value: { ...first.value, ...change } } : other));
    return problemsIn({ ...known, services }).map(({ message, path: at }) => `${at?.join('.')}: ${message}`);
  };

  it.each(given)('$name cannot be set by whoever uses $store, in any way', ({ store, name }) => {
    const uses = [...first.value.uses, store];
    const message = reservedVariables.test(name)
      ? `The variable "${name}" ${reasonOf(name)}`
      : `The variable "${name}" is set by "${store}" in uses.`;
    expect(told({ uses, settings: { config: { [name]: 'x' } } })).toEqual([`settings.config.${name}: ${message}`]);
    expect(told({ uses, settings: { reaches: { [name]: 'https://api.partner.example' } } })).toEqual([
      `settings.reaches.${name}: ${message}`,
    ]);
    expect(told({ uses, podVariables: { [name]: 'name' } })).toEqual([`podVariables.${name}: ${message}`]);
    expect(told({ uses, secrets: { [name]: {} } })).toEqual([`secrets.${name}: ${message}`]);
  });

  it.each(given.filter(({ name }) => !reservedVariables.test(name)))('$name is free for whoever does not use $store', ({ name }) => {
    expect(told({ settings: { config: { [name]: 'x' } } })).toEqual([]);
  });
});

/** Value of a variable, and the host that is told of. */
const outside: readonly (readonly [value: string, host: string])[] = [
  ['https://api.partner.example/v1', 'api.partner.example'],
  ['amqps://erp@mq.partner.example:5671', 'mq.partner.example'],
  ['smtp.mail.example:587', 'smtp.mail.example'],
  ['203.0.113.7:22', '203.0.113.7'],
  ['kafka.partner.example:9092,kafka-2.partner.example:9092', 'kafka.partner.example'],
];
const inside = [
  'info',
  '08:30',
  'a:b',
  'http://localhost:8080',
  '0.0.0.0:8080',
  '127.0.0.1:9000',
  'redis-master.erp-infra.svc.cluster.local:6379',
  'https://erp.example.com',
  'https://shop.dev.erp.example.com/cart',
  'application/json; charset=utf-8',
  'partner.example',
];

describe('an address beyond the cluster in config', () => {
  const first = known.services[0];
  if (first === undefined) throw new Error('The catalog has no service.');
  const problemsWith = (settings: ServiceDefinition['settings'] & object) =>
    problemsIn({
      ...known,
      services: known.services.map((other) => (other === first ? { ...first, value: { ...first.value, settings } } : other)),
    }).map(({ message, path: at }) => `${at?.join('.')}: ${message}`);

  it.each(outside)('%s needs a way out', (value, host) => {
    expect(problemsWith({ config: { PARTNER: value } })).toEqual([
      `settings.config.PARTNER: The variable "PARTNER" names "${host}", a host beyond the cluster, and no policy lets the service reach it.`,
    ]);
  });

  it('is well where reaches opens the way to its host', () => {
    const config = { PARTNER_DOCS: 'https://api.partner.example/docs' };
    expect(problemsWith({ config, reaches: { PARTNER: 'https://api.partner.example' } })).toEqual([]);
  });

  it.each(inside)('%s is none', (value) => {
    expect(problemsWith({ config: { PARTNER: value } })).toEqual([]);
  });
});
