import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { loadCatalog } from '../../scripts/catalog/catalog.ts';

const known = await loadCatalog(path.resolve(import.meta.dirname, '../..'));

/** Mistakes of the catalog in which sales-service, which calls material-service by gRPC, says more; each in a line. */
function told(change: Partial<ServiceDefinition>): readonly string[] {
  const services = known.services.map((other) =>
    other.value.name === 'financial-service' ? { ...other, value: { ...other.value, ...change } } : other,
  );
  return problemsIn({ ...known, services }).map(({ path: at, message, fix }) => `${at?.join('.')}: ${message} ${fix}`);
}

const message = (variable: string, name: string, choices: string) =>
  `The variable "${variable}" names "${name}", which the service does not call: no policy lets it there. Add ${choices} to calls, which opens the way at both ends and sets the address in a variable of its own.`;
const sales = "'sales-service:http' or 'sales-service:grpc'";

describe('a value that is the address of a service of the catalog', () => {
  it.each([
    ['http://sales-service', 'sales-service'],
    ['http://sales-service:80/orders', 'sales-service'],
    ['sales-service:8000', 'sales-service'],
    ['http://sales-service-grpc.erp-dev:50051', 'sales-service-grpc'],
    ['grpc://sales-service-grpc.erp-prod.svc.cluster.local:50051', 'sales-service-grpc'],
    ['https://localhost:1,http://user@sales-service.erp-prod.svc:80', 'sales-service'],
  ])('%s is refused where nothing calls it', (value, name) => {
    expect(told({ settings: { config: { PEER: value } } })).toEqual([`settings.config.PEER: ${message('PEER', name, sales)}`]);
  });

  it.each(['sales-service', 'https://sales-service.example-partner.internal', 'topic sales-service: 80', '/srv/sales-service:ro'])(
    '%s is none',
    (value) => {
      expect(told({ settings: { config: { PEER: value } } })).toEqual([]);
    },
  );

  it('is well where it is called', () => {
    expect(told({ calls: ['sales-service:http'], settings: { config: { PEER: 'http://sales-service' } } })).toEqual([]);
  });

  it('is refused where another port of it is called', () => {
    expect(told({ calls: ['sales-service'], settings: { config: { PEER: 'http://sales-service' } } })).toEqual([
      `settings.config.PEER: ${message('PEER', 'sales-service" at 80', sales).replace('at 80",', 'at 80,')}`,
    ]);
    expect(told({ calls: ['sales-service'], settings: { config: { PEER: 'sales-service-grpc:50051' } } })).toEqual([]);
  });

  const config = { PEER: 'http://sales-service' };
  const places: readonly (readonly [at: string, change: Partial<ServiceDefinition>])[] = [
    ['environments.dev.config', { environments: { dev: { config } } }],
    ['workers.mail.settings.config', { workers: { mail: { args: ['mail'], settings: { config } } } }],
    ['workers.mail.environments.test.config', { workers: { mail: { args: ['mail'], environments: { test: { config } } } } }],
    [
      'jobs.sweep.settings.config',
      { jobs: { sweep: { schedule: '0 1 * * *', timeZone: 'UTC', args: ['sweep'], minutes: 5, settings: { config } } } },
    ],
  ];
  it.each(places)('is found at %s', (at, change) => {
    expect(told(change)).toEqual([`${at}.PEER: ${message('PEER', 'sales-service', sales)}`]);
  });
});
