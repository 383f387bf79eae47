import type { Catalog } from './catalog.ts';
import type { EnvironmentDefinition } from './environment/environment.ts';
import { calledPort, parseCall } from './service/calls.ts';
import { forerunnerOf } from './service/names/side-by-side.ts';
import type { NamedPort } from './service/ports.ts';
import type { ServiceDefinition } from './service/service.ts';
import { declaredAmong } from './service/topics.ts';
import { fitsInto } from './stores/keeping.ts';

/** A port of another service that is called. */
export interface Callee {
  readonly service: string;
  /** The name of the process that answers, which its Service has too. */
  readonly process: string;
  readonly port: NamedPort;
}

/** The services that run in an environment, and what they are to each other. */
export interface Surroundings {
  /** By name. */
  readonly deployed: ReadonlyMap<string, ServiceDefinition>;
  /** The processes that call, by `process:port`. */
  readonly callers: ReadonlyMap<string, readonly string[]>;
  readonly declared: ReturnType<typeof declaredAmong>;
}

type Seen = readonly [services: readonly ServiceDefinition[], surroundings: Surroundings];

/** Of each environment the last few: as it is, as a change makes it, and both as the base has them. */
const lastSeen = new WeakMap<EnvironmentDefinition, readonly Seen[]>();
const mostSeen = 4;

/** The same object again as long as the same services run in the environment. */
export function surroundingsIn(environment: EnvironmentDefinition, services: readonly ServiceDefinition[]): Surroundings {
  const seen = lastSeen.get(environment) ?? [];
  const known = seen.find(([own]) => own.length === services.length && own.every((service, index) => service === services[index]));
  if (known !== undefined) return known[1];
  const written = new Map(services.map((service) => [service.name, service]));
  const deployed = new Map(services.map((service) => [service.name, besideForerunner(service, forerunnerOf(service, written))]));
  const surroundings = { deployed, callers: callersAmong(deployed), declared: declaredAmong(services) };
  lastSeen.set(environment, [[services, surroundings] as const, ...seen].slice(0, mostSeen));
  return surroundings;
}

/** Where services run, each as `environment/service`: by a release file, or by their initial release. */
export function deploymentsOf({ services, environments, releases }: Catalog): ReadonlySet<string> {
  const initial = services.filter(({ value }) => value.initialRelease !== undefined);
  return new Set([
    ...releases.map(({ environment, service }) => `${environment}/${service}`),
    ...environments.flatMap(({ value: environment }) =>
      initial.flatMap(({ value }) => (fitsInto(environment, value, services) ? [`${environment.name}/${value.name}`] : [])),
    ),
  ]);
}

/** Whom a service calls among those that are there. */
export function calleesOf(service: ServiceDefinition, deployed: ReadonlyMap<string, ServiceDefinition>): readonly Callee[] {
  return (service.calls ?? []).map(parseCall).flatMap((call) => {
    const callee = deployed.get(call.service);
    const port = callee === undefined ? undefined : calledPort(callee, call);
    return port === undefined ? [] : [{ service: call.service, process: processName(call.service, call.worker), port }];
  });
}

/** The processes that call, by `process:port`. */
function callersAmong(deployed: ReadonlyMap<string, ServiceDefinition>): ReadonlyMap<string, readonly string[]> {
  const callers = new Map<string, string[]>();
  for (const service of deployed.values()) {
    for (const { process, port } of calleesOf(service, deployed)) {
      const known = callers.get(`${process}:${port.name}`) ?? [];
      callers.set(`${process}:${port.name}`, known);
      known.push(...processNames(service));
    }
  }
  return callers;
}

/** The names of all that runs of a service: what its pods have as label `app`. */
export function processNames({
  name,
  main,
  workers,
  jobs,
}: Pick<ServiceDefinition, 'name' | 'main' | 'workers' | 'jobs'>): readonly string[] {
  return [...(main === 'none' ? [] : [name]), ...Object.keys({ ...workers, ...jobs }).map((own) => processName(name, own))];
}

/** The name of a process: that of the service for the main one. */
export function processName(service: string, process: string | undefined): string {
  return process === undefined ? service : `${service}-${process}`;
}

/**
 * A service as it runs beside its forerunner: the edge publishes that one, so that no request meets a pod that is not there; and its jobs
 * are run by one of both, the forerunner as long as it has any.
 */
export function besideForerunner(service: ServiceDefinition, forerunner: ServiceDefinition | undefined): ServiceDefinition {
  if (forerunner === undefined) return service;
  const { route: _, jobs, ...rest } = service;
  const keepsJobs = Object.keys(forerunner.jobs ?? {}).length > 0;
  return { ...rest, ...(jobs !== undefined && !keepsJobs && { jobs }) };
}
