import type { Fields, Manifest, World } from '../../model.ts';
import { asFields, asText, at, listAt, numberAt, textAt } from '../fields.ts';
import { findInCluster } from '../objects.ts';
import { labelSelector, matches } from '../selectors.ts';

/** One `parentRefs` entry of a route (Gateway API). */
export interface ParentReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly section: string | undefined;
  readonly port: number | undefined;
  readonly path: string;
}

/** One listener of a Gateway. */
export interface Listener {
  readonly gateway: Manifest;
  readonly name: string;
  readonly hostname: string | undefined;
  readonly fields: Fields;
}

/** The kinds of routes that attach to a Gateway, with the listener protocols that carry them. */
export const routeProtocols: Readonly<Record<string, readonly string[]>> = {
  HTTPRoute: ['HTTP', 'HTTPS'],
  GRPCRoute: ['HTTP', 'HTTPS'],
  TLSRoute: ['TLS'],
  TCPRoute: ['TCP', 'TLS'],
  UDPRoute: ['UDP'],
};

/** The parents of a route; the kind defaults to Gateway and the namespace to the route's. */
export function parentsOf(route: Manifest): readonly ParentReference[] {
  return listAt(route.fields, 'spec', 'parentRefs').flatMap((parent, index) => {
    const name = textAt(parent, 'name');
    if (name === undefined) return [];
    return [
      {
        kind: textAt(parent, 'kind') ?? 'Gateway',
        namespace: textAt(parent, 'namespace') ?? route.namespace,
        name,
        section: textAt(parent, 'sectionName'),
        port: numberAt(parent, 'port'),
        path: `spec.parentRefs[${index}]`,
      },
    ];
  });
}

/** The hostnames that a route asks for; none: all of its listener's. */
export function hostnamesOf(route: Manifest): readonly string[] {
  return listAt(route.fields, 'spec', 'hostnames').flatMap((item) => asText(item) ?? []);
}

/** The listeners of a Gateway that a parent reference names: all of them where it names no section and no port. */
export function listenersNamed(gateway: Manifest, parent: ParentReference): readonly Listener[] {
  return listAt(gateway.fields, 'spec', 'listeners').flatMap((value) => {
    const fields = asFields(value) ?? {};
    const name = textAt(fields, 'name') ?? '';
    if (parent.section !== undefined && parent.section !== name) return [];
    if (parent.port !== undefined && parent.port !== at(fields, 'port')) return [];
    return [{ gateway, name, hostname: textAt(fields, 'hostname') || undefined, fields }];
  });
}

/** Whether a listener lets routes of that kind attach: by its protocol, and by `allowedRoutes.kinds`. */
export function allowsKind(listener: Listener, kind: string): boolean {
  const kinds = listAt(listener.fields, 'allowedRoutes', 'kinds');
  if (kinds.length > 0) return kinds.some((item) => textAt(item, 'kind') === kind);
  return ((Object.hasOwn(routeProtocols, kind) ? routeProtocols[kind] : undefined) ?? []).includes(
    textAt(listener.fields, 'protocol') ?? '',
  );
}

/** Whether a listener lets routes of a namespace attach: its own by default, else all, or those whose labels are selected. */
export function allowsNamespace(listener: Listener, namespace: string, world: World): boolean {
  const namespaces = at(listener.fields, 'allowedRoutes', 'namespaces');
  switch (textAt(namespaces, 'from') ?? 'Same') {
    case 'All':
      return true;
    case 'Same':
      return namespace === listener.gateway.namespace;
    case 'Selector': {
      const selector = labelSelector(at(namespaces, 'selector'));
      const labels = { ...findInCluster(world, 'Namespace', namespace)?.labels, 'kubernetes.io/metadata.name': namespace };
      return selector !== undefined && matches(selector, labels);
    }
    default:
      return false;
  }
}

/** Whether a listener serves a hostname of a route; either may start with `*.`, which stands for one or more labels. */
export function servesHost(listener: Listener, hostname: string): boolean {
  return listener.hostname === undefined || covers(listener.hostname, hostname) || covers(hostname, listener.hostname);
}

function covers(pattern: string, hostname: string): boolean {
  return pattern.startsWith('*.') ? hostname.length >= pattern.length && hostname.endsWith(pattern.slice(1)) : pattern === hostname;
}
