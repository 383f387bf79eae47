/** What a setting of a topic may be: a whole number or a fraction from a least value on, one of some words, or a list of them. */
export type TopicSetting =
  | { readonly is: 'int' | 'long' | 'double'; readonly least?: number; readonly most?: number }
  | { readonly is: 'boolean' }
  | { readonly is: 'word'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly of?: readonly string[] };

const int = (least?: number, most?: number): TopicSetting => ({
  is: 'int',
  ...(least !== undefined && { least }),
  ...(most !== undefined && { most }),
});
const long = (least?: number): TopicSetting => ({ is: 'long', ...(least !== undefined && { least }) });
const boolean: TopicSetting = { is: 'boolean' };

/** Settings of topics by name (Kafka 4.0, storage/internals/log/LogConfig.java, without those that 4.0 removed: KIP-724). */
export const topicSettings: Readonly<Record<string, TopicSetting>> = {
  'cleanup.policy': { is: 'list', of: ['compact', 'delete'] },
  'compression.gzip.level': int(-1, 9),
  'compression.lz4.level': int(1, 17),
  'compression.type': { is: 'word', of: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'] },
  'compression.zstd.level': int(-131_072, 22),
  'delete.retention.ms': long(0),
  'file.delete.delay.ms': long(0),
  'flush.messages': long(1),
  'flush.ms': long(0),
  'follower.replication.throttled.replicas': { is: 'list' },
  'index.interval.bytes': int(0),
  'leader.replication.throttled.replicas': { is: 'list' },
  'local.retention.bytes': long(-2),
  'local.retention.ms': long(-2),
  'max.compaction.lag.ms': long(1),
  'max.message.bytes': int(0),
  'message.timestamp.after.max.ms': long(0),
  'message.timestamp.before.max.ms': long(0),
  'message.timestamp.type': { is: 'word', of: ['CreateTime', 'LogAppendTime'] },
  'min.cleanable.dirty.ratio': { is: 'double', least: 0, most: 1 },
  'min.compaction.lag.ms': long(0),
  'min.insync.replicas': int(1),
  preallocate: boolean,
  'remote.log.copy.disable': boolean,
  'remote.log.delete.on.disable': boolean,
  'remote.storage.enable': boolean,
  'retention.bytes': long(),
  'retention.ms': long(-1),
  'segment.bytes': int(14),
  'segment.index.bytes': int(4),
  'segment.jitter.ms': long(0),
  'segment.ms': long(1),
  'unclean.leader.election.enable': boolean,
};
