import type { Manifest, Problem, World } from '../../model.ts';
import { fieldsAt, listAt, textAt } from '../fields.ts';
import { proxyFleets } from '../network/proxy-fleets.ts';
import { allowsNamespace, hostnamesOf, listenersNamed, parentsOf, routeProtocols } from './gateways.ts';

/** What a Gateway opens beyond its routes, and addresses that nothing gives it, as ends of sentences. */
export function listenerProblems(gateway: Manifest, world: World): readonly Problem[] {
  const routes = Object.keys(routeProtocols)
    .flatMap((kind) => world.ofKind(kind))
    .filter((route) => parentsOf(route).some((parent) => parent.namespace === gateway.namespace && parent.name === gateway.name));
  return [
    ...listAt(gateway.fields, 'spec', 'listeners').flatMap(openness),
    ...unnamed(gateway),
    ...addresses(gateway, world),
    ...(routes.length === 0 ? [] : listeners(gateway, routes, world)),
  ];
}

const nameLabel = 'kubernetes.io/metadata.name';

/** A listener that chooses namespaces by another label than one beside it, which chooses them by name: who sets that label comes in here alone. */
function unnamed({ fields }: Manifest): readonly Problem[] {
  const keys = listAt(fields, 'spec', 'listeners').map((item) => {
    const selector = fieldsAt(item, 'allowedRoutes', 'namespaces', 'selector');
    const expressions = listAt(selector, 'matchExpressions').flatMap((expression) => textAt(expression, 'key') ?? []);
    return { name: textAt(item, 'name') ?? '', keys: [...Object.keys(fieldsAt(selector, 'matchLabels')), ...expressions] };
  });
  const named = keys.find((item) => item.keys.includes(nameLabel));
  return keys.flatMap((item, index) =>
    named === undefined || item.keys.length === 0 || item.keys.includes(nameLabel)
      ? []
      : [
          {
            message: `chooses namespaces by "${item.keys.join('", "')}" at listener "${item.name}", and by name at listener "${named.name}"`,
            path: `spec.listeners[${index}].allowedRoutes.namespaces.selector`,
          },
        ],
  );
}

/** Envoy Gateway 1.9.0 makes `externalIPs` of them (internal/infrastructure/kubernetes/proxy/resource_provider.go), which no load balancer of AWS has. */
function addresses(gateway: Manifest, world: World): readonly Problem[] {
  if (!proxyFleets(world).some((fleet) => fleet.gateway === gateway && fleet.balancer !== undefined)) return [];
  return listAt(gateway.fields, 'spec', 'addresses').map((address, index) => ({
    message: `takes the address "${textAt(address, 'value') ?? ''}", which its load balancer does not have`,
    path: `spec.addresses[${index}]`,
  }));
}

function listeners(gateway: Manifest, routes: readonly Manifest[], world: World): readonly Problem[] {
  const used = new Set(routes.map(({ namespace }) => namespace));
  const declared = world.namespaces.filter((namespace) => namespace.declared).map(({ name }) => name);
  return listenersNamed(gateway, {
    kind: 'Gateway',
    namespace: gateway.namespace,
    name: gateway.name,
    section: undefined,
    port: undefined,
    path: '',
  }).flatMap((listener, index) => {
    const path = `spec.listeners[${index}]`;
    const chosen = textAt(listener.fields, 'allowedRoutes', 'namespaces', 'from') === 'Selector' && !selectsEverything(listener.fields);
    const strangers = chosen ? declared.filter((name) => !used.has(name) && allowsNamespace(listener, name, world)).sort() : [];
    const hosts = routes.flatMap(hostnamesOf).filter((host) => !host.startsWith('*'));
    return [
      ...(strangers.length === 0
        ? []
        : [
            {
              message: `lets routes of "${strangers.join('", "')}" onto listener "${listener.name}", where none of theirs is`,
              path: `${path}.allowedRoutes.namespaces`,
            },
          ]),
      ...wide(listener.hostname, hosts, othersOf(gateway, world)).map((message) => ({
        message: `serves "${listener.hostname}" at listener "${listener.name}", ${message}`,
        path: `${path}.hostname`,
      })),
    ];
  });
}

/** Hosts of the listeners of other Gateways, with who serves them. */
function othersOf(gateway: Manifest, world: World): readonly { readonly host: string; readonly owner: string }[] {
  return world
    .ofKind('Gateway')
    .filter((other) => other !== gateway)
    .flatMap((other) =>
      listAt(other.fields, 'spec', 'listeners').map((item) => ({ host: textAt(item, 'hostname') ?? '', owner: other.name })),
    )
    .filter(({ host }) => host !== '' && !host.startsWith('*'));
}

/** In which way a wildcard means more than the hosts of its routes: the domain above theirs is the most that they need. */
function wide(
  hostname: string | undefined,
  hosts: readonly string[],
  others: readonly { readonly host: string; readonly owner: string }[],
): readonly string[] {
  if (hostname?.startsWith('*.') !== true) return [];
  const domain = hostname.slice(1);
  const taken = others.find(({ host }) => host.endsWith(domain));
  if (taken !== undefined) return [`which takes "${taken.host}" from Gateway "${taken.owner}"`];
  const needed = hosts.map((host) => host.slice(host.indexOf('.')));
  const isWider = needed.length > 0 && needed.every((parent) => parent !== domain && parent.endsWith(domain));
  return isWider ? [`and its routes are all below "${needed[0]?.slice(1) ?? ''}"`] : [];
}

/** Gateway API 1.6.1: without `from` it is Same; a selector without terms selects all. */
function openness(value: unknown, index: number): readonly Problem[] {
  const path = `spec.listeners[${index}]`;
  const name = textAt(value, 'name') ?? '';
  const from = textAt(value, 'allowedRoutes', 'namespaces', 'from') ?? 'Same';
  const hostname = textAt(value, 'hostname') ?? '*';
  const isSecure = textAt(value, 'protocol') === 'HTTPS' || textAt(value, 'protocol') === 'TLS';
  return [
    ...(from === 'All' || (from === 'Selector' && selectsEverything(value))
      ? [{ message: `lets routes of every namespace onto listener "${name}"`, path: `${path}.allowedRoutes.namespaces` }]
      : []),
    ...(isSecure && /^\*(\.[a-z]+)?$/.test(hostname)
      ? [{ message: `serves every host at listener "${name}"`, path: `${path}.hostname` }]
      : []),
  ];
}

function selectsEverything(listener: unknown): boolean {
  const selector = fieldsAt(listener, 'allowedRoutes', 'namespaces', 'selector');
  return Object.keys(fieldsAt(selector, 'matchLabels')).length === 0 && listAt(selector, 'matchExpressions').length === 0;
}
