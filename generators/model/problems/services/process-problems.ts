import type { Entry } from '../../entry.ts';
import { metricsPort } from '../../service/defaults.ts';
import { portsOf } from '../../service/ports.ts';
import { routedPort, routePath, writtenRoutes } from '../../service/routes.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { processName } from '../../surroundings.ts';
import { at, type CatalogProblem, keyAt, label, problem, unless } from '../problem.ts';

/** A name of a port: `Port names must be no more than 15 characters` (Kubernetes 1.35, `ValidatePortName`). */
const portName = /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/;
/** The longest suffix that a name gets is `-secrets`, and a Deployment's pods add 17 characters of 63. */
export const longestName = 45;

/** What is wrong with the ports of a service. */
export function portProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const { ports = {}, main } = entry.value;
  const numbers = Map.groupBy(portsOf(entry.value), ({ number }) => number);
  return [
    ...Object.entries(ports).flatMap(([name, { number }]) => [
      ...unless(
        portName.test(name) && !name.includes('--'),
        keyAt(entry, 'ports', name),
        `"${name}" is no name for a port.`,
        'Use at most 15 lower-case letters, digits and single hyphens, with a letter among them.',
      ),
      ...unless(
        name !== metricsPort.name && number !== metricsPort.number,
        at(entry, 'ports', name, 'number'),
        `The port "${name}" (${number}) is in the way of the metrics, which every process shows at ${metricsPort.number} as "${metricsPort.name}".`,
        'Choose another name and number; metrics need no word in the file.',
      ),
      ...unless(
        number > 1023 && number < 65536,
        at(entry, 'ports', name, 'number'),
        `The port "${name}" is ${number}: a process without rights listens from 1024 to 65535.`,
        'Choose a number from 1024 on; the Service gives HTTP port 80.',
      ),
    ]),
    ...[...numbers].flatMap(([number, same]) =>
      unless(
        same.length === 1,
        at(entry, 'ports', same.at(-1)?.name ?? '', 'number'),
        `The ports ${same.map(({ name }) => `"${name}"`).join(' and ')} have the same number ${number}.`,
        'Give each a number of its own.',
      ),
    ),
    ...unless(
      main !== 'none' || Object.keys(ports).length === 0,
      keyAt(entry, 'ports'),
      'The service has ports, but no process that answers at them (main: none).',
      'Remove the ports, or main.',
    ),
  ];
}

/** What is wrong with the routes of a service by themselves. */
export function routeProblems(entry: Entry<ServiceDefinition>): CatalogProblem[] {
  const service = entry.value;
  return writtenRoutes(service).flatMap((route, index) => {
    const spot = at(entry, ...routePath(service, index));
    return [
      ...unless(
        /^(\/[a-z0-9-]+)+$/.test(route.path) || (route.path === '/' && route.host !== undefined),
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
      ...(routedPort(service, route) === undefined
        ? [
            problem(
              spot,
              `The route "${route.path}" leads to ${route.port === undefined ? 'an http port' : `the http port "${route.port}"`}, which the service does not have.`,
              `Name one of its http ports: ${httpPorts(service)}.`,
            ),
          ]
        : []),
    ];
  });
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
  ];
}

function httpPorts(service: ServiceDefinition): string {
  const names = portsOf(service).flatMap(({ name, protocol }) => (protocol === 'http' ? [name] : []));
  return names.length === 0 ? 'there is none, so add one to ports' : names.join(', ');
}
