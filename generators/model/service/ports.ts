/** What is spoken on a port. It decides the probe, the `appProtocol` and the shape of the address that callers get. */
export type Protocol = 'http' | 'grpc' | 'tcp' | 'udp';

/** One port at which a service answers. Its name is the key: at most 15 characters, lower case. */
export interface Port {
  readonly number: number;
  readonly protocol: Protocol;
  /** The companion that listens; absent: the main container. */
  readonly in?: string;
}

/** One port at which a worker answers: as one of the service, but always of its own container. */
export type WorkerPort = Omit<Port, 'in'>;

/** A port and the name by which routes, calls and Services know it. */
export interface NamedPort extends Port {
  readonly name: string;
}

/** Where every service answers unless its file says otherwise, and where it shows its metrics in any case (manual 2.4). */
export const housePorts: Readonly<Record<string, Port>> = {
  http: { number: 8000, protocol: 'http' },
  grpc: { number: 50051, protocol: 'grpc' },
};

/** What of a service file says where it answers. */
export interface Answering {
  readonly ports?: Readonly<Record<string, Port>>;
  readonly main?: unknown;
  readonly workers?: Readonly<Record<string, { readonly ports?: Readonly<Record<string, WorkerPort>> }>>;
}

/** The ports of the main process of a service, or of one of its workers, in the order of the file; none where it answers nobody. */
export function portsOf({ ports, main, workers = {} }: Answering, worker?: string): readonly NamedPort[] {
  const house = main === 'none' ? {} : housePorts;
  const own = worker === undefined ? (ports ?? house) : Object.hasOwn(workers, worker) ? (workers[worker]?.ports ?? {}) : {};
  return Object.entries(own).map(([name, port]) => ({ name, ...port }));
}

/** All ports of a service, each with the worker that answers; without one it is the main process. */
export function allPortsOf(service: Answering): readonly { readonly worker: string | undefined; readonly port: NamedPort }[] {
  return [undefined, ...Object.keys(service.workers ?? {})].flatMap((worker) => portsOf(service, worker).map((port) => ({ worker, port })));
}

/** The port of the Service: HTTP is at 80 (manual 2.5), everything else at the number of the container. */
export function servedAt({ name, number, protocol }: NamedPort): number {
  return protocol === 'http' && name === 'http' ? 80 : number;
}

/** The transport below a protocol, as Kubernetes names it. */
export function transport({ protocol }: Pick<Port, 'protocol'>): 'TCP' | 'UDP' {
  return protocol === 'udp' ? 'UDP' : 'TCP';
}
