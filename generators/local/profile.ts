import type { Catalog, ReleaseEntry } from '../model/catalog.ts';
import type { EnvironmentDefinition } from '../model/environment/environment.ts';
import { type Instance, instancesOf } from '../model/instance.ts';
import { parseCall } from '../model/service/calls.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { declaredAmong } from '../model/service/topics.ts';
import { operated } from '../model/stores/stores.ts';

/** What somebody wants on their machine. */
export interface LocalChoices {
  /** Names of services, which come with those that they call and whose topics they use; undefined: all. */
  readonly services: readonly string[] | undefined;
  /** Images of one's own, by the name of the service. A service without a release needs one. */
  readonly images: ReadonlyMap<string, string>;
  /** Under which the host names of the environment are found: `localhost` gives `api.dev.erp.example.com.localhost`. */
  readonly domain: string;
}

/** The catalog as a laptop has it: one environment, as small as can be, with the chosen services. */
export interface LocalProfile {
  readonly catalog: Catalog;
  readonly environment: EnvironmentDefinition;
  readonly instances: readonly Instance[];
}

/** The version of an image of one's own: its tag, or one that no release has. */
function versionIn(image: string): string {
  return /:([^:/@]+)(?:@|$)/.exec(image)?.[1] ?? '0.0.0';
}

/**
 * Whom services take their variables from: the environment that is delivered to first. It keeps its name, its short name and its
 * namespaces, so that what a service reads is what it reads there.
 */
export function modelOf(catalog: Catalog): EnvironmentDefinition | undefined {
  return catalog.environments.find(({ value }) => value.delivery.from === undefined)?.value;
}

/** Those of the names, and whom they need, directly or not; of all services where none is named. */
function chosen(all: readonly ServiceDefinition[], names: readonly string[] | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...(names ?? all.map(({ name }) => name))];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    queue.push(
      ...neededBy(
        all.find((service) => service.name === name),
        all,
      ),
    );
  }
  return found;
}

/** The services that it calls, and those whose topics it uses. */
function neededBy(service: ServiceDefinition | undefined, all: readonly ServiceDefinition[]): readonly string[] {
  if (service === undefined) return [];
  const topics = new Set(Object.values({ ...service.consumes, ...service.produces }));
  const owners = all.filter((other) => [...declaredAmong([other]).keys()].some((topic) => topics.has(topic)));
  return [...(service.calls ?? []).map((call) => parseCall(call).service), ...owners.map(({ name }) => name)];
}

/** The environment, with the stores that one node carries and hosts under a domain of the machine. */
function smallest({ pullRequests: _, ...model }: EnvironmentDefinition, domain: string): EnvironmentDefinition {
  return {
    ...model,
    host: `${model.host}.${domain}`,
    corsOrigins: model.corsOrigins.map((origin) => `${origin}.${domain}`),
    replicas: { fixed: 1 },
    sizing: Math.min(model.sizing, 0.25),
    nodes: { most: 1 },
    dataLayer: {
      // Small ones of its own also where somebody else runs them: no machine reaches those.
      // One for all databases.
      postgres: { storage: operated(model, 'postgres')?.storage ?? '1Gi', instances: 1, poolers: 1 },
      redis: { storage: '1Gi', ...operated(model, 'redis'), nodes: 1 },
      kafka: { storage: '1Gi', controllerStorage: '1Gi', ...operated(model, 'kafka'), brokers: 1, controllers: 1 },
    },
    backup: { mode: 'none' },
  };
}

/** What is drawn on a laptop. Scales, sealed secrets and settings by command belong to clusters, and stay there. */
export function localProfile(catalog: Catalog, model: EnvironmentDefinition, choices: LocalChoices): LocalProfile {
  const names = chosen(
    catalog.services.map(({ value }) => value),
    choices.services,
  );
  const environment = smallest(model, choices.domain);
  const services = catalog.services.filter(({ value }) => names.has(value.name));
  const own = services.flatMap(({ value: { name } }): readonly ReleaseEntry[] => {
    const image = choices.images.get(name);
    if (image === undefined) return [];
    return [{ file: '', environment: model.name, service: name, value: { version: versionIn(image), digest: '' } }];
  });
  const local: Catalog = {
    ...catalog,
    environments: catalog.environments.filter(({ value }) => value === model).map((entry) => ({ ...entry, value: environment })),
    services,
    releases: [
      ...catalog.releases.filter(
        (entry) => entry.environment === model.name && names.has(entry.service) && !choices.images.has(entry.service),
      ),
      ...own,
    ],
    sealedSecrets: [],
    scaling: [],
    freezes: [],
    thaws: [],
    retired: [],
  };
  return { catalog: local, environment, instances: instancesOf(local) };
}
