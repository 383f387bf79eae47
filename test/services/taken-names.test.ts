import { describe, expect, it } from 'vitest';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { problemsOfExceptions } from '../../scripts/catalog/exceptions.ts';
import { catalog, environment, service, smallEnvironment } from '../support/catalog.ts';

const ports = { http: { number: 8080, protocol: 'http' } } as const;

async function problemsWith(one: Partial<ServiceDefinition>, other: ServiceDefinition): Promise<readonly string[]> {
  const services = [service('orders', { ports, ...one }), other];
  const made = catalog(services, [smallEnvironment('dev'), environment('production')]);
  expect(problemsIn(made)).toEqual([]);
  return (await problemsOfExceptions(made)).map(({ file, path = [], message, fix }) => `${file} ${path.join('.')}: ${message} ${fix}`);
}

const told = (name: string, what: string) => {
  const part = name.slice('orders-'.length);
  return `generators/catalog/services/${name}.ts name: "orders" and "${name}" would both draw ${what}. Give it a name that does not go on "orders" by "-${part}", or change what of "orders" is called "${part}".`;
};

describe('names that two services would give an object', () => {
  it.each([
    [
      'the Service of gRPC',
      { ports: { ...ports, api: { number: 5000, protocol: 'grpc' } } },
      service('orders-grpc', { ports }),
      'Service "orders-grpc"',
    ],
    [
      'the Service of pods with disks',
      { volumes: { '/data': { disk: '1Gi', saved: { none: 'It is a cache only' } } } },
      service('orders-pods', { ports }),
      'Service "orders-pods"',
    ],
    [
      'the route at a host of its own',
      { route: [{ host: 'shop', path: '/' }] },
      service('orders-shop', { ports, route: '/orders-shop' }),
      'HTTPRoute "orders-shop"',
    ],
  ] as const)('are told: %s', async (_, one, other, what) => {
    expect(await problemsWith(one as Partial<ServiceDefinition>, other)).toEqual([told(other.name, what)]);
  });

  it('are no names that only look alike', async () => {
    expect(await problemsWith({}, service('orders-grpc', { ports }))).toEqual([]);
    expect(await problemsWith({}, service('ordersgrpc', { ports }))).toEqual([]);
  });
});
