import type { Manifest, Pod, World } from '../../model.ts';
import { asFields, asText, at, listAt, numberAt, textAt } from '../fields.ts';
import type { ContainerPort } from '../pods/container-ports.ts';
import { portsOf } from '../pods/container-ports.ts';
import { isServing } from '../pods/workloads.ts';
import { mapSelector } from '../selectors.ts';

/** A Service that something may be sent to. */
export interface Destination {
  readonly ports: readonly { readonly number: number; readonly name: string | undefined; readonly appProtocol: string | undefined }[];
  /** It has no list of ports to hold a client to: an ExternalName. */
  readonly anyPort: boolean;
}

/** The ports of the containers of a pod that serve. */
export function servingPorts(pod: Pod): readonly ContainerPort[] {
  return pod.containers.filter(isServing).flatMap(portsOf);
}

/** The selector of a Service as a LabelSelector; undefined where it has none, so that its endpoints come from elsewhere. */
export function selectorOf(service: Manifest): ReturnType<typeof mapSelector> {
  const spec = asFields(at(service.fields, 'spec'));
  if (spec === undefined || spec['type'] === 'ExternalName') return undefined;
  const selector = asFields(spec['selector']);
  return selector === undefined || Object.keys(selector).length === 0 ? undefined : mapSelector(selector);
}

/** The pods behind a Service. */
export function podsBehind(service: Manifest, world: World): readonly Pod[] {
  return world.podsSelected(service.namespace, selectorOf(service));
}

/** The Service of that name. */
export function destination(world: World, namespace: string, name: string): Destination | undefined {
  // Where files state no namespace, they mean that of whoever applies them: mostly the default one.
  const service = world.find('Service', namespace, name) ?? (namespace === 'default' ? world.find('Service', '', name) : undefined);
  if (service === undefined) return undefined;
  const headless = at(service.fields, 'spec', 'clusterIP') === 'None';
  const ports = listAt(service.fields, 'spec', 'ports').flatMap((port) => {
    const number = numberAt(port, 'port');
    const name = textAt(port, 'name');
    const appProtocol = textAt(port, 'appProtocol');
    // A headless name resolves to the pods themselves, so that their own ports are the ones to use.
    const target = headless ? targetNumber(service, port, world) : undefined;
    return [number, target].filter((item) => item !== undefined).map((item) => ({ number: item, name, appProtocol }));
  });
  return { ports, anyPort: at(service.fields, 'spec', 'type') === 'ExternalName' };
}

function targetNumber(service: Manifest, port: unknown, world: World): number | undefined {
  const target = asText(at(port, 'targetPort'));
  if (target === undefined) return numberAt(port, 'targetPort');
  return podsBehind(service, world)
    .flatMap(servingPorts)
    .find(({ name }) => name === target)?.number;
}
