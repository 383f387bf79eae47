import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { serviceFields } from '../../../scripts/documents/services/fields.ts';
import fc from '../../support/random.ts';
import { around } from './around/around.ts';
import { companyOf } from './around/written.ts';
import { company } from './company.ts';
import { acceptedOf, faultsOf } from './judged.ts';

/** How many companies more than in every run: `RANDOM_SERVICES=200 npx vitest run test/services/random`; others by `RANDOM_SEED`. */
const more = Number(process.env['RANDOM_SERVICES'] ?? '0');

/** What is drawn too wide on purpose, and what is left of it without the field that is refused. */
const meant = [
  /The liveness probe asks what the readiness probe asks/,
  /probes\.\w+\.(?:timeoutSeconds|periodSeconds|initialDelaySeconds) is \d+, above \d+/,
  /probes\.\w+\.path ".*" is no path of a page/,
  /(?:The service|The worker ".*") has (?:\d+ s to end|at most \d+|at least \d+|as many pods as \d+) in production/,
  /shutdown\.graceSeconds is \d+, above 7200/,
  /maxBodySize is 9Gi/,
  /resources\.requests\.(?:cpu|memory) is .*, below/,
  /starts one minute after the other, and may run for/,
  // Names and values are drawn at random, and some look like one.
  /holds .*, which everybody reads/,
  // What is left of a service may have one pod.
  /The service calls itself, and never has a second pod/,
  /The process is killed after \d+ s, before it has drained/,
];

/** The same of what is around the services: what one asks for and another cannot give. */
const meantAround = [
  /The service uses \w+, and [\w-]+, where it is deployed, has none/,
  /The service has a role of a cloud for "\w+", but on bare metal nobody gives roles to pods/,
  /(?:No environment has a cluster of PostgreSQL called|The database is in cluster) "\w+"/,
  /\w+ is reached without TLS, in a (?:rehearsal|production) environment/,
  /Services log in by a certificate, but talk without TLS/,
  /The services of [\w-]+ may open \d+ connections to (?:PostgreSQL|Redis)/,
  /The topics of [\w-]+ have \d+ partitions, copies included/,
  /".*" scales by the lag of a topic, which nothing measures in/,
  /Topic ".*" keeps messages for \d+ h/,
  /A standby follows the archived log of PostgreSQL, and the backup of the environment is/,
  /Somebody else runs .* of the environment, and what these are in another place nobody says/,
  /The place ".*" is a standby, and on Azure the operator of PostgreSQL knows no archive/,
  /An environment of tier "\w+" is host to pull requests/,
  /The environment refuses images without the signature of a release, and is host to pull requests/,
  /The adjustment "[\w-]+" changes nothing in/,
  /maxReplicas \d+ is below the \d+ pods that [\w-]+ runs at least/,
];

/** Fields of services, of their settings, and of workers and jobs, that a draw has anywhere. */
function fieldsOf(services: readonly ServiceDefinition[]): readonly string[] {
  return services.flatMap((service) => {
    const others = (['workers', 'jobs'] as const).flatMap((field) => Object.values(service[field] ?? {}).map((own) => ({ field, own })));
    const settings = [service, ...others.map(({ own }) => own)].flatMap((own) => [own.settings, ...Object.values(own.environments ?? {})]);
    return [
      ...Object.keys(service),
      ...settings.flatMap((own) => Object.keys(own ?? {}).map((name) => `settings.${name}`)),
      ...others.flatMap(({ field, own }) => Object.keys(own).map((name) => `${field}.${name}`)),
    ];
  });
}

describe('services of any combination of fields', () => {
  it('draw every field that docs/services.md lists, and every one of a worker and of a job', () => {
    const drawn = new Set(fc.sample(company, { numRuns: 60 }).flatMap(fieldsOf));
    const root = path.resolve(import.meta.dirname, '../../..');
    const listed = [
      ...serviceFields(root).map(({ name }) => name),
      ...['args', 'ports', 'volumes', 'settings', 'environments'].map((name) => `workers.${name}`),
      ...['args', 'minutes', 'retries', 'volumes', 'settings', 'environments', 'at', 'schedule', 'timeZone'].map((name) => `jobs.${name}`),
    ];
    expect(listed.filter((name) => !drawn.has(name))).toEqual([]);
  });

  it('are refused for nothing but what is drawn too wide, at the field that is too wide', () => {
    const refused = new Set<RegExp>();
    const all = [...meant, ...meantAround];
    fc.assert(
      fc.property(company, around, (services, wishes) => {
        const mistakes: string[] = [];
        const accepted = acceptedOf(companyOf(services, wishes), (mistake) => mistakes.push(mistake));
        expect(accepted.services.map(({ name }) => name)).toEqual(services.map(({ name }) => name));
        expect(mistakes.filter((mistake) => !all.some((one) => one.test(mistake)))).toEqual([]);
        for (const one of all) if (mistakes.some((mistake) => one.test(mistake))) refused.add(one);
      }),
      // As below.
      { numRuns: 25 + 10 * more, endOnFailure: true },
    );
    expect(refused.size).toBeGreaterThan(10);
  });

  it('are drawn with all that the catalog may say of stores, clouds, places, pull requests and versions', () => {
    const drawn = fc.sample(around, { numRuns: 400 }).map((wishes) => companyOf([], wishes));
    const services = fc.sample(company, { numRuns: 40 }).flat();
    const files = drawn.flatMap(({ environments }) => environments.map(({ value }) => value));
    const external = files.flatMap(({ dataLayer }) =>
      Object.entries(dataLayer).flatMap(([store, own]) => ('external' in own ? [{ store, ...own.external }] : [])),
    );
    const further = files.flatMap(({ stores = {} }) => Object.keys(stores));
    const clusters = files.flatMap(({ clusters: all, serving }) =>
      all.slice(1).map(({ role, place }) => `${role} ${serving === place ? 'serves' : 'follows'}`),
    );
    const sorted = (list: readonly (string | undefined)[]) => [...new Set(list)].sort();
    expect({
      clouds: sorted(drawn.map(({ platform }) => platform.value.cloud.name)),
      plugins: sorted(drawn.map(({ platform }) => platform.value.networkPlugin)),
      providers: sorted(external.map(({ store, provider }) => `${store} ${provider}`)),
      tls: sorted(external.map(({ tls }) => tls)),
      logins: sorted(external.map((own) => ('login' in own ? own.login : undefined))),
      further: sorted(further),
      clusters: sorted(clusters),
      tiers: sorted(files.filter(({ name }) => name === 'extra').map(({ tier }) => tier)),
      hosts: sorted(files.filter(({ pullRequests }) => pullRequests !== undefined).map(({ tier }) => tier)),
      databases: sorted(services.map(({ database }) => database?.cluster)),
      uses: sorted(services.flatMap(({ uses }) => uses)),
      postgres: sorted(drawn.flatMap(({ versions }) => versions.map(({ value }) => value.postgres))),
    }).toEqual({
      clouds: ['aws', 'azure', 'bare-metal', 'google'],
      plugins: ['aws-vpc', 'calico', 'cilium'],
      providers: [
        'kafka google',
        'kafka msk',
        'kafka other',
        'postgres azure',
        'postgres cloud-sql',
        'postgres other',
        'postgres rds',
        'redis azure',
        'redis elasticache',
        'redis memorystore',
        'redis other',
      ],
      tls: ['none', 'public', 'vault'],
      logins: ['certificate', 'plain', 'scram-sha-256', 'scram-sha-512', undefined],
      further: ['buckets', 'mysql', 'opensearch', 'rabbitmq'],
      clusters: ['standby follows', 'standby serves', 'stateless follows'],
      tiers: ['production', 'rehearsal', 'trial'],
      hosts: ['production', 'rehearsal', 'trial'],
      databases: ['ledger', 'reporting', undefined],
      uses: ['buckets', 'kafka', 'mysql', 'opensearch', 'postgres', 'rabbitmq', 'redis', 'tracing'],
      postgres: ['16', '17', '18'],
    });
  });

  it('are built as they are meant, valid, and pass every rule, without what the catalog refuses', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(company, around, async (services, wishes) => {
        expect(await faultsOf(acceptedOf(companyOf(services, wishes), () => undefined))).toEqual([]);
      }),
      // A smaller company costs as much to look at: the findings say which service it is.
      { numRuns: 2 + more, endOnFailure: true },
    );
  });
});
