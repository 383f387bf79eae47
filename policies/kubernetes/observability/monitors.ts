import type { Manifest, World } from '../../model.ts';
import { asFields, at, listAt, numberAt, textAt } from '../fields.ts';
import { backendsOf } from '../network/backends.ts';
import { type Endpoint, type EndpointPort, networkOf } from '../network/network.ts';
import { perWorld } from '../per-world.ts';
import { labelSelector, matches, type Selector } from '../selectors.ts';

/** The two kinds by which Prometheus is told what to ask. */
export const monitorKinds = ['PodMonitor', 'ServiceMonitor'] as const;

/** A port of some pods that Prometheus asks. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly port: EndpointPort;
}

/** One endpoint of a monitor. */
export interface Scrape {
  /** Such as `spec.podMetricsEndpoints[0]`. */
  readonly path: string;
  /** The port as the monitor names it, and the field that does; undefined when it names none. */
  readonly port: { readonly field: string; readonly value: string | number } | undefined;
  readonly targets: readonly Target[];
  /** Whether the port is one of what the monitor selects, though perhaps nothing answers there. */
  readonly named: boolean;
}

/** A monitor with everything that it means in an environment. */
export interface Monitor {
  readonly selector: Selector;
  /** Namespaces that it looks into. */
  readonly namespaces: readonly string[];
  /** Pods, or Services, that it selects, whatever their ports. */
  readonly selected: number;
  readonly scrapes: readonly Scrape[];
}

/** The pods of Prometheus, by what its operator makes. */
export const prometheusOf: (world: World) => readonly Endpoint[] = perWorld((world) =>
  world.pods
    .filter(({ manifest: { origin } }) => origin?.by === 'operator' && origin.of.kind === 'Prometheus')
    .map((pod) => networkOf(world).endpointOf(pod)),
);

/** Reads a PodMonitor or ServiceMonitor. */
export function monitorOf(manifest: Manifest, world: World): Monitor {
  const known = monitors(world);
  let found = known.get(manifest);
  if (found === undefined) {
    found = manifest.kind === 'PodMonitor' ? podMonitor(manifest, world) : serviceMonitor(manifest, world);
    known.set(manifest, found);
  }
  return found;
}

const monitors = perWorld(() => new Map<Manifest, Monitor>());

/** Numbers of the ports that some monitor of the environment scrapes, by the pods. */
export const scrapedPorts: (world: World) => ReadonlyMap<Endpoint, ReadonlySet<number>> = perWorld((world) => {
  const scraped = new Map<Endpoint, Set<number>>();
  const targets = monitorKinds
    .flatMap((kind) => world.ofKind(kind))
    .flatMap((manifest) => monitorOf(manifest, world).scrapes.flatMap((scrape) => scrape.targets));
  for (const { endpoint, port } of targets) scraped.set(endpoint, (scraped.get(endpoint) ?? new Set()).add(port.number));
  return scraped;
});

function podMonitor(manifest: Manifest, world: World): Monitor {
  const { selector, namespaces } = scopeOf(manifest, world);
  const network = networkOf(world);
  const pods = namespaces.flatMap((namespace) =>
    world
      .podsSelected(namespace, { matchLabels: selector.equal })
      .filter(({ labels }) => matches(selector, labels))
      .map((pod) => network.endpointOf(pod)),
  );
  return {
    selector,
    namespaces,
    selected: pods.length,
    scrapes: endpointsOf(manifest, 'podMetricsEndpoints', ['port', 'portNumber', 'targetPort']).map(({ path, port }) => {
      const targets = pods.flatMap((endpoint) =>
        endpoint.ports.filter((own) => isPort(own, port?.value)).map((own): Target => ({ endpoint, port: own })),
      );
      return { path, port, targets, named: targets.length > 0 };
    }),
  };
}

function serviceMonitor(manifest: Manifest, world: World): Monitor {
  const { selector, namespaces } = scopeOf(manifest, world);
  const services = world.ofKind('Service').filter((service) => namespaces.includes(service.namespace) && matches(selector, service.labels));
  return {
    selector,
    namespaces,
    selected: services.length,
    scrapes: endpointsOf(manifest, 'endpoints', ['port', 'targetPort']).map(({ path, port }) => {
      const found = services.map((service) => {
        const wanted = listAt(service.fields, 'spec', 'ports')
          .filter((item) => (port?.field === 'port' ? textAt(item, 'name') : at(item, 'targetPort')) === port?.value)
          .map((item) => at(item, 'targetPort') ?? at(item, 'port'));
        return { service, wanted };
      });
      const targets = found.flatMap(({ service, wanted }) =>
        backendsOf(world, service.namespace, service.name).filter(({ port: own }) =>
          wanted.some((one) => one === own.name || one === own.number),
        ),
      );
      return { path, port, targets, named: found.some(({ wanted }) => wanted.length > 0) };
    }),
  };
}

function scopeOf(manifest: Manifest, world: World): Pick<Monitor, 'selector' | 'namespaces'> {
  const spec = asFields(at(manifest.fields, 'spec'));
  const chosen = at(spec, 'namespaceSelector');
  const names = listAt(chosen, 'matchNames').filter((name) => typeof name === 'string');
  return {
    selector: labelSelector(at(spec, 'selector')) ?? { equal: {}, requirements: [] },
    namespaces: at(chosen, 'any') === true ? everywhere(world) : names.length > 0 ? names : [manifest.namespace],
  };
}

const everywhere = perWorld((world): readonly string[] => [
  ...new Set([...world.namespaces.map(({ name }) => name), ...world.pods.map(({ namespace }) => namespace)]),
]);

function endpointsOf(manifest: Manifest, list: string, fields: readonly string[]): readonly Pick<Scrape, 'path' | 'port'>[] {
  return listAt(manifest.fields, 'spec', list).map((item, index) => {
    const found = fields.flatMap((field) => {
      const value = numberAt(item, field) ?? textAt(item, field);
      return value === undefined ? [] : [{ field, value }];
    });
    return { path: `spec.${list}[${index}]`, port: found[0] };
  });
}

function isPort({ name, number, protocol }: EndpointPort, wanted: string | number | undefined): boolean {
  return protocol === 'TCP' && (typeof wanted === 'number' ? number === wanted : wanted !== undefined && name === wanted);
}
