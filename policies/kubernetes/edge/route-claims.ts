import type { Manifest, World } from '../../model.ts';
import { asFields, at, listAt, textAt } from '../fields.ts';
import { hostnamesOf, listenersNamed, parentsOf } from './gateways.ts';

/** One combination of entrance, host and path that a route takes for itself. */
export interface Claim {
  /** Equal keys compete for the same requests. */
  readonly key: string;
  /** Host and path in quotes, for messages. */
  readonly title: string;
  readonly path: string;
}

/** What an HTTPRoute or an Ingress claims. Matches with more conditions (method, headers, query) compete only with their like. */
export function claimsOf(route: Manifest, world: World): readonly Claim[] {
  return route.kind === 'Ingress' ? ingressClaims(route) : routeClaims(route, world);
}

function routeClaims(route: Manifest, world: World): readonly Claim[] {
  const entrances = entrancesOf(route, world);
  return listAt(route.fields, 'spec', 'rules').flatMap((rule, index) => {
    const matches = listAt(rule, 'matches');
    // No match at all means every path.
    const conditions =
      matches.length === 0
        ? [{ match: undefined, path: `spec.rules[${index}]` }]
        : matches.map((match, place) => ({ match, path: `spec.rules[${index}].matches[${place}]` }));
    return conditions.flatMap(({ match, path }) => {
      const value = trimmed(textAt(match, 'path', 'value') ?? '/');
      const type = textAt(match, 'path', 'type') ?? 'PathPrefix';
      const { path: _path, ...others } = asFields(match) ?? {};
      return entrances.map(({ entrance, host }) => ({
        key: JSON.stringify([entrance, host, type, value, others]),
        title: `"${host}${value}"`,
        path,
      }));
    });
  });
}

/** Each listener with each host: those of the route, else the listener's own. */
function entrancesOf(route: Manifest, world: World): readonly { readonly entrance: string; readonly host: string }[] {
  const hostnames = hostnamesOf(route);
  return parentsOf(route).flatMap((parent) => {
    const gateway = world.find(parent.kind, parent.namespace, parent.name);
    const listeners = gateway === undefined ? [] : listenersNamed(gateway, parent);
    const sections = listeners.length === 0 ? [{ name: parent.section ?? '', hostname: undefined }] : listeners;
    return sections.flatMap(({ name, hostname }) => {
      const hosts = hostnames.length === 0 ? [hostname ?? '*'] : hostnames;
      return hosts.map((host) => ({ entrance: `${parent.kind}/${parent.namespace}/${parent.name}/${name}`, host }));
    });
  });
}

function ingressClaims(ingress: Manifest): readonly Claim[] {
  if (ingress.annotations['nginx.ingress.kubernetes.io/canary'] === 'true') return [];
  const className = textAt(ingress.fields, 'spec', 'ingressClassName') ?? ingress.annotations['kubernetes.io/ingress.class'] ?? '';
  return listAt(ingress.fields, 'spec', 'rules').flatMap((rule, index) =>
    listAt(rule, 'http', 'paths').map((entry, place) => {
      const host = textAt(rule, 'host') ?? '*';
      const value = trimmed(textAt(entry, 'path') ?? '/');
      const key = JSON.stringify(['Ingress', className, host, at(entry, 'pathType'), value]);
      return { key, title: `"${host}${value}"`, path: `spec.rules[${index}].http.paths[${place}].path` };
    }),
  );
}

/** A prefix means the same with and without a slash at its end. */
function trimmed(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
