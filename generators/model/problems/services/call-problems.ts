import type { Entry } from '../../entry.ts';
import { calledPort, callTo, endpointVariable, type ParsedCall, parseCall } from '../../service/calls.ts';
import { allPortsOf, portsOf } from '../../service/ports.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { processName, processNames } from '../../surroundings.ts';
import { at, type CatalogProblem, problem, type Spot, unknownName } from '../problem.ts';

/** What of the catalog the calls of a service are held against. */
export interface CallScope {
  readonly services: ReadonlyMap<string, ServiceDefinition>;
  readonly environments: readonly string[];
  /** `environment/service` */
  readonly deployed: ReadonlySet<string>;
}

/** What is wrong with the calls of a service, given all others. */
export function callProblems(entry: Entry<ServiceDefinition>, scope: CallScope): CatalogProblem[] {
  const { name, calls = [] } = entry.value;
  const { services } = scope;
  const known = new Map<string, string>();
  return calls.map(parseCall).flatMap((call, index) => {
    const spot = at(entry, 'calls', index);
    if (call.service === name && isAlone(entry.value))
      return [problem(spot, 'The service calls itself, and never has a second pod that it could mean.', 'Remove it from calls.')];
    const callee = services.get(call.service);
    if (callee === undefined)
      return unknownName(spot, `The service calls "${call.service}", but no service has that name.`, call.service, [...services.keys()]);
    const port = calledPort(callee, call);
    if (port === undefined) return portProblems(spot, callee, call);
    const place = callTo(callee.name, call.worker, port.name);
    const variable = endpointVariable(processName(callee.name, call.worker), port);
    const other = known.get(variable);
    known.set(variable, other ?? place);
    if (other === place) return [problem(spot, `The service calls "${place}" twice.`, 'Remove one of them.')];
    if (other !== undefined)
      return [
        problem(spot, `The addresses of "${other}" and "${place}" would both be ${variable}.`, 'Change the name of one of the ports.'),
      ];
    return call.optional ? [] : missing(entry, spot, call, scope);
  });
}

/** Whether it is one process of one pod: pods of one process, too, find each other by a call of their own. */
function isAlone(service: ServiceDefinition): boolean {
  const { scale } = service.settings ?? {};
  return processNames(service).length === 1 && scale !== undefined && 'single' in scale;
}

function portProblems(spot: Spot, callee: ServiceDefinition, { worker, port }: ParsedCall): CatalogProblem[] {
  const { name, workers = {} } = callee;
  const called = callTo(name, worker);
  if (worker !== undefined && !Object.hasOwn(workers, worker)) {
    const all = allPortsOf(callee).map((known) => callTo(name, known.worker, known.port.name));
    return unknownName(spot, `The service calls "${called}", but "${name}" has no such worker.`, callTo(name, worker, port), all);
  }
  const choices = portsOf(callee, worker).map((known) => callTo(name, worker, known.name));
  const others = allPortsOf(callee).map((known) => callTo(name, known.worker, known.port.name));
  if (choices.length === 0) {
    const fix = others.length === 0 ? `Give "${called}" a port, or remove the call.` : `Write ${others.join(' or ')}, or give it a port.`;
    return [problem(spot, `The service calls "${called}", which answers nobody.`, fix)];
  }
  if (port === undefined)
    return [
      problem(
        spot,
        `The service calls "${called}", which has several ports that could be meant.`,
        `Name the port: ${choices.join(' or ')}.`,
      ),
    ];
  return [problem(spot, `The service calls "${callTo(name, worker, port)}", but it has no such port.`, `Write ${choices.join(' or ')}.`)];
}

/** Where the caller is and the callee is not: the caller would wait for an address that it does not get. */
function missing(
  entry: Entry<ServiceDefinition>,
  spot: Spot,
  { service: callee, worker, port }: ParsedCall,
  { environments, deployed }: CallScope,
): CatalogProblem[] {
  return environments
    .filter((environment) => deployed.has(`${environment}/${entry.value.name}`) && !deployed.has(`${environment}/${callee}`))
    .map((environment) =>
      problem(
        spot,
        `The service calls "${callee}", which is not deployed in ${environment}.`,
        `Release "${callee}" there first, or write { to: '${callTo(callee, worker, port)}', optional: true } where the caller copes without it.`,
      ),
    );
}
