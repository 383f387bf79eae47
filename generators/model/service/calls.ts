import { type NamedPort, type Port, portsOf } from './ports.ts';

/** `financial-service` is its gRPC port, or the only one; `print-spooler:http` names one. */
export type Call = string | { readonly to: string /** It may be missing in an environment: the caller copes. */; readonly optional: true };

/** The variable that carries the address of a port: `FINANCIAL_SERVICE_GRPC_ENDPOINT`. */
export function endpointVariable(service: string, port: Pick<NamedPort, 'name'>): string {
  return `${variableName(service)}_${variableName(port.name)}_ENDPOINT`;
}

/** A name as part of a variable: `sales-service` gives `SALES_SERVICE`. */
export function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** A call taken apart. */
export interface ParsedCall {
  readonly service: string;
  readonly port: string | undefined;
  readonly optional: boolean;
}

/** Takes a call apart. */
export function parseCall(call: Call): ParsedCall {
  const to = typeof call === 'string' ? call : call.to;
  const colon = to.indexOf(':');
  const optional = typeof call !== 'string';
  return colon === -1 ? { service: to, port: undefined, optional } : { service: to.slice(0, colon), port: to.slice(colon + 1), optional };
}

/** The port of a callee that a call means; undefined where it has none of that name, or several that could be meant. */
export function calledPort(
  callee: { readonly ports?: Readonly<Record<string, Port>>; readonly main?: unknown },
  { port }: Pick<ParsedCall, 'port'>,
): NamedPort | undefined {
  const ports = portsOf(callee);
  if (port !== undefined) return ports.find(({ name }) => name === port);
  const spoken = ports.filter(({ protocol }) => protocol === 'grpc');
  return spoken.length === 1 ? spoken[0] : ports.length === 1 ? ports[0] : undefined;
}
