import { type Answering, type NamedPort, portsOf } from './ports.ts';

/** A stop at the edge: a path of the environment's API host, or of a host of its own. */
export interface Route {
  /** First label of a host beside the API's (`shop` gives `shop.erp.example.com`); absent: the host of the API. */
  readonly host?: string;
  /** Prefix of the paths; `/` for all of a host. */
  readonly path: `/${string}`;
  /** `keep` hands on the path as it came; absent or `strip`: the service sees it without the prefix. */
  readonly prefix?: 'strip' | 'keep';
  /** The worker that answers, which has ports of its own; absent: the main process. */
  readonly worker?: string;
  /** Name of an http port; absent: the first. */
  readonly port?: string;
  /** Requests stay open as long as both sides wish: web sockets, events that the server sends. No body and no time is limited. */
  readonly streams?: true;
}

/** A route with everything said. */
export interface ResolvedRoute {
  readonly host: string | undefined;
  readonly path: `/${string}`;
  readonly strip: boolean;
  readonly worker: string | undefined;
  readonly port: NamedPort;
  readonly streams: boolean;
}

/** What of a service file its routes depend on. */
interface Routed extends Answering {
  readonly route?: `/${string}` | Route | readonly Route[];
}

/** The routes of a service as its file has them, each as an object. */
export function writtenRoutes({ route }: Routed): readonly Route[] {
  if (route === undefined) return [];
  if (typeof route === 'string') return [{ path: route }];
  return Array.isArray(route) ? route : [route as Route];
}

/** Where the file says a route: `route`, or one of its list. */
export function routePath({ route }: Routed, index: number): readonly (string | number)[] {
  return Array.isArray(route) ? ['route', index] : ['route'];
}

/** The port of a route; undefined where the service has no such http port. */
export function routedPort(service: Routed, { worker, port }: Route): NamedPort | undefined {
  return portsOf(service, worker).find(({ name, protocol }) => protocol === 'http' && (port === undefined || name === port));
}

/** The routes of a service; those without a port are mistakes, told elsewhere, and left out. */
export function routesOf(service: Routed): readonly ResolvedRoute[] {
  return writtenRoutes(service).flatMap((route) => {
    const port = routedPort(service, route);
    if (port === undefined) return [];
    const { host, path, prefix, worker, streams = false } = route;
    return [{ host, path, strip: prefix !== 'keep', worker, port, streams }];
  });
}

/** Name of the object that holds a route of a service at the Gateway. */
export function routeName(service: string, { host, streams }: Pick<ResolvedRoute, 'host' | 'streams'>): string {
  return [service, ...(host === undefined ? [] : [host]), ...(streams ? ['streams'] : [])].join('-');
}

/** Name of the Ingress that holds it. */
export function ingressName(service: string, { strip, streams, host }: Pick<ResolvedRoute, 'host' | 'strip' | 'streams'>): string {
  return [routeName(service, { host, streams: false }), ...(strip ? [] : ['keep']), ...(streams ? ['streams'] : []), 'ingress'].join('-');
}

/** A host beside the one of the API: `api.dev.erp.example.com` and `shop` give `shop.dev.erp.example.com`. */
export function ownHost({ host }: { readonly host: string }, label: string): string {
  return `${label}${host.slice(host.indexOf('.'))}`;
}

/** Secret of the certificate of a host beside the one of the API. */
export function ownTlsSecret(label: string): string {
  return `${label}-erp-tls`;
}

/** The labels of the hosts beside the API's that some services have, sorted. */
export function ownHosts(services: readonly Routed[]): readonly string[] {
  return [...new Set(services.flatMap((service) => routesOf(service).flatMap(({ host }) => host ?? [])))].sort();
}
