import { describe, expect, it } from 'vitest';
import { applicationsOf } from '../../generators/applications.ts';
import { problemsIn } from '../../generators/model/problems/problems.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { catalog, environment, service } from '../support/catalog.ts';

/** Without what asks for stores. */
const bare = ({ database: _, topics: __, ...rest }: ServiceDefinition): ServiceDefinition => rest;

/** A catalog in which so many services have a host of their own. */
const withHosts = (count: number) =>
  catalog(
    Array.from({ length: count }, (_, index) =>
      bare(
        service(`shop-${String(index).padStart(2, '0')}`, {
          route: { host: `h${index}`, path: '/' },
          uses: [],
          initialRelease: { version: '1.0.0', digest: `sha256:${'ab'.repeat(32)}` },
        }),
      ),
    ),
    [environment('production')],
  );

/** Hosts and listeners of each route that sends to HTTPS. */
function redirectsOf(count: number): readonly (readonly [name: string, hosts: number, listeners: number])[] {
  const objects = applicationsOf(withHosts(count)).flatMap(({ variants }) => variants.flatMap((variant) => variant.objects));
  return objects
    .filter(({ kind, metadata }) => kind === 'HTTPRoute' && /^https-redirect/.test(metadata.name))
    .map((route) => {
      const { spec } = route as unknown as {
        readonly spec: { readonly hostnames: readonly string[]; readonly parentRefs: readonly object[] };
      };
      return [route.metadata.name, spec.hostnames.length, spec.parentRefs.length];
    });
}

describe('hosts of services', () => {
  it.each([
    [0, [['https-redirect', 1, 1]]],
    [15, [['https-redirect', 16, 16]]],
    [
      31,
      [
        ['https-redirect', 16, 16],
        ['https-redirect-2', 16, 16],
      ],
    ],
  ] as const)('of %i services are sent to HTTPS by routes of sixteen at most', (count, routes) => {
    expect(redirectsOf(count)).toEqual(routes);
  });

  it('are refused beyond what the Gateway has listeners for', () => {
    expect(problemsIn(withHosts(31))).toEqual([]);
    expect(problemsIn(withHosts(33)).map(({ file, path, message }) => [file, path, message])).toEqual(
      ['31', '32'].map((index) => [
        `generators/catalog/services/shop-${index}.ts`,
        ['route', 'host'],
        `The host "h${index}" is one more than 31 hosts of services, which is all that the Gateway of an environment has room for.`,
      ]),
    );
  });
});
