import { asFields, at, below, fieldsAt, listAt, numberAt, presentAt, textAt } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import { nearest, quoted, type SchemaProblem } from '../problem.ts';
import { type TopicSetting, topicSettings } from '../tables/kafka-topic-settings.ts';
import { refused } from './refusal.ts';

/** What Kafka refuses of a topic: its topic operator asks it, and the topic is not made. */
export function topicProblems({ fields, name }: Manifest): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const topic = textAt(fields, 'spec', 'topicName') ?? name;
  if (!/^[A-Za-z0-9._-]{1,249}$/.test(topic) || topic === '.' || topic === '..') {
    const path = presentAt(fields, 'spec', 'topicName') === undefined ? 'metadata.name' : 'spec.topicName';
    problems.push(
      refused(path, `${quoted(topic)} is no name of a topic: Kafka refuses it.`, 'Write letters, digits, ".", "_" and "-", at most 249.'),
    );
  }
  const config = fieldsAt(fields, 'spec', 'config');
  for (const [key, value] of Object.entries(config)) {
    const path = below('spec.config', key);
    const setting = Object.hasOwn(topicSettings, key) ? topicSettings[key] : undefined;
    if (setting === undefined) {
      // Later versions may have more settings of these.
      if (/^(remote|internal|errors)\./.test(key)) continue;
      const meant = nearest(key, Object.keys(topicSettings));
      const message = `Kafka knows no setting "${key}" of topics${meant === undefined ? '' : `: did you mean "${meant}"?`}`;
      const remediation = meant === undefined ? 'Remove it.' : `Rename "${key}" to "${meant}".`;
      problems.push(refused(path, meant === undefined ? `${message}: the topic is not made.` : message, remediation));
      continue;
    }
    const fault = settingFault(setting, value);
    if (fault !== undefined)
      problems.push(refused(path, `Field "${key}" is ${shown(value)}, ${fault}: Kafka refuses the topic.`, 'Correct the value.'));
  }
  const [least, most] = [numberOf(config['min.compaction.lag.ms']), numberOf(config['max.compaction.lag.ms'])];
  if (least !== undefined && most !== undefined && least > most) {
    problems.push(
      refused(
        below('spec.config', 'min.compaction.lag.ms'),
        'The least lag of compaction is above the most: Kafka refuses the topic.',
        'Lower it.',
      ),
    );
  }
  return problems;
}

function shown(value: unknown): string {
  return typeof value === 'object' ? 'a mapping or list' : quoted(String(value));
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function settingFault(setting: TopicSetting, value: unknown): string | undefined {
  if (value === null) return undefined;
  if (asFields(value) !== undefined) return 'which no setting can be';
  switch (setting.is) {
    case 'boolean':
      return /^(true|false)$/i.test(String(value).trim()) ? undefined : 'neither true nor false';
    case 'word':
      return setting.of.includes(String(value)) ? undefined : `none of ${setting.of.join(', ')}`;
    case 'list': {
      const words = (Array.isArray(value) ? value.map(String) : String(value).split(',')).map((word) => word.trim());
      const unknown = setting.of === undefined ? undefined : words.find((word) => word !== '' && setting.of?.includes(word) === false);
      return unknown === undefined ? undefined : `and ${quoted(unknown)} is none of ${setting.of?.join(', ')}`;
    }
    default: {
      const number = numberOf(value);
      if (number === undefined) return 'no number';
      if (setting.is !== 'double' && !Number.isInteger(number)) return 'no whole number';
      if (setting.is === 'int' && Math.abs(number) > 2_147_483_647) return 'too large a number';
      if (setting.least !== undefined && number < setting.least) return `less than ${setting.least}`;
      return setting.most !== undefined && number > setting.most ? `more than ${setting.most}` : undefined;
    }
  }
}

/** Options of brokers that Strimzi writes itself, and those that it leaves to the user all the same (1.2.0, KafkaClusterSpec.java). */
const forbidden = [
  ...['listeners', 'advertised.', 'broker.', 'listener.', 'host.name', 'port', 'inter.broker.listener.name', 'sasl.', 'ssl.', 'security.'],
  ...['password.', 'log.dir', 'zookeeper.connect', 'zookeeper.set.acl', 'zookeeper.ssl', 'zookeeper.clientCnxnSocket', 'authorizer.'],
  ...['super.user', 'cruise.control.metrics.topic', 'cruise.control.metrics.reporter.bootstrap.servers', 'node.id', 'process.roles'],
  ...['controller.', 'metadata.log.dir', 'zookeeper.metadata.migration.enable', 'client.quota.callback.static.kafka.admin.'],
  ...['client.quota.callback.static.produce', 'client.quota.callback.static.fetch'],
  ...['client.quota.callback.static.storage.per.volume.limit.min.available.', 'prometheus.metrics.reporter.', 'cordoned.log.dirs'],
  'client.quota.callback.static.excluded.principal.name.list',
];
const allowed = [
  ...['zookeeper.connection.timeout.ms', 'sasl.server.max.receive.size', 'ssl.cipher.suites', 'ssl.protocol', 'ssl.enabled.protocols'],
  ...['ssl.secure.random.implementation', 'cruise.control.metrics.topic.num.partitions', 'cruise.control.metrics.topic.replication.factor'],
  ...['cruise.control.metrics.topic.retention.ms', 'cruise.control.metrics.topic.auto.create.retries', 'broker.session.timeout.ms'],
  ...['cruise.control.metrics.topic.auto.create.timeout.ms', 'cruise.control.metrics.topic.min.insync.replicas'],
  ...['broker.heartbeat.interval.ms', 'controller.socket.timeout.ms', 'controller.quorum.election.backoff.max.ms'],
  ...['controller.quorum.election.timeout.ms', 'controller.quorum.fetch.timeout.ms'],
];
const perListener = ['connections.max.reauth.ms', 'max.connections', 'max.connection.creation.rate'];
/** Ports that Strimzi keeps for metrics. */
const keptPorts = [9404, 9999];

/** What Strimzi refuses of a Kafka cluster, or drops (1.2.0, KafkaClusterSpec.java and ListenersValidator.java). */
export function kafkaProblems({ fields }: Manifest): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const listeners = listAt(fields, 'spec', 'kafka', 'listeners');
  const identifiers = listeners.map((listener) => `${textAt(listener, 'name')}-${numberAt(listener, 'port')}`);
  for (const key of Object.keys(fieldsAt(fields, 'spec', 'kafka', 'config'))) {
    const lower = key.toLowerCase();
    const isOfListener = identifiers.some((name) => perListener.some((option) => key === `listener.name.${name.toLowerCase()}.${option}`));
    if (
      isOfListener ||
      allowed.some((name) => lower.startsWith(name.toLowerCase())) ||
      !forbidden.some((name) => lower.startsWith(name.toLowerCase()))
    )
      continue;
    problems.push(
      refused(
        below('spec.kafka.config', key),
        `Strimzi sets "${key}" itself, and drops this one without a word.`,
        'Remove it; listeners, authentication and storage have fields of their own.',
      ),
    );
  }
  listeners.forEach((listener, index) => {
    const path = `spec.kafka.listeners[${index}]`;
    const before = listeners.slice(0, index);
    const [name, port, type] = [textAt(listener, 'name'), numberAt(listener, 'port'), textAt(listener, 'type') ?? ''];
    const add = (field: string, message: string, remediation: string) =>
      problems.push(refused(`${path}${field}`, `${message}: Strimzi refuses the cluster.`, remediation));
    if (name !== undefined && before.some((other) => textAt(other, 'name') === name))
      add('.name', `Two listeners are called ${quoted(name)}`, 'Rename one.');
    if (port !== undefined && before.some((other) => numberAt(other, 'port') === port))
      add('.port', `Two listeners have the port ${port}`, 'Give one another port.');
    if (port !== undefined && keptPorts.includes(port)) add('.port', `The port ${port} is kept for metrics`, 'Take another port.');
    const isEncrypted = at(listener, 'tls') === true;
    if (!isEncrypted && ['ingress', 'route'].includes(type)) add('.tls', `A listener of the type ${type} is encrypted`, 'Write tls: true.');
    if (!isEncrypted && textAt(listener, 'authentication', 'type') === 'tls')
      add('.authentication', 'Clients cannot show certificates to a listener that is not encrypted', 'Write tls: true.');
    if (!isEncrypted && presentAt(listener, 'configuration', 'brokerCertChainAndKey') !== undefined)
      add('.configuration.brokerCertChainAndKey', 'A listener that is not encrypted has no certificate', 'Write tls: true.');
    if (presentAt(listener, 'configuration', 'loadBalancerSourceRanges') !== undefined && type !== 'loadbalancer')
      add('.configuration.loadBalancerSourceRanges', 'Only a listener of the type loadbalancer has ranges of sources', 'Remove them.');
    if (type === 'ingress' && presentAt(listener, 'configuration', 'bootstrap', 'host') === undefined)
      add('.configuration', 'A listener of the type ingress needs a host', 'Set "bootstrap.host".');
  });
  return problems;
}

/** What the user operator refuses (1.2.0, KafkaUserModel.java). */
export function kafkaUserProblems({ fields, name }: Manifest): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  if (textAt(fields, 'spec', 'authentication', 'type') === 'tls' && name.length > 64) {
    problems.push(
      refused(
        'metadata.name',
        `The name has ${name.length} characters, and certificates take 64: Strimzi refuses the user.`,
        'Shorten it.',
      ),
    );
  }
  const password = asFields(at(fields, 'spec', 'authentication', 'password'));
  const reference = at(password, 'valueFrom', 'secretKeyRef');
  if (password !== undefined && ((textAt(reference, 'name') ?? '') === '' || (textAt(reference, 'key') ?? '') === '')) {
    problems.push(
      refused(
        'spec.authentication.password',
        'The password names no Secret and key: Strimzi refuses the user.',
        'Set "valueFrom.secretKeyRef".',
      ),
    );
  }
  return problems;
}
