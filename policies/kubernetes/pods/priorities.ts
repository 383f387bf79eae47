import { toolNamespacesOf } from '../../cluster.ts';
import type { Manifest, World } from '../../model.ts';
import { at, numberAt, presentAt, textAt } from '../fields.ts';
import { findInCluster } from '../objects.ts';
import { perWorld } from '../per-world.ts';

/** Pods that something runs, and the class that they are given. */
export interface Prioritised {
  /** Who they are, for messages: `pods of KafkaNodePool "broker"`. */
  readonly title: string;
  /** Name of the PriorityClass; undefined where none is named. */
  readonly className: string | undefined;
  /** Where it is or would be named. */
  readonly path: string;
}

/** Classes that Kubernetes brings (`system-cluster-critical`, `system-node-critical`). */
const systemClasses: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };

/**
 * The value by which the scheduler compares a pod with others (Kubernetes 1.35, admission plugin Priority): that of its class, or of
 * the class that is the default of the cluster (of several the lowest), or 0. Undefined for a class that is not there.
 */
export function priorityValue(className: string | undefined, world: World): number | undefined {
  if (className === undefined || className === '') return defaultPriority(world);
  const found = findInCluster(world, 'PriorityClass', className);
  return found === undefined ? systemClasses[className] : (numberAt(found.fields, 'value') ?? 0);
}

const defaultPriority = perWorld((world): number => {
  const values = world
    .ofKind('PriorityClass')
    .filter(({ fields }) => at(fields, 'globalDefault') === true)
    .map(({ fields }) => numberAt(fields, 'value') ?? 0);
  return values.length === 0 ? 0 : Math.min(...values);
});

/** Kinds of which operators make pods, beside those that hold a pod template themselves. */
export const operatedKinds = ['postgresql', 'Kafka', 'KafkaNodePool', 'EnvoyProxy', 'Prometheus', 'Alertmanager'] as const;

/**
 * The pods that operators make of an object, with the field by which they are told a class: postgres-operator 2.0.1
 * (`generatePodTemplate`; its pooler takes none), Strimzi 1.2.0 (`WorkloadUtils`), Envoy Gateway 1.9.0 (`resource_provider.go`),
 * prometheus-operator 0.93.
 */
export function operatedPods({ kind, name, fields }: Manifest): readonly Prioritised[] {
  const pods = (what: string, path: string, ...keys: readonly string[]): Prioritised => {
    const value = presentAt(fields, ...keys);
    return { title: `${what} of ${kind} "${name}"`, className: typeof value === 'string' ? value : undefined, path };
  };
  switch (kind) {
    case 'postgresql':
      return [
        pods('instances', 'spec.podPriorityClassName', 'spec', 'podPriorityClassName'),
        ...(at(fields, 'spec', 'enableConnectionPooler') === true
          ? [{ title: `poolers of ${kind} "${name}"`, className: undefined, path: 'spec.enableConnectionPooler' }]
          : []),
      ];
    case 'KafkaNodePool':
      return [pods('nodes', 'spec.template.pod.priorityClassName', 'spec', 'template', 'pod', 'priorityClassName')];
    case 'Kafka':
      return at(fields, 'spec', 'entityOperator') === undefined
        ? []
        : [
            pods(
              'entity operator',
              'spec.entityOperator.template.pod.priorityClassName',
              ...['spec', 'entityOperator', 'template', 'pod', 'priorityClassName'],
            ),
          ];
    case 'EnvoyProxy': {
      const keys = ['spec', 'provider', 'kubernetes', 'envoyDeployment', 'pod', 'priorityClassName'];
      return [pods('proxies', keys.join('.'), ...keys)];
    }
    case 'Prometheus':
    case 'Alertmanager':
      return [pods('members', 'spec.priorityClassName', 'spec', 'priorityClassName')];
    default:
      return [];
  }
}

/**
 * The highest value among the pods of services, and one that has it: serving pods of the namespaces whose routes lead to their
 * Services from outside.
 */
export const highestService: (world: World) => { readonly value: number; readonly title: string } | undefined = perWorld((world) => {
  const namespaces = serviceNamespaces(world);
  const found = world.pods
    .filter(({ serving, namespace }) => serving && namespaces.has(namespace))
    .flatMap((pod) => {
      const value = priorityValue(textAt(pod.spec, 'priorityClassName'), world);
      return value === undefined ? [] : [{ value, title: `${pod.manifest.kind} "${pod.manifest.name}"` }];
    });
  return found.reduce<(typeof found)[number] | undefined>(
    (most, item) => (most === undefined || item.value > most.value ? item : most),
    undefined,
  );
});

/** Namespaces of services: those with routes that are no namespaces of the platform itself. */
export const serviceNamespaces: (world: World) => ReadonlySet<string> = perWorld(
  (world) =>
    new Set(
      [...world.ofKind('HTTPRoute'), ...world.ofKind('Ingress')]
        .map(({ namespace }) => namespace)
        .filter((namespace) => namespace !== '' && !toolNamespacesOf(world.company).includes(namespace)),
    ),
);
