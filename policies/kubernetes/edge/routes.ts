import type { Fields, Manifest, World } from '../../model.ts';
import { asFields, at, listAt, textAt } from '../fields.ts';
import { perWorld } from '../per-world.ts';

/** An object that a route sends requests to, or that one of its filters names. */
export interface RouteReference {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Number or name of the port; undefined when none is written. */
  readonly port: unknown;
  readonly path: string;
}

/** The backends of a Gateway API route (its mirrors too) or of an Ingress. */
export function backendsOf(route: Manifest): readonly RouteReference[] {
  if (route.kind === 'Ingress') return ingressBackends(route);
  return listAt(route.fields, 'spec', 'rules').flatMap((rule, index) => {
    const path = `spec.rules[${index}]`;
    const mirrors = filtersOf(rule, path).flatMap(({ fields, path: filterPath }) => {
      const mirror = asFields(at(fields, 'requestMirror', 'backendRef'));
      return mirror === undefined ? [] : backend(route, mirror, `${filterPath}.requestMirror.backendRef`);
    });
    return [...listAt(rule, 'backendRefs').flatMap((ref, place) => backend(route, ref, `${path}.backendRefs[${place}]`)), ...mirrors];
  });
}

/** The objects that the ExtensionRef filters of a route name, which are of its own namespace. */
export function extensionsOf(route: Manifest): readonly RouteReference[] {
  return listAt(route.fields, 'spec', 'rules').flatMap((rule, index) =>
    filtersOf(rule, `spec.rules[${index}]`).flatMap(({ fields, path }) => {
      const name = textAt(fields, 'extensionRef', 'name');
      if (name === undefined) return [];
      const group = textAt(fields, 'extensionRef', 'group') ?? '';
      const kind = textAt(fields, 'extensionRef', 'kind') ?? '';
      return [{ group, kind, namespace: route.namespace, name, port: undefined, path: `${path}.extensionRef` }];
    }),
  );
}

/** The filters of a rule and of its backends. */
function filtersOf(rule: unknown, path: string): readonly { readonly fields: Fields; readonly path: string }[] {
  const lists = [
    { owner: rule, path },
    ...listAt(rule, 'backendRefs').map((owner, index) => ({ owner, path: `${path}.backendRefs[${index}]` })),
  ];
  return lists.flatMap((list) =>
    listAt(list.owner, 'filters').map((fields, index) => ({ fields: asFields(fields) ?? {}, path: `${list.path}.filters[${index}]` })),
  );
}

function backend(route: Manifest, value: unknown, path: string): readonly RouteReference[] {
  const name = textAt(value, 'name');
  if (name === undefined) return [];
  return [
    {
      group: textAt(value, 'group') ?? '',
      kind: textAt(value, 'kind') ?? 'Service',
      namespace: textAt(value, 'namespace') ?? route.namespace,
      name,
      port: at(value, 'port') ?? undefined,
      path,
    },
  ];
}

function ingressBackends(ingress: Manifest): readonly RouteReference[] {
  const places = [
    { value: at(ingress.fields, 'spec', 'defaultBackend'), path: 'spec.defaultBackend' },
    ...listAt(ingress.fields, 'spec', 'rules').flatMap((rule, index) =>
      listAt(rule, 'http', 'paths').map((entry, place) => ({
        value: at(entry, 'backend'),
        path: `spec.rules[${index}].http.paths[${place}].backend`,
      })),
    ),
  ];
  return places.flatMap(({ value, path }) => {
    const name = textAt(value, 'service', 'name');
    if (name === undefined) return [];
    const port = at(value, 'service', 'port', 'number') ?? at(value, 'service', 'port', 'name') ?? undefined;
    return [{ group: '', kind: 'Service', namespace: ingress.namespace, name, port, path: `${path}.service` }];
  });
}

/** Whether a ReferenceGrant of the target's namespace lets a route of another namespace refer to it (Gateway API). */
export function isGranted(route: Manifest, group: string, target: RouteReference, world: World): boolean {
  return (grantsByNamespace(world).get(target.namespace) ?? []).some(
    (grant) =>
      listAt(grant.fields, 'spec', 'from').some(
        (from) => textAt(from, 'group') === group && textAt(from, 'kind') === route.kind && textAt(from, 'namespace') === route.namespace,
      ) &&
      listAt(grant.fields, 'spec', 'to').some(
        (to) =>
          textAt(to, 'group') === target.group &&
          textAt(to, 'kind') === target.kind &&
          (textAt(to, 'name') === undefined || textAt(to, 'name') === target.name),
      ),
  );
}

const grantsByNamespace = perWorld((world) => Map.groupBy(world.ofKind('ReferenceGrant'), ({ namespace }) => namespace));
