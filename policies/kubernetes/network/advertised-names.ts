import type { Manifest, World } from '../../model.ts';
import { at, listAt, numberAt, textAt, texts } from '../fields.ts';
import { poolsOf } from '../operators/kafka-nodes.ts';
import { labelSelector, matches } from '../selectors.ts';

/** Names by which clients come to a server, and the Secret of the certificate that it shows them. */
export interface Advertised {
  readonly names: readonly string[];
  /** Name of the Secret, in the namespace of the object. */
  readonly secret: string;
  /** Field of the object that names the Secret. */
  readonly path: string;
  /** Who shows it, for messages: `listener "clients"`. */
  readonly server: string;
}

/** The names of one object that shows certificates: of a Kafka, a postgresql or a Gateway. */
export function advertisedBy(manifest: Manifest, world: World): readonly Advertised[] {
  switch (manifest.kind) {
    case 'Kafka':
      return byKafka(manifest, world);
    case 'postgresql':
      return byPostgres(manifest, world);
    case 'Gateway':
      return byGateway(manifest);
    default:
      return [];
  }
}

/**
 * Strimzi 1.2.0, `KafkaListenersReconciler`: an internal listener tells clients the names of the pods, with the domain of the cluster
 * only where it is told so, and clients begin at the bootstrap. To a certificate of somebody else it adds no names; its own has all of them.
 */
function byKafka(manifest: Manifest, world: World): readonly Advertised[] {
  const { fields, namespace, name } = manifest;
  const brokers = poolsOf(manifest, world)
    .filter((pool) => listAt(pool.fields, 'spec', 'roles').includes('broker'))
    .flatMap((pool) => nodeNumbers(pool).map((id) => `${name}-${pool.name}-${id}`));
  return listAt(fields, 'spec', 'kafka', 'listeners').flatMap((listener, index) => {
    const secret = textAt(listener, 'configuration', 'brokerCertChainAndKey', 'secretName');
    const type = textAt(listener, 'type');
    if (secret === undefined || at(listener, 'tls') !== true || (type !== 'internal' && type !== 'cluster-ip')) return [];
    const listenerName = textAt(listener, 'name') ?? '';
    const domain = at(listener, 'configuration', 'useServiceDnsDomain') === true ? '.cluster.local' : '';
    const own = new Map(
      listAt(listener, 'configuration', 'brokers').flatMap((broker): readonly (readonly [number, string])[] => {
        const [id, host] = [numberAt(broker, 'broker'), textAt(broker, 'advertisedHost')];
        return id === undefined || host === undefined ? [] : [[id, host]];
      }),
    );
    const hostOf = (pod: string) =>
      own.get(Number(pod.slice(pod.lastIndexOf('-') + 1))) ??
      (type === 'internal'
        ? `${pod}.${name}-kafka-brokers.${namespace}.svc${domain}`
        : `${pod.replace(/-(\d+)$/, `-${listenerName}-$1`)}.${namespace}.svc${domain}`);
    return [
      {
        names: [...(type === 'internal' ? [`${name}-kafka-bootstrap.${namespace}.svc${domain}`] : []), ...brokers.map(hostOf)],
        secret,
        path: `spec.kafka.listeners[${index}].configuration.brokerCertChainAndKey.secretName`,
        server: `listener "${listenerName}" of Kafka "${name}"`,
      },
    ];
  });
}

/** Nodes of a pool whose names are looked at: more than any pool has, and few enough to list. */
const mostNodes = 1000;

/** Numbers of the nodes of a pool: those that an annotation asks for, as many as there are. */
export function nodeNumbers({ fields, annotations }: Manifest): readonly number[] {
  const first = Number(/\d+/.exec(annotations['strimzi.io/next-node-ids'] ?? '')?.[0] ?? 0);
  const count = Math.min(mostNodes, Math.max(0, Math.trunc(numberAt(fields, 'spec', 'replicas') ?? 0)));
  return Array.from({ length: count }, (_, index) => first + index);
}

/** postgres-operator 2.0.1: the Services of the instances and of the pooler, and those that others put in front of the same pods. */
function byPostgres({ fields, namespace, name }: Manifest, world: World): readonly Advertised[] {
  const secret = textAt(fields, 'spec', 'tls', 'secretName');
  // Nobody but a person in its own pod connects to a copy of another cluster.
  if (secret === undefined || at(fields, 'spec', 'clone') !== undefined) return [];
  const pooled = at(fields, 'spec', 'enableConnectionPooler') === true;
  const pods = [
    { application: 'spilo', 'cluster-name': name, 'spilo-role': 'master' },
    { application: 'spilo', 'cluster-name': name, 'spilo-role': 'replica' },
    ...(pooled ? [{ application: 'db-connection-pooler', 'cluster-name': name, 'connection-pooler': `${name}-pooler` }] : []),
  ];
  const aliases = world
    .ofKind('Service')
    .filter((service) => service.namespace === namespace && Object.keys(texts(at(service.fields, 'spec', 'selector'))).length > 0)
    .filter((service) => {
      const selector = labelSelector({ matchLabels: at(service.fields, 'spec', 'selector') });
      return selector !== undefined && pods.some((labels) => matches(selector, labels));
    })
    .map((service) => service.name);
  const services = [name, `${name}-repl`, ...(pooled ? [`${name}-pooler`] : []), ...aliases];
  return [
    {
      names: services.map((service) => `${service}.${namespace}.svc.cluster.local`),
      secret,
      path: 'spec.tls.secretName',
      server: `postgresql "${name}"`,
    },
  ];
}

/** The hosts of the listeners that end TLS (Gateway API 1.6.1). Where cert-manager makes the certificate of a listener, it asks for the same. */
function byGateway({ fields, namespace, name }: Manifest): readonly Advertised[] {
  return listAt(fields, 'spec', 'listeners').flatMap((listener, index) => {
    const hostname = textAt(listener, 'hostname');
    if (hostname === undefined || (textAt(listener, 'tls', 'mode') ?? 'Terminate') !== 'Terminate') return [];
    return listAt(listener, 'tls', 'certificateRefs').flatMap((reference, position) => {
      const secret = textAt(reference, 'name');
      if (secret === undefined || (textAt(reference, 'namespace') ?? namespace) !== namespace) return [];
      return [
        {
          names: [hostname],
          secret,
          path: `spec.listeners[${index}].tls.certificateRefs[${position}].name`,
          server: `listener "${textAt(listener, 'name') ?? ''}" of Gateway "${name}"`,
        },
      ];
    });
  });
}

/** Whether a name of a certificate is that of a host: the same, or one with a first part in place of the `*` (RFC 6125). */
export function covers(pattern: string, host: string): boolean {
  const [own, other] = [pattern.toLowerCase(), host.toLowerCase()];
  return own === other || (own.startsWith('*.') && !other.startsWith('*.') && own.slice(1) === other.slice(other.indexOf('.')));
}
