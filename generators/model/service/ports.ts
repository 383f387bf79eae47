/** What is spoken on a port. It decides the probe, the `appProtocol` and the shape of the address that callers get. */
export type Protocol = 'http' | 'grpc' | 'tcp' | 'udp';

/** One port at which a service answers. Its name is the key: at most 15 characters, lower case. */
export interface Port {
  readonly number: number;
  readonly protocol: Protocol;
  /** The companion that listens; absent: the main container. */
  readonly in?: string;
}

/** A port and the name by which routes, calls and Services know it. */
export interface NamedPort extends Port {
  readonly name: string;
}

/** Where every service answers unless its file says otherwise, and where it shows its metrics in any case (manual 2.4). */
export const housePorts: Readonly<Record<string, Port>> = {
  http: { number: 8000, protocol: 'http' },
  grpc: { number: 50051, protocol: 'grpc' },
};

/** The ports of a service in the order of its file; none where nothing of it runs for ever. */
export function portsOf({
  ports,
  main,
}: {
  readonly ports?: Readonly<Record<string, Port>>;
  readonly main?: unknown;
}): readonly NamedPort[] {
  return Object.entries(ports ?? (main === 'none' ? {} : housePorts)).map(([name, port]) => ({ name, ...port }));
}

/** The port of the Service: HTTP is at 80 (manual 2.5), everything else at the number of the container. */
export function servedAt({ name, number, protocol }: NamedPort): number {
  return protocol === 'http' && name === 'http' ? 80 : number;
}

/** The transport below a protocol, as Kubernetes names it. */
export function transport({ protocol }: Pick<Port, 'protocol'>): 'TCP' | 'UDP' {
  return protocol === 'udp' ? 'UDP' : 'TCP';
}
