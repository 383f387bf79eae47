import { type Answering, type NamedPort, portsOf } from './ports.ts';

/**
 * `financial-service` is its gRPC port, or the only one; `print-spooler:http` names one. `desk-suite.socket` is one of its worker
 * `socket`, which has ports of its own.
 */
export type Call = string | { readonly to: string /** It may be missing in an environment: the caller copes. */; readonly optional: true };

/** The variable that carries the address of a port of a process: `FINANCIAL_SERVICE_GRPC_ENDPOINT`. */
export function endpointVariable(process: string, port: Pick<NamedPort, 'name'>): string {
  return `${variableName(process)}_${variableName(port.name)}_ENDPOINT`;
}

/** A name as part of a variable: `sales-service` gives `SALES_SERVICE`. */
export function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** A call taken apart. */
export interface ParsedCall {
  readonly service: string;
  /** Undefined: the main process. */
  readonly worker: string | undefined;
  readonly port: string | undefined;
  readonly optional: boolean;
}

/** Takes a call apart. */
export function parseCall(call: Call): ParsedCall {
  const to = typeof call === 'string' ? call : call.to;
  const [process, port] = halves(to, ':');
  const [service = '', worker] = halves(process ?? '', '.');
  return { service, worker, port, optional: typeof call !== 'string' };
}

/** A port as a call names it: `print-spooler:http`, `desk-suite.socket:http`. */
export function callTo(service: string, worker: string | undefined, port?: string): string {
  return `${service}${worker === undefined ? '' : `.${worker}`}${port === undefined ? '' : `:${port}`}`;
}

/** The port of a callee that a call means; undefined where it has none of that name, or several that could be meant. */
export function calledPort(callee: Answering, { worker, port }: Pick<ParsedCall, 'worker' | 'port'>): NamedPort | undefined {
  const ports = portsOf(callee, worker);
  if (port !== undefined) return ports.find(({ name }) => name === port);
  const spoken = ports.filter(({ protocol }) => protocol === 'grpc');
  return spoken.length === 1 ? spoken[0] : ports.length === 1 ? ports[0] : undefined;
}

function halves(text: string, sign: string): readonly [before: string, after?: string] {
  const index = text.indexOf(sign);
  return index === -1 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
