import type { Catalog } from './catalog.ts';
import { type Instance, instancesIn } from './instance.ts';
import { remembered } from './remembered.ts';
import type { Build, ServiceDefinition } from './service/service.ts';
import type { Somewhere } from './service/way-out.ts';

/**
 * A service as its own file alone says it, in every declared environment, whether it runs there or not: without what is decided for
 * one environment (releases, settings, scales, sealed secrets), and without what other services do (who calls it). The common part of
 * these is the base, so that nothing that is decided for one environment changes it.
 */
export function plainInstancesIn(catalog: Catalog): (service: string) => readonly Instance[] {
  const services = catalog.services.map((entry) => ({ ...entry, value: plainService(entry.value) }));
  const byName = new Map(services.map(({ value }) => [value.name, value]));
  const releases = catalog.environments.flatMap(({ file, value: { name: environment } }) => {
    const value = plainRelease(environment);
    return services.map(({ value: { name: service } }) => ({ file, environment, service, value }));
  });
  const instanceIn = instancesIn({ ...catalog, services, releases, settings: [], scaling: [], sealedSecrets: [], freezes: [], thaws: [] });
  return (name) => {
    const service = byName.get(name);
    if (service === undefined) return [];
    return catalog.environments.flatMap(({ value: environment }) => {
      const instance = instanceIn(service, environment);
      return instance === undefined ? [] : [uncalled(instance)];
    });
  };
}

const plainReleases = new Map<string, Build>();

/** Another one in each environment, so that what follows the release is common to none. */
function plainRelease(environment: string): Build {
  const known = plainReleases.get(environment) ?? { version: `0.0.0-${environment}`, digest: `sha256:${'0'.repeat(64)}` };
  plainReleases.set(environment, known);
  return known;
}

const uncalled = remembered(
  (instance: Instance): Instance => ({ ...instance, processes: instance.processes.map((process) => ({ ...process, callers: [] })) }),
);

const plainService = remembered((written: ServiceDefinition): ServiceDefinition => {
  const { initialRelease: _, workers, jobs, adjust, objects, exempt, ...service } = written;
  return {
    ...service,
    environments: {},
    ...(adjust !== undefined && { adjust: Object.fromEntries(Object.entries(adjust).filter(([, use]) => isEverywhere(use))) }),
    ...(objects !== undefined && { objects: objects.filter(isEverywhere) }),
    ...(exempt !== undefined && { exempt: exempt.filter(isEverywhere) }),
    ...(workers !== undefined && { workers: eachForAll(workers) }),
    ...(jobs !== undefined && { jobs: eachForAll(jobs) }),
  };
});

function isEverywhere(item: Somewhere): boolean {
  return item.in === undefined;
}

/** Workers or jobs, with nothing of their own in an environment. */
function eachForAll<T extends object>(processes: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(processes).map(([name, process]) => [name, { ...process, environments: {} }]));
}
