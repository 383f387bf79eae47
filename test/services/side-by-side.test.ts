import { describe, expect, it } from 'vitest';
import { applicationsOf } from '../../generators/applications.ts';
import type { Catalog } from '../../generators/model/catalog.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { at, listAt, textAt } from '../../policies/kubernetes/fields.ts';
import { present } from '../support/mutations/mutation.ts';
import { faultsIn, mistakesIn } from './judged.ts';
import { companyCatalog } from './support.ts';

const environments = companyCatalog.environments.map(({ value }) => value.name);
const jobs: ServiceDefinition['jobs'] = {
  revalue: { schedule: '0 2 * * *', timeZone: 'Asia/Shanghai', args: ['revalue'], minutes: 30 },
  migrate: { at: 'before-rollout', args: ['migrate'], minutes: 10 },
};
const old: Partial<ServiceDefinition> = { jobs, workers: { mover: { args: ['move'] } } };

/** The catalog of the company, in which `stock-service` runs beside `material-service`, whose place it is to take. */
function beside(over: Partial<ServiceDefinition> = {}, forerunner: Partial<ServiceDefinition> = old, releases = environments): Catalog {
  const { services } = companyCatalog;
  const entry = present(services.find(({ value }) => value.name === 'material-service'));
  const value = { ...entry.value, ...forerunner };
  const follower = { ...entry.value, ...old, name: 'stock-service', formerly: ['material-service'], image: 'material-service', ...over };
  const own = companyCatalog.releases.filter(({ service }) => service === 'material-service');
  return {
    ...companyCatalog,
    services: [
      ...services.map((other) => (other === entry ? { ...entry, value } : other)),
      { file: 'generators/catalog/services/stock-service.ts', value: follower },
    ].sort((a, b) => (a.file < b.file ? -1 : 1)),
    releases: [
      ...companyCatalog.releases.filter(({ service, environment }) => service !== 'material-service' || releases.includes(environment)),
      ...own.map((release) => ({ ...release, service: 'stock-service', file: release.file.replace('material', 'stock') })),
    ],
  };
}

/** What is drawn in an environment, each as `application Kind name`, of both names and of what they have in the data layer. */
function drawn(catalog: Catalog, environment: string): readonly string[] {
  return applicationsOf(catalog)
    .filter(({ name }) => /^(material|stock)-service/.test(name))
    .flatMap(({ name, variants }) =>
      variants
        .filter((variant) => variant.environment === environment)
        .flatMap(({ objects }) => objects.map(({ kind, metadata }) => `${name} ${kind} ${metadata.name}`)),
    );
}

describe('a service beside the one whose place it is to take', () => {
  it('is described without a mistake, built as it is meant, valid, and passes every rule', { timeout: 300_000 }, async () => {
    expect(mistakesIn(beside())).toEqual([]);
    expect(await faultsIn(beside())).toEqual([]);
  });

  it('leaves to it what there is one of: the route, the jobs, the topics and the user of Kafka', () => {
    const objects = drawn(beside(), 'production');
    const one = objects.filter((object) => / (HTTPRoute|CronJob|Job|KafkaTopic|KafkaUser) /.test(object));
    expect(one.toSorted()).toEqual([
      'material-service CronJob material-service-revalue',
      'material-service HTTPRoute material-service',
      'material-service Job material-service-migrate',
      'material-service-data KafkaTopic material.stock.moved',
      'material-service-data KafkaUser material-service',
    ]);
    expect(objects.filter((object) => / (Deployment|Service) /.test(object)).toSorted()).toEqual([
      'material-service Deployment material-service',
      'material-service Deployment material-service-mover',
      'material-service Service material-service',
      'material-service Service material-service-grpc',
      'stock-service Deployment stock-service',
      'stock-service Deployment stock-service-mover',
      'stock-service Service stock-service',
      'stock-service Service stock-service-grpc',
    ]);
  });

  it('runs the jobs as soon as that has none, and has all of it where that does not run', () => {
    const { jobs: _, ...without } = old;
    const jobsOf = (objects: readonly string[]) => objects.filter((object) => / (CronJob|Job) /.test(object)).toSorted();
    expect(jobsOf(drawn(beside({}, without), 'production'))).toEqual([
      'stock-service CronJob stock-service-revalue',
      'stock-service Job stock-service-migrate',
    ]);
    const calling = beside({}, old, ['production']);
    const renamed = (call: unknown) => (typeof call === 'string' ? call.replace('material-service', 'stock-service') : call);
    const later = {
      ...calling,
      services: calling.services.map((entry) => ({
        ...entry,
        value: {
          ...entry.value,
          ...(entry.value.calls && { calls: entry.value.calls.map(renamed) as ServiceDefinition['calls'] & object }),
        },
      })),
    };
    expect(mistakesIn(later)).toEqual([]);
    expect(
      drawn(later, 'dev')
        .filter((object) => / (HTTPRoute|CronJob|KafkaTopic|KafkaUser) /.test(object))
        .toSorted(),
    ).toEqual([
      'material-service-data KafkaTopic material.stock.moved',
      'material-service-data KafkaUser material-service',
      'stock-service CronJob stock-service-revalue',
      'stock-service HTTPRoute stock-service',
    ]);
    expect(drawn(later, 'production').filter((object) => / HTTPRoute /.test(object))).toEqual([
      'material-service HTTPRoute material-service',
    ]);
  });

  it('is the same to Kafka and PostgreSQL: one user, one group for each process, one password, one database', () => {
    const objects = applicationsOf(beside()).flatMap(({ variants }) =>
      variants.filter(({ environment }) => environment === 'production').flatMap((variant) => variant.objects),
    );
    const of = (kind: string, name: string) => present(objects.find((object) => object.kind === kind && object.metadata.name === name));
    const said = (service: string) => {
      const { data } = of('ConfigMap', `${service}-config`) as unknown as { data: Readonly<Record<string, string>> };
      const secret = of('ExternalSecret', `${service}-secrets`);
      const passwords = listAt(secret, 'spec', 'data').filter((entry) => textAt(entry, 'secretKey') === 'DATABASE_PASSWORD');
      return [data['KAFKA_SASL_USERNAME'], data['KAFKA_GROUP_ID'], ...passwords.map((entry) => textAt(entry, 'remoteRef', 'key'))];
    };
    expect(said('stock-service')).toEqual(said('material-service'));
    expect(said('stock-service').slice(0, 2)).toEqual(['material-service', 'material-service-prod-group']);
    const groups = listAt(of('KafkaUser', 'material-service'), 'spec', 'authorization', 'acls').flatMap((acl) =>
      textAt(acl, 'resource', 'type') === 'group' ? [textAt(acl, 'resource', 'name')] : [],
    );
    expect(groups).toEqual(expect.arrayContaining(['material-service-prod-group', 'material-service-mover-prod-group']));
    expect(at(of('postgresql', 'postgres'), 'spec', 'databases')).toMatchObject({ material_db: 'material_user' });
  });

  it.each<[string, Partial<ServiceDefinition>, string]>([
    ['says another database', { database: { name: 'stock_db', user: 'material_user' } }, 'says something else in database.'],
    ['says another route', { route: '/stock' }, 'says something else in route.'],
    ['has one pod', { settings: { scale: { single: 'Only one may write.' } } }, 'of a process of it there may never be two pods.'],
    [
      'has a worker of one pod',
      { workers: { mover: { args: ['move'], settings: { scale: { single: 'Only one may write.' } } } } },
      'never be two pods.',
    ],
    ['elects a leader', { identity: { leaderElection: true } }, 'each of both would elect a leader.'],
    [
      'has a disk',
      { volumes: { '/data': { disk: '1Gi', saved: { none: 'What waits there is sent again.' } } } },
      'its disks go by its name.',
    ],
  ])('cannot be one that %s', (_, over, end) => {
    const messages = problemsIn(beside(over)).map(({ message }) => message);
    expect(messages.filter((message) => message.endsWith(end))).toHaveLength(1);
  });

  it('is one alone: of two that had a name, neither is another service', () => {
    const catalog = beside();
    const follower = present(catalog.services.find(({ value }) => value.name === 'stock-service'));
    const second = { file: 'generators/catalog/services/store-service.ts', value: { ...follower.value, name: 'store-service' } };
    expect(problemsIn({ ...catalog, services: [...catalog.services, second] }).map(({ message }) => message)).toContain(
      '"material-service" is the name, or was the name, of "material-service".',
    );
  });
});
