import type { CustomResource, KubernetesObject } from '../model/object.ts';
import { kafkaPorts } from '../model/platform/data-layer.ts';

interface Kafka extends CustomResource {
  readonly spec: { readonly kafka: { readonly config: Readonly<Record<string, unknown>> } };
}

interface Topic extends CustomResource {
  readonly spec: {
    readonly topicName?: string;
    readonly partitions: number;
    readonly config: Readonly<Record<string, string | number>>;
  };
}

interface User extends CustomResource {
  readonly spec: {
    readonly authorization: {
      readonly acls: readonly {
        readonly resource: { readonly type: string; readonly name: string };
        readonly operations: readonly string[];
      }[];
    };
  };
}

function of<T extends KubernetesObject>(objects: readonly KubernetesObject[], kind: string): readonly T[] {
  return objects.filter((object): object is T => object.kind === kind);
}

/** A line for each topic: its name, its partitions, its settings. */
export function kafkaTopics(drawn: readonly KubernetesObject[]): string {
  return of<Topic>(drawn, 'KafkaTopic')
    .map(({ metadata, spec: { topicName = metadata.name, partitions, config } }) => {
      const settings = Object.entries(config).map(([key, value]) => ` ${key}=${value}`);
      return `${topicName} ${partitions}${settings.join('')}\n`;
    })
    .join('');
}

/** A line for each right: the user, `topic` or `group`, its name, what may be done there. */
export function kafkaRights(drawn: readonly KubernetesObject[]): string {
  return of<User>(drawn, 'KafkaUser')
    .flatMap(({ metadata, spec: { authorization } }) =>
      authorization.acls.map(({ resource, operations }) => `${metadata.name} ${resource.type} ${resource.name} ${operations.join(' ')}\n`),
    )
    .join('');
}

/** Clients meet the listener of the environment: TLS, SCRAM, and rights. What sets up and what controls is within the pod only. */
export function kafkaConfig({
  host,
  admin,
  data,
  keystore,
  drawn,
}: {
  readonly host: string;
  readonly admin: string;
  readonly data: string;
  /** Of the clients' listener, in PEM. */
  readonly keystore: string;
  readonly drawn: readonly KubernetesObject[];
}): string {
  const controller = `localhost:${kafkaPorts.controller}`;
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 0,
    'controller.quorum.voters': `0@${controller}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `CLIENTS://0.0.0.0:${kafkaPorts.clients},ADMIN://${admin},CONTROLLER://${controller}`,
    'advertised.listeners': `CLIENTS://${host}:${kafkaPorts.clients},ADMIN://${admin}`,
    'listener.security.protocol.map': 'CLIENTS:SASL_SSL,ADMIN:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'ADMIN',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'listener.name.clients.scram-sha-512.sasl.jaas.config': 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'listener.name.clients.ssl.keystore.type': 'PEM',
    'listener.name.clients.ssl.keystore.location': keystore,
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // Who comes without a name came from within the pod.
    'super.users': 'User:ANONYMOUS',
    'log.dirs': data,
    ...of<Kafka>(drawn, 'Kafka')[0]?.spec.kafka.config,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${String(value)}\n`)
    .join('');
}
