import { isProductionLike } from '../../environments.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { asText, at, below, fieldsAt, listAt, numberAt, scalarAt, textAt } from '../fields.ts';
import { brokersOf, hasRole, poolsOf } from '../operators/kafka-nodes.ts';
import { quantity } from '../quantities.ts';
import { kafkaVersions, metadataDistance } from './kafka-versions.ts';
import { usersBeside } from './topic-rights.ts';

/** What a Kafka says that loses messages, lets in whom nobody knows, or does not run, as ends of sentences. */
export function brokerProblems(manifest: Manifest, world: World): readonly Problem[] {
  return [
    ...access(manifest),
    ...choices(manifest),
    ...versions(manifest, world),
    ...unseen(manifest, world),
    ...copies(manifest, world),
    ...quorum(manifest, world),
  ];
}

function access({ fields }: Manifest): readonly Problem[] {
  const kafka = fieldsAt(fields, 'spec', 'kafka');
  const authorization = textAt(kafka, 'authorization', 'type');
  return [
    ...(authorization === undefined
      ? [{ message: 'gives everybody every right: it has no authorization', path: 'spec.kafka.authorization' }]
      : []),
    ...listAt(kafka, 'authorization', 'superUsers').map((user, index) => ({
      message: `puts "${asText(user) ?? ''}" above all rights`,
      path: `spec.kafka.authorization.superUsers[${index}]`,
    })),
    ...listAt(kafka, 'listeners').flatMap((listener, index) => {
      const [name, path] = [textAt(listener, 'name') ?? '', `spec.kafka.listeners[${index}]`];
      const type = textAt(listener, 'authentication', 'type');
      return [
        ...(type === undefined ? [{ message: `asks nobody who he is at listener "${name}"`, path: `${path}.authentication` }] : []),
        ...(at(listener, 'tls') === true ? [] : [{ message: `sends everything in clear at listener "${name}"`, path: `${path}.tls` }]),
      ];
    }),
  ];
}

/** The shortest time for which messages are kept: a rollout, a rollback or a restart of a consumer takes as long. */
const leastHours = 1;

/** Kafka 4.3, "Broker Configs": topics are made of themselves unless that is switched off; milliseconds go before minutes and hours. */
function choices({ fields }: Manifest): readonly Problem[] {
  const config = fieldsAt(fields, 'spec', 'kafka', 'config');
  const isTrue = (key: string, otherwise: boolean) => (scalarAt(config, key) ?? `${otherwise}`) === 'true';
  const kept = (
    [
      ['log.retention.ms', 1],
      ['log.retention.minutes', 60_000],
      ['log.retention.hours', 3_600_000],
    ] as const
  ).flatMap(([key, unit]) => {
    const value = quantity(config[key]);
    return value === undefined ? [] : [{ key, milliseconds: value * unit }];
  })[0];
  const seconds = (kept?.milliseconds ?? -1) / 1000;
  return [
    ...(isTrue('auto.create.topics.enable', true)
      ? [{ message: 'makes a topic of every name that somebody asks for', path: keyPath('auto.create.topics.enable') }]
      : []),
    ...(isTrue('unclean.leader.election.enable', false)
      ? [
          {
            message: 'takes a copy that lags behind for the leader: what was confirmed is lost',
            path: keyPath('unclean.leader.election.enable'),
          },
        ]
      : []),
    ...(kept !== undefined && seconds >= 0 && seconds < leastHours * 3600
      ? [{ message: `keeps messages for ${seconds} second${seconds === 1 ? '' : 's'}, less than one hour`, path: keyPath(kept.key) }]
      : []),
    ...(isTrue('allow.everyone.if.no.acl.found', false)
      ? [
          {
            message: 'lets everybody do everything where no rule says otherwise (allow.everyone.if.no.acl.found)',
            path: keyPath('allow.everyone.if.no.acl.found'),
          },
        ]
      : []),
    ...['ssl.enabled.protocols', 'ssl.protocol'].flatMap((key) =>
      (scalarAt(config, key) ?? '')
        .split(',')
        .map((protocol) => protocol.trim())
        .filter((protocol) => broken.includes(protocol))
        .map((protocol) => ({ message: `speaks "${protocol}", which can be read`, path: keyPath(key) })),
    ),
  ];
}

/** Protocols that can be read (RFC 8996). */
const broken: readonly string[] = ['SSLv3', 'TLSv1', 'TLSv1.1'];

function versions({ fields }: Manifest, world: World): readonly Problem[] {
  const kafka = fieldsAt(fields, 'spec', 'kafka');
  const [version, metadata] = [scalarAt(kafka, 'version'), scalarAt(kafka, 'metadataVersion')];
  const runs = kafkaVersions(world);
  const distance = version === undefined || metadata === undefined ? undefined : metadataDistance(version, metadata);
  return [
    ...(version === undefined || runs === undefined || runs.versions.includes(version)
      ? []
      : [
          {
            message: `has the version ${version}, which Strimzi ${runs.operator} does not run (${runs.versions.join(', ')})`,
            path: 'spec.kafka.version',
          },
        ]),
    ...(distance === 'ahead'
      ? [{ message: `cannot read its own metadata: they are of ${metadata}, and it is ${version}`, path: 'spec.kafka.version' }]
      : []),
    ...(distance === 'behind'
      ? [{ message: `writes metadata of ${metadata}, more than one version behind ${version}`, path: 'spec.kafka.metadataVersion' }]
      : []),
  ];
}

/** Groups whose lag the exporter does not tell, so that no alert can say that a consumer stands still. */
function unseen(manifest: Manifest, world: World): readonly Problem[] {
  const expression = textAt(manifest.fields, 'spec', 'kafkaExporter', 'groupRegex');
  const pattern = expression === undefined ? undefined : compiled(expression);
  if (pattern === undefined) return [];
  const labels = { 'strimzi.io/cluster': manifest.name };
  const groups = usersBeside({ ...manifest, labels }, world).flatMap((user) =>
    listAt(user.fields, 'spec', 'authorization', 'acls').flatMap((rule) =>
      textAt(rule, 'resource', 'type') === 'group' && textAt(rule, 'resource', 'patternType') !== 'prefix'
        ? (textAt(rule, 'resource', 'name') ?? [])
        : [],
    ),
  );
  const hidden = [...new Set(groups)].filter((group) => group !== '*' && !pattern.test(group)).sort();
  return hidden.length === 0
    ? []
    : [{ message: `tells no lag of the group "${hidden.join('", "')}" (groupRegex)`, path: 'spec.kafkaExporter.groupRegex' }];
}

/** The exporter looks for the expression anywhere in a name; undefined where it cannot be read. */
function compiled(expression: string): RegExp | undefined {
  try {
    return new RegExp(expression);
  } catch {
    return undefined;
  }
}

function keyPath(key: string): string {
  return below('spec.kafka.config', key);
}

/** Defaults of Kafka 4.3: 1 for topics, 3 for its own two, with 2 in sync for transactions. */
const factors: Readonly<Record<string, number>> = {
  'default.replication.factor': 1,
  'offsets.topic.replication.factor': 3,
  'transaction.state.log.replication.factor': 3,
};
const inSync = {
  'min.insync.replicas': ['default.replication.factor', 1],
  'transaction.state.log.min.isr': ['transaction.state.log.replication.factor', 2],
} as const;

function copies(manifest: Manifest, world: World): readonly Problem[] {
  const brokers = brokersOf(manifest, world);
  if (brokers === 0) return [];
  const guarded = isProductionLike(world);
  const config = fieldsAt(manifest.fields, 'spec', 'kafka', 'config');
  const numberOf = (key: string, otherwise: number) => quantity(config[key]) ?? otherwise;
  const counted = (count: number) => `${count} ${count === 1 ? 'copy' : 'copies'}`;
  return [
    ...Object.entries(factors).flatMap(([key, otherwise]) => {
      const count = numberOf(key, otherwise);
      const path = keyPath(key);
      if (count > brokers) return [{ message: `keeps ${counted(count)} (${key}) on ${brokers} brokers`, path }];
      return guarded && count < 3 ? [{ message: `keeps ${counted(count)} (${key}), fewer than 3`, path }] : [];
    }),
    ...Object.entries(inSync).flatMap(([key, [factor, otherwise]]) => {
      const [count, all] = [numberOf(key, otherwise), numberOf(factor, factors[factor] ?? 1)];
      const path = keyPath(key);
      if (all > 1 && count >= all)
        return [{ message: `needs all ${all} copies in sync (${key}): a broker that restarts stops the writers`, path }];
      return guarded && count < 2 ? [{ message: `takes ${counted(count)} in sync for enough (${key})`, path }] : [];
    }),
  ];
}

function quorum(manifest: Manifest, world: World): readonly Problem[] {
  const pools = poolsOf(manifest, world);
  const controllers = pools
    .filter((pool) => hasRole(pool, 'controller'))
    .reduce((sum, pool) => sum + (numberAt(pool.fields, 'spec', 'replicas') ?? 0), 0);
  const majority =
    controllers > 0 && controllers % 2 === 0
      ? [
          {
            message: `has ${controllers} controllers: without ${controllers === 2 ? 'one of them' : 'half of them'} there is no majority`,
            path: '',
          },
        ]
      : [];
  return [
    ...majority,
    ...pools.flatMap((pool) => {
      const storage = fieldsAt(pool.fields, 'spec', 'storage');
      const disks = [storage, ...listAt(storage, 'volumes')];
      return [
        ...(disks.some((disk) => textAt(disk, 'type') === 'ephemeral')
          ? [{ message: `keeps the messages of pool "${pool.name}" on a disk that goes with the pod`, path: '' }]
          : []),
        ...(disks.some((disk) => at(disk, 'deleteClaim') === true)
          ? [{ message: `deletes the disks of pool "${pool.name}" together with it`, path: '' }]
          : []),
      ];
    }),
  ];
}
