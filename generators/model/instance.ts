import type { Catalog } from './catalog.ts';
import type { EnvironmentDefinition } from './environment/environment.ts';
import type { SealedSecret } from './environment/sealed-secret.ts';
import type { TemporaryScale } from './operations/operations.ts';
import type { PlatformDefinition } from './platform/platform.ts';
import { serviceDefaults } from './service/defaults.ts';
import { scaleResources } from './service/quantity.ts';
import type { Build, Partially, Resources, ServiceDefinition, ServiceSettings } from './service/service.ts';

/** How many pods an instance has. */
export type Replicas =
  | { readonly kind: 'fixed'; readonly count: number }
  | { readonly kind: 'autoscaled'; readonly min: number; readonly max: number };

/** One service in one environment, with everything derived once: what the resource functions draw. */
export interface Instance {
  readonly service: ServiceDefinition;
  readonly environment: EnvironmentDefinition;
  readonly platform: PlatformDefinition;
  readonly release: Build;
  readonly settings: ServiceSettings;
  /** In the size of the environment. */
  readonly resources: Resources;
  readonly replicas: Replicas;
  /** What commands of operators decide here: fields of settings, and until when a temporary scale lasts. */
  readonly operated: { readonly fields: readonly string[]; readonly scaledUntil: string | undefined };
  /** `registry.example.com/erp/financial-service` */
  readonly imageName: string;
  /** Services that call this one and are deployed in the environment, sorted. */
  readonly callers: readonly string[];
  /** Services that this one calls and that are deployed in the environment, in the order of its file. */
  readonly callees: readonly string[];
  /** Undefined where Vault holds the secrets of the service. */
  readonly sealedSecret: SealedSecret | undefined;
}

/** All instances: every service in every environment in which it has a release, its initial one included. */
export function instancesOf(catalog: Catalog): readonly Instance[] {
  const releases = new Map(catalog.releases.map(({ environment, service, value }) => [`${environment}/${service}`, value]));
  const own = new Map(catalog.settings.map(({ environment, service, value }) => [`${environment}/${service}`, value]));
  const scaling = new Map(catalog.scaling.map(({ environment, service, value }) => [`${environment}/${service}`, value]));
  const sealed = new Map(catalog.sealedSecrets.map(({ environment, service, value }) => [`${environment}/${service}`, value]));
  const callers = new Map<string, string[]>();
  for (const { value: service } of catalog.services) {
    for (const callee of service.calls ?? []) callers.set(callee, [...(callers.get(callee) ?? []), service.name]);
  }
  return catalog.environments.flatMap(({ value: environment }) => {
    const releaseOf = ({ name, initialRelease }: ServiceDefinition) => releases.get(`${environment.name}/${name}`) ?? initialRelease;
    const deployed = new Set(catalog.services.filter(({ value }) => releaseOf(value) !== undefined).map(({ value }) => value.name));
    return catalog.services.flatMap(({ value: service }) => {
      const release = releaseOf(service);
      if (release === undefined) return [];
      const key = `${environment.name}/${service.name}`;
      const settings = settingsOf(service, environment.name, own.get(key));
      return [
        {
          service,
          environment,
          platform: catalog.platform.value,
          release,
          settings,
          resources: scaleResources(settings.resources, environment.sizing),
          replicas: replicasOf(environment, settings, scaling.get(key)),
          operated: { fields: fieldsOf(own.get(key) ?? {}), scaledUntil: scaling.get(key)?.until },
          imageName: `${catalog.platform.value.imageRepository}/${service.name}`,
          callers: (callers.get(service.name) ?? []).filter((name) => deployed.has(name)).sort(),
          callees: (service.calls ?? []).filter((name) => deployed.has(name)),
          sealedSecret: sealed.get(key),
        },
      ];
    });
  });
}

/** Defaults, then the service's own settings, then those for the environment, then what a command has set there. */
export function settingsOf(service: ServiceDefinition, environment: string, set: Partially<ServiceSettings> = {}): ServiceSettings {
  return [service.settings ?? {}, service.environments?.[environment] ?? {}, set].reduce<ServiceSettings>(overlaid, serviceDefaults);
}

/** Pods at most at one time, the one that a rolling update adds included. */
export function mostPods(replicas: Replicas): number {
  return (replicas.kind === 'fixed' ? replicas.count : replicas.max) + 1;
}

/** Pods of a service, the bounds of a temporary scale before the ordinary ones. Its end is no matter: the file says what runs. */
function replicasOf(environment: EnvironmentDefinition, settings: ServiceSettings, scale?: TemporaryScale): Replicas {
  if ('fixed' in environment.replicas) return { kind: 'fixed', count: scale?.max ?? environment.replicas.fixed };
  return { kind: 'autoscaled', min: scale?.min ?? fewestPods(environment), max: scale?.max ?? settings.maxReplicas };
}

/** The pods that every service of an environment has at least. */
export function fewestPods({ replicas, clusters }: EnvironmentDefinition): number {
  if ('fixed' in replicas) return replicas.fixed;
  return replicas.minimumPerZone * new Set(clusters.flatMap((cluster) => cluster.zones)).size;
}

/** The paths of all values: `scaling.cpuUtilization`. */
function fieldsOf(settings: object): readonly string[] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) =>
    isPlain(value) ? fieldsOf(value).map((field) => `${key}.${field}`) : [key],
  );
}

function overlaid<T extends object>(base: T, over: Partially<T>): T {
  const entries = Object.entries(over).map(([key, value]: [string, unknown]) => {
    const own: unknown = base[key as keyof T];
    return [key, isPlain(own) && isPlain(value) ? overlaid(own, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
