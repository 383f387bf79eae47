import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { generate } from '../../generators/generate.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { furtherNames, furtherStores } from '../../generators/model/further/further.ts';
import type { FurtherStore } from '../../generators/model/further/store.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import { faultsIn, mistakesIn } from '../services/judged.ts';
import { catalogOf, companies, further, withFurther } from './companies.ts';

const catalog = withFurther(catalogOf({}));
const { applications, files } = generate(catalog);
const objects = applications.flatMap(({ variants }) =>
  variants.filter(({ environment }) => environment === 'production').flatMap(({ objects: own }) => own),
);

function found<T>(kind: string, name: string): T {
  const object = objects.find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
  if (object === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return object as unknown as T;
}

const told = (value: Catalog) => problemsIn(value).map(({ path = [], message }) => `${path.join('.')}: ${message}`);

describe('stores that nobody operates here', () => {
  it('are described without a mistake', () => {
    expect(mistakesIn(catalog)).toEqual([]);
  });

  it('are built as they are meant, valid, and pass every rule and requirement', { timeout: 600_000 }, async () => {
    expect(await faultsIn(withFurther(catalogOf(companies['production at AWS, the rest operated'] ?? {})))).toEqual([]);
  });

  it('give a service their addresses, its secrets and the way there, and no others', () => {
    const { data } = found<{ data: Record<string, string> }>('ConfigMap', 'parcel-tracker-config');
    expect(Object.fromEntries(Object.entries(data).filter(([key]) => /^(BUCKET|RABBIT|MYSQL|OPENS)/.test(key)))).toEqual({
      BUCKET_ENDPOINT: 'https://bucket.vpce-1.s3.us-east-1.vpce.amazonaws.com:443',
      BUCKET_NAME: 'acme-erp-parcel-tracker',
      BUCKET_REGION: 'us-east-1',
      BUCKET_TLS_CA_FILE: '/etc/ssl/certs/ca-certificates.crt',
      RABBITMQ_TLS_CA_FILE: '/etc/ssl/certs/ca-certificates.crt',
    });
    const secrets = (name: string) =>
      found<{ spec: { target: { template: { data: Record<string, string> } } } }>('ExternalSecret', `${name}-secrets`).spec.target.template
        .data;
    expect(secrets('parcel-tracker')).toMatchObject({
      RABBITMQ_URL: 'amqps://parcel-tracker:{{ .RABBITMQ_PASSWORD | urlquery }}@b-1.mq.us-east-1.amazonaws.com:5671/erp',
      BUCKET_ACCESS_KEY_ID: '{{ .BUCKET_ACCESS_KEY_ID }}',
    });
    expect(secrets('price-search')).toMatchObject({
      MYSQL_URL: 'mysql://price_search:{{ .MYSQL_PASSWORD | urlquery }}@erp.c1.us-east-1.rds.amazonaws.com:3306/price_search',
    });
    expect(Object.keys(secrets('financial-service')).filter((key) => /^(BUCKET|RABBIT|MYSQL|OPENS)/.test(key))).toEqual([]);
    const { spec } = found<{ spec: { egress: readonly { to: readonly object[]; ports: readonly { port: number }[] }[] } }>(
      'NetworkPolicy',
      'price-search-netpol',
    );
    expect(spec.egress.filter(({ ports }) => [3306, 443].includes(ports[0]?.port ?? 0)).map(({ to }) => to)).toEqual([
      [{ ipBlock: { cidr: '10.0.8.48/28' } }],
      [{ ipBlock: { cidr: '10.0.8.16/28' } }],
    ]);
    const pod = JSON.stringify(found<object>('Deployment', 'price-search'));
    expect(pod).toContain('"mountPath":"/app/mysql-ca"');
    expect(pod).toContain('"name":"MYSQL_URL_FILE"');
  });

  it('ask their people for what each service needs', () => {
    const file = files.find(({ path }) => path === 'overlays/production/stores-elsewhere.yaml');
    const list = load(file?.text ?? '') as Record<string, { services: readonly object[] }>;
    expect(list['mysql']?.services).toEqual([
      {
        service: 'price-search',
        database: 'price_search',
        user: 'price_search',
        privileges: 'ALL PRIVILEGES ON price_search.*',
        require: 'SSL',
        secrets: { vault: 'secret/erp/production/price-search', properties: ['MYSQL_PASSWORD'] },
      },
    ]);
    expect(Object.keys(list).toSorted()).toEqual(['environment', ...furtherNames].toSorted());
  });

  it('are told of where an environment that a service runs in has none', () => {
    const { rabbitmq: _, ...others } = further;
    const environments = catalog.environments.map((entry) =>
      entry.value.name === 'staging' ? { ...entry, value: { ...entry.value, stores: others } } : entry,
    );
    expect(told({ ...catalog, environments })).toEqual(['uses.1: The service uses rabbitmq, and staging, where it is deployed, has none.']);
  });

  it.each([
    ['no virtual host', { rabbitmq: { ...further.rabbitmq, with: undefined } }, /lacks the field "with"/],
    ['a part of an address in a field', { rabbitmq: { ...further.rabbitmq, with: { vhost: 'a/b@c' } } }, /must match pattern/],
    ['a kind that nobody knows', { cassandra: further.mysql }, /has a field "cassandra" that nothing reads/],
    ['no TLS in production', { mysql: { ...further.mysql, tls: 'none' } }, /mysql is reached without TLS/],
    ['an address of the cluster', { mysql: { ...further.mysql, host: 'mysql.erp-infra.svc' } }, /no host beyond the cluster/],
  ])('are refused with %s', (_, stores, message) => {
    const environments = catalog.environments.map((entry) =>
      entry.value.name === 'production'
        ? { ...entry, value: { ...entry.value, stores: JSON.parse(JSON.stringify({ ...further, ...stores })) } }
        : entry,
    );
    expect(told({ ...catalog, environments }).join()).toMatch(message);
  });

  it.each(furtherNames.map((name): [string, FurtherStore] => [name, furtherStores[name]]))(
    '%s names in its texts nothing but what there is',
    (_, kind) => {
      const known = ['host', 'port', 'scheme', 'environment', 'service', 'snake', ...Object.keys(kind.fields ?? {})];
      const texts = [kind.variables, kind.secrets, kind.asks].flatMap((own) => Object.values(own));
      const names = texts.flatMap((text: string) => [...text.matchAll(/(?<!\{)\{([a-z]+)\}(?!\})/g)].map(([, name]) => name));
      expect(names.filter((name) => !known.includes(name ?? ''))).toEqual([]);
      const values = Object.values(kind.secrets).flatMap((text: string) => [...text.matchAll(/\{\{ \.([A-Z_]+)/g)].map(([, key]) => key));
      expect(values.toSorted()).toEqual([...kind.keys].toSorted());
    },
  );
});
