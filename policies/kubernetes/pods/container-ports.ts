import type { Container } from '../../model.ts';
import { listAt, numberAt, textAt } from '../fields.ts';

/** One entry of a container's `ports`. */
export interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number | undefined;
  /** `TCP` where the entry says nothing, as in the API. */
  readonly protocol: string;
  /** Path in the manifest, such as `spec.template.spec.containers[0].ports[1]`. */
  readonly path: string;
}

/** The ports that a container declares, in order. */
export function portsOf(container: Container): readonly ContainerPort[] {
  return listAt(container.fields, 'ports').map((value, index) => ({
    name: textAt(value, 'name'),
    number: numberAt(value, 'containerPort'),
    protocol: textAt(value, 'protocol') ?? 'TCP',
    path: `${container.path}.ports[${index}]`,
  }));
}

/** Whether a port serves metrics, by the names that people and charts give such ports: `metrics`, `exporter`, `tcp-prometheus`. */
export function servesMetrics(name: string): boolean {
  return /(^|-)(metrics|exporter|prometheus)(-|$)/.test(name);
}
