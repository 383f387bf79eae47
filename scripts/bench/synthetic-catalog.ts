import type { Catalog } from '../../generators/model/catalog.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';

/**
 * A catalog of many services in the platform and the environments of the given one. Each service uses everything that the
 * platform offers, calls two others and is released in every environment. The same numbers give the same catalog.
 */
export function syntheticCatalog({ platform, environments }: Pick<Catalog, 'platform' | 'environments'>, count: number): Catalog {
  const services = Array.from({ length: count }, (_, index) => syntheticService(index, count));
  return {
    platform,
    environments,
    services: services.map((value) => ({ file: `generators/catalog/services/${value.name}.ts`, value })),
    releases: environments.flatMap(({ value: environment }) =>
      services.map(({ name }, index) => ({
        file: `generators/catalog/releases/${environment.name}/${name}.yaml`,
        environment: environment.name,
        service: name,
        value: { version: '1.0.0', digest: `sha256:${(index + 1).toString(16).padStart(64, '0')}` },
      })),
    ),
    sealedSecrets: [],
    settings: [],
    scaling: [],
    freezes: [],
    adjustments: [],
    charts: [],
  };
}

/** The same catalog with one more variable of its first service, of that value: a change that every environment renders. */
export function withOneChange(catalog: Catalog, value = 'true'): Catalog {
  const [first, ...others] = catalog.services;
  if (first === undefined) return catalog;
  const settings = { config: { CHANGED: value } };
  return { ...catalog, services: [{ ...first, value: { ...first.value, settings } }, ...others] };
}

/** The same catalog with another version of one service in one environment: what a promotion changes. */
export function withOneRelease(catalog: Catalog): Catalog {
  const [first, ...others] = catalog.releases;
  if (first === undefined) return catalog;
  return { ...catalog, releases: [{ ...first, value: { ...first.value, version: '1.1.0' } }, ...others] };
}

function syntheticService(index: number, count: number): ServiceDefinition {
  const name = nameOf(index);
  const callees = new Set([nameOf((index + 1) % count), nameOf((index + 7) % count)]);
  callees.delete(name);
  return {
    name,
    title: { en: `Synthetic service ${index + 1}`, zh: `合成服务 ${index + 1}` },
    route: `/${name}`,
    ...(index < databases && { database: { name: `${name.replaceAll('-', '_')}_db`, user: `${name.replaceAll('-', '_')}_user` } }),
    // One database cluster has memory for the connections of so many, and no more.
    uses: [...(index < databases ? (['postgres'] as const) : []), 'redis', 'kafka', 'tracing'],
    calls: [...callees],
    topics: { CREATED: `${name}.created`, CHANGED: `${name}.changed` },
  };
}

const databases = 5;

function nameOf(index: number): string {
  return `service-${String(index + 1).padStart(4, '0')}`;
}
