import type { Entry } from '../../entry.ts';
import { metricsPort } from '../../service/defaults.ts';
import { type Port, portsOf } from '../../service/ports.ts';
import { ingressName, type Route, routedPort, routeName, routePath, writtenRoutes } from '../../service/routes.ts';
import type { ServiceDefinition, Worker } from '../../service/service.ts';
import { processName } from '../../surroundings.ts';
import { at, type CatalogProblem, keyAt, label, problem, type Spot, unknownName, unless } from '../problem.ts';

/** A name of a port: `Port names must be no more than 15 characters` (Kubernetes 1.35, `ValidatePortName`). */
const portName = /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/;
/** What the first word of a port's name says that is spoken there: clients and proxies go by it. */
const protocolsOf: Readonly<Record<string, readonly Port['protocol'][]>> = {
  http: ['http'],
  https: ['tcp'],
  grpc: ['grpc'],
  tcp: ['tcp'],
  udp: ['udp'],
};
/** The longest suffix that a name gets is `-secrets`, and a Deployment's pods add 17 characters of 63. */
export const longestName = 45;

/** What is wrong with the ports of a service and of its workers. */
export function portProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { ports = {}, main, workers = {} } = entry.value;
  return [
    ...portsProblems(entry, undefined, ports),
    ...Object.entries(workers).flatMap(([name, worker]) => portsProblems(entry, name, worker.ports ?? {})),
    ...unless(
      main !== 'none' || Object.keys(ports).length === 0,
      keyAt(entry, 'ports'),
      'The service has ports, but no process that answers at them (main: none).',
      'Remove the ports, give them to a worker, or remove main.',
    ),
    ...sharedNames(entry),
  ];
}

/** Of one process: the ports that its part of the file says. */
function portsProblems(entry: Entry<ServiceDefinition>, worker: string | undefined, ports: Readonly<Record<string, Port>>) {
  const place = worker === undefined ? ['ports'] : ['workers', worker, 'ports'];
  const numbers = Map.groupBy(portsOf(entry.value, worker), ({ number }) => number);
  return [
    ...Object.entries(ports).flatMap(([name, { number, protocol }]) => [
      ...misnamed(keyAt(entry, ...place, name), name, protocol),
      ...unless(
        portName.test(name) && !name.includes('--'),
        keyAt(entry, ...place, name),
        `"${name}" is no name for a port.`,
        'Use at most 15 lower-case letters, digits and single hyphens, with a letter among them.',
      ),
      ...unless(
        name !== metricsPort.name && number !== metricsPort.number,
        at(entry, ...place, name, 'number'),
        `The port "${name}" (${number}) is in the way of the metrics, which every process shows at ${metricsPort.number} as "${metricsPort.name}".`,
        'Choose another name and number; metrics need no word in the file.',
      ),
      ...unless(
        number > 1023 && number < 65536,
        at(entry, ...place, name, 'number'),
        `The port "${name}" is ${number}: a process without rights listens from 1024 to 65535.`,
        'Choose a number from 1024 on; the Service gives HTTP port 80.',
      ),
    ]),
    ...[...numbers].flatMap(([number, same]) =>
      unless(
        same.length === 1,
        at(entry, ...place, same.at(-1)?.name ?? '', 'number'),
        `The ports ${same.map(({ name }) => `"${name}"`).join(' and ')} have the same number ${number}.`,
        'Give each a number of its own.',
      ),
    ),
  ];
}

/** A port whose name says another protocol than the port does. */
function misnamed(spot: Spot, name: string, protocol: Port['protocol']): CatalogProblem[] {
  const [word = ''] = name.split('-');
  const fitting = Object.hasOwn(protocolsOf, word) ? protocolsOf[word] : undefined;
  return unless(
    fitting?.includes(protocol) !== false,
    spot,
    `The port "${name}" speaks ${protocol}, and its name says ${word}.`,
    `Write protocol: '${fitting?.[0] ?? ''}', or give the port another name.`,
  );
}

/** Services of processes that would have one name: a worker `grpc` that answers, and the main process that answers by gRPC. */
function sharedNames(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { name, main, workers = {}, volumes = {} } = entry.value;
  const names = [undefined, ...Object.keys(workers)].flatMap((worker) => {
    const ports = portsOf(entry.value, worker);
    const own = processName(name, worker);
    const hasDisk = worker === undefined && main !== 'none' && Object.values(volumes).some((volume) => 'disk' in volume);
    return [
      ...(ports.length > 0 ? [own] : []),
      ...(ports.some(({ protocol }) => protocol === 'grpc') ? [`${own}-grpc`] : []),
      ...(hasDisk ? [`${own}-pods`] : []),
    ].map((service) => ({ service, worker }));
  });
  return names.flatMap(({ service, worker }, index) => {
    if (worker === undefined || !names.slice(0, index).some((other) => other.service === service)) return [];
    const message = `Two Services of "${name}" would be called "${service}": what one process answers at, and the worker "${worker}".`;
    return [problem(keyAt(entry, 'workers', worker), message, 'Give the worker another name.')];
  });
}

/** What is wrong with the routes of a service by themselves. */
export function routeProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const service = entry.value;
  return writtenRoutes(service).flatMap((route, index) => {
    const spot = at(entry, ...routePath(service, index));
    return [
      ...unless(
        /^(\/(?!\.{1,2}(\/|$))[a-z0-9._-]+)+$/.test(route.path) || (route.path === '/' && route.host !== undefined),
        spot,
        route.path === '/' ? 'The route "/" takes the whole host of the API.' : `The route "${route.path}" is no path prefix.`,
        route.path === '/'
          ? 'Write it as /name, or give the route a host of its own.'
          : 'Write it as /name, in lower case, without a slash at the end.',
      ),
      ...unless(
        route.host === undefined || (label.test(route.host) && route.host.length <= 30),
        spot,
        `The host "${route.host ?? ''}" is no DNS label of at most 30 characters.`,
        'Write its first label only, such as shop: the domain is the environment\u2019s.',
      ),
      ...(routedPort(service, route) === undefined ? unrouted(spot, service, route) : []),
      ...sharedRoutes(spot, service, index),
    ];
  });
}

/** A route that leads nowhere. */
function unrouted(spot: Spot, service: ServiceDefinition, { path, worker, port }: Route): CatalogProblem[] {
  const { workers = {} } = service;
  if (worker !== undefined && !Object.hasOwn(workers, worker))
    return unknownName(
      spot,
      `The route "${path}" leads to the worker "${worker}", but no worker has that name.`,
      worker,
      Object.keys(workers),
    );
  const who = worker === undefined ? 'the service' : `the worker "${worker}"`;
  return [
    problem(
      spot,
      `The route "${path}" leads to ${port === undefined ? 'an http port' : `the http port "${port}"`}, which ${who} does not have.`,
      `Name one of its http ports: ${httpPorts(service, worker)}.`,
    ),
  ];
}

/** Routes of two kinds whose objects would have one name: of the host `streams`, and those of the API that stay open. */
function sharedRoutes(spot: Spot, service: ServiceDefinition, index: number): CatalogProblem[] {
  const routes = writtenRoutes(service).map(({ host, prefix, streams = false }) => ({ host, strip: prefix !== 'keep', streams }));
  const own = routes[index];
  const other = routes
    .slice(0, index)
    .find(
      (before) =>
        own !== undefined &&
        ((before.host !== own.host && routeName(service.name, before) === routeName(service.name, own)) ||
          ((before.host !== own.host || before.streams !== own.streams) &&
            ingressName(service.name, before) === ingressName(service.name, own))),
    );
  if (own === undefined || other === undefined) return [];
  const host = own.host ?? other.host ?? '';
  return [problem(spot, `Two routes would be objects of one name, because of the host "${host}".`, 'Choose another first label.')];
}

/** What is wrong with the processes of a service. */
export function processProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { name, main, workers = {}, jobs = {} } = entry.value;
  return [
    ...unless(
      main !== 'none' || Object.keys({ ...workers, ...jobs }).length > 0,
      at(entry, 'main'),
      'Nothing of the service runs: it has neither a main process, nor workers, nor jobs.',
      'Remove main, or add workers or jobs.',
    ),
    ...Object.keys(jobs)
      .filter((job) => workers[job] !== undefined)
      .map((job) => problem(keyAt(entry, 'jobs', job), `"${job}" is the name of a worker and of a job.`, 'Change one of them.')),
    ...Object.keys({ ...workers, ...jobs }).flatMap((worker) =>
      unless(
        label.test(worker) && processName(name, worker).length <= longestName,
        keyAt(entry, workers[worker] === undefined ? 'jobs' : 'workers', worker),
        `The name "${worker}" of a worker or job is no DNS label, or too long: "${processName(name, worker)}" may have ${longestName} characters.`,
        'Use lower-case letters, digits and hyphens, starting with a letter.',
      ),
    ),
    ...Object.entries(workers).flatMap(([worker, own]) => bodyProblems(entry, worker, own)),
  ];
}

/** A limit that would count for nothing: the edge has one for all routes of a service. */
function bodyProblems(entry: Entry<ServiceDefinition>, worker: string, { settings, environments = {} }: Worker): CatalogProblem[] {
  const places = [
    { path: ['settings'], own: settings },
    ...Object.entries(environments).map(([name, own]) => ({ path: ['environments', name], own })),
  ];
  return places.flatMap(({ path, own }) =>
    unless(
      own?.maxBodySize === undefined,
      keyAt(entry, 'workers', worker, ...path, 'maxBodySize'),
      `The worker "${worker}" has a maxBodySize of its own, and the edge has one for all routes of a service.`,
      'Write it in settings, or environments, of the service.',
    ),
  );
}

function httpPorts(service: ServiceDefinition, worker: string | undefined): string {
  const names = portsOf(service, worker).flatMap(({ name, protocol }) => (protocol === 'http' ? [name] : []));
  return names.length === 0 ? 'there is none, so add one to ports' : names.join(', ');
}
