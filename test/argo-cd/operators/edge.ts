import { at, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import { certificatesOf } from './certificates.ts';
import { condition, nameOf, namespaceOf, type View } from './view.ts';

/** Seconds until the proxies of a Gateway have an address. */
const proxies = 4;

/** Stands in for Envoy Gateway 1.9.0 and the cloud's load balancer. */
export function runEdge(view: View): void {
  if (!view.runs('envoy-gateway')) return;
  for (const type of view.all('gateway.networking.k8s.io/GatewayClass')) {
    view.report(type, { conditions: [observed(type, condition('Accepted', 'True', 'Accepted', 'Valid GatewayClass'))] });
  }
  for (const gateway of view.all('gateway.networking.k8s.io/Gateway')) {
    if (view.find('gateway.networking.k8s.io/GatewayClass', '', textAt(gateway, 'spec', 'gatewayClassName') ?? '') === undefined) continue;
    const missing = certificatesOf(gateway).filter((name) => view.find('/Secret', namespaceOf(gateway), name) === undefined);
    const isUp = view.age(gateway) >= proxies;
    const resolved =
      missing.length === 0
        ? condition('ResolvedRefs', 'True', 'ResolvedRefs')
        : condition('ResolvedRefs', 'False', 'InvalidCertificateRef', `Secret ${missing.join(', ')} does not exist.`);
    const programmed = isUp
      ? condition('Programmed', 'True', 'Programmed')
      : condition('Programmed', 'False', 'NoResources', 'Envoy is not available.');
    const listeners = listAt(gateway, 'spec', 'listeners').map((listener) => ({
      name: textAt(listener, 'name'),
      attachedRoutes: 1,
      supportedKinds: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute' }],
      conditions: [
        condition('Accepted', 'True', 'Accepted'),
        resolved,
        condition('Programmed', missing.length === 0 ? 'True' : 'False', 'Programmed'),
      ].map((entry) => observed(gateway, entry)),
    }));
    const addresses = isUp ? [{ type: 'Hostname', value: `${nameOf(gateway)}.elb.example.com` }] : [];
    const conditions = [condition('Accepted', 'True', 'Accepted'), programmed].map((entry) => observed(gateway, entry));
    view.report(gateway, { addresses, conditions, listeners });
  }
  for (const route of view.all('gateway.networking.k8s.io/HTTPRoute')) {
    const parents = listAt(route, 'spec', 'parentRefs').flatMap((reference) => {
      const namespace = textAt(reference, 'namespace') ?? namespaceOf(route);
      if (view.find('gateway.networking.k8s.io/Gateway', namespace, textAt(reference, 'name') ?? '') === undefined) return [];
      const conditions = [condition('Accepted', 'True', 'Accepted'), resolvedBackends(view, route)].map((entry) => observed(route, entry));
      return [{ parentRef: reference, controllerName: 'gateway.envoyproxy.io/gatewayclass-controller', conditions }];
    });
    if (parents.length > 0) view.report(route, { parents });
  }
}

function resolvedBackends(view: View, route: Fields): Fields {
  const missing = listAt(route, 'spec', 'rules')
    .flatMap((rule) => listAt(rule, 'backendRefs'))
    .filter((backend) => (textAt(backend, 'kind') ?? 'Service') === 'Service')
    .filter(
      (backend) => view.find('/Service', textAt(backend, 'namespace') ?? namespaceOf(route), textAt(backend, 'name') ?? '') === undefined,
    );
  if (missing.length === 0) return condition('ResolvedRefs', 'True', 'ResolvedRefs');
  return condition(
    'ResolvedRefs',
    'False',
    'BackendNotFound',
    `Service ${missing.map((backend) => textAt(backend, 'name')).join(', ')} not found`,
  );
}

function observed(object: Fields, entry: Fields): Fields {
  return { ...entry, observedGeneration: at(object, 'metadata', 'generation') };
}
