import type { Fields, Manifest, Role, World } from '../../model.ts';
import { asFields, asList, asText, at, numberAt, textAt } from '../fields.ts';

/** Where to look up what operators make their objects of: the overlay's objects and those of charts. */
export type Known = Pick<World, 'ofKind' | 'find'>;

/** One object that an operator makes. */
export interface Made {
  /** The object that it is made of, or the workload whose pods make it. */
  readonly of: Manifest;
  /** As the API server has it, as far as rules look: texts and defaults may be missing. */
  readonly fields: Fields;
  /** Labels that its pods get while they run. */
  readonly roles?: readonly Role[];
}

/** What one operator makes, and where that was read. */
export interface Operator {
  readonly name: string;
  /** The version of its source that was read. */
  readonly readIn: string;
  /** Name and version of the chart by which the platform pins that operator; several while environments have different ones. What is written here
   * holds for no other. */
  readonly chart: string;
  readonly chartVersion: string | readonly string[];
  make(known: Known): readonly Made[];
}

/** A mapping without the keys that have no value: an absent field is absent, not null. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}

/** Name and namespace, with labels where there are some. */
export function metadata(namespace: string, name: string, labels?: Fields): Fields {
  return given({ name, namespace, labels });
}

/** A Secret with these keys; undefined: nobody knows them before it is there. */
export function secret(of: Manifest, name: string, keys?: Iterable<string>): Made {
  const data = keys === undefined ? undefined : Object.fromEntries([...keys].map((key) => [key, '']));
  return { of, fields: { apiVersion: 'v1', kind: 'Secret', metadata: metadata(of.namespace, name), ...given({ data }) } };
}

/** A ConfigMap whose keys nobody refers to. */
export function configMap(of: Manifest, name: string): Made {
  return { of, fields: { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(of.namespace, name), data: {} } };
}

/** A ServiceAccount. */
export function serviceAccount(of: Manifest, name: string, namespace = of.namespace): Made {
  return { of, fields: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(namespace, name) } };
}

/** One port of a Service or container. */
export interface Port {
  readonly name?: string;
  readonly port: number;
  /** Absent: the same number. */
  readonly target?: number | string;
  readonly protocol?: string;
}

/** A Service of these ports. */
export function service(of: Manifest, name: string, selector: Fields | undefined, ports: readonly Port[], more: Fields = {}): Made {
  const { namespace = of.namespace, labels, ...spec } = more;
  return {
    of,
    fields: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadata(typeof namespace === 'string' ? namespace : of.namespace, name, asFields(labels)),
      spec: given({
        type: 'ClusterIP',
        selector,
        ports: ports.map(({ name: portName, port, target = port, protocol = 'TCP' }) =>
          given({ name: portName, port, targetPort: target, protocol }),
        ),
        ...spec,
      }),
    },
  };
}

/** The `ports` of a container. */
export function containerPorts(ports: readonly Port[]): readonly Fields[] {
  return ports.map(({ name, port, protocol = 'TCP' }) => given({ name, containerPort: port, protocol }));
}

/** A PodDisruptionBudget. */
export function budget(of: Manifest, name: string, matchLabels: Fields, spec: Fields, namespace = of.namespace): Made {
  return {
    of,
    fields: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: metadata(namespace, name),
      spec: { ...spec, selector: { matchLabels } },
    },
  };
}

/** A volume that shows a Secret. */
export function secretVolume(name: string, secretName: string): Fields {
  return { name, secret: { secretName } };
}

/** A count of the object: a whole number that is not negative, else the default. */
export function countAt(value: unknown, fallback: number, ...keys: readonly (string | number)[]): number {
  const count = numberAt(value, ...keys);
  return count !== undefined && Number.isInteger(count) && count >= 0 ? count : fallback;
}

/** The texts of a list. */
export function textsAt(value: unknown, ...keys: readonly (string | number)[]): readonly string[] {
  return asList(at(value, ...keys)).flatMap((item) => asText(item) ?? []);
}

/** A text that is not empty. */
export function nameAt(value: unknown, ...keys: readonly (string | number)[]): string | undefined {
  return textAt(value, ...keys) || undefined;
}
