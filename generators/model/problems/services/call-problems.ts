import type { Entry } from '../../entry.ts';
import { calledPort, endpointVariable, parseCall } from '../../service/calls.ts';
import { portsOf } from '../../service/ports.ts';
import type { ServiceDefinition } from '../../service/service.ts';
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
    if (call.service === name) return [problem(spot, 'The service calls itself.', 'Remove it from calls.')];
    const callee = services.get(call.service);
    if (callee === undefined)
      return unknownName(spot, `The service calls "${call.service}", but no service has that name.`, call.service, [...services.keys()]);
    const port = calledPort(callee, call);
    if (port === undefined) return [portProblem(spot, callee, call.port)];
    const [place, variable] = [`${callee.name}:${port.name}`, endpointVariable(callee.name, port)];
    const other = known.get(variable);
    known.set(variable, other ?? place);
    if (other === place) return [problem(spot, `The service calls "${place}" twice.`, 'Remove one of them.')];
    if (other !== undefined)
      return [
        problem(spot, `The addresses of "${other}" and "${place}" would both be ${variable}.`, 'Change the name of one of the ports.'),
      ];
    return call.optional ? [] : missing(entry, spot, callee, scope);
  });
}

function portProblem(entry: Spot, callee: ServiceDefinition, port: string | undefined): CatalogProblem {
  const ports = portsOf(callee).map((known) => known.name);
  if (ports.length === 0)
    return problem(entry, `The service calls "${callee.name}", which answers nobody.`, `Give "${callee.name}" a port, or remove the call.`);
  const choices = ports.map((known) => `${callee.name}:${known}`).join(' or ');
  if (port === undefined)
    return problem(entry, `The service calls "${callee.name}", which has several ports that could be meant.`, `Name the port: ${choices}.`);
  return problem(entry, `The service calls "${callee.name}:${port}", but it has no such port.`, `Write ${choices}.`);
}

/** Where the caller is and the callee is not: the caller would wait for an address that it does not get. */
function missing(
  entry: Entry<ServiceDefinition>,
  spot: Spot,
  callee: ServiceDefinition,
  { environments, deployed }: CallScope,
): CatalogProblem[] {
  return environments
    .filter((environment) => deployed.has(`${environment}/${entry.value.name}`) && !deployed.has(`${environment}/${callee.name}`))
    .map((environment) =>
      problem(
        spot,
        `The service calls "${callee.name}", which is not deployed in ${environment}.`,
        `Release "${callee.name}" there first, or write { to: '${callee.name}', optional: true } where the caller copes without it.`,
      ),
    );
}
