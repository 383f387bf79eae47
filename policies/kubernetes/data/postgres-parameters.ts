/** A value of a parameter of PostgreSQL that loses data, opens it, or tells it. */
export interface ParameterFault {
  readonly name: string;
  /** The value is in lower case, without spaces around it. */
  readonly isFault: (value: string) => boolean;
  /** What comes of it, as the end of a sentence. */
  readonly harm: string;
}

/** PostgreSQL 16, chapter 20. Booleans may be written in any case, and shortened. */
const off: readonly string[] = ['off', 'false', 'no', '0', 'of'];
const isOff = (value: string) => off.includes(value) || /^(f|fa|fal|fals|n)$/.test(value);
const isOn = (value: string) => /^(on|1|t(r(ue?)?)?|y(es?)?)$/.test(value);

/** The values that no cluster of the platform may have. */
export const parameterFaults: readonly ParameterFault[] = [
  { name: 'fsync', isFault: isOff, harm: 'a crash of the node ruins all data' },
  { name: 'full_page_writes', isFault: isOff, harm: 'a page that was half written stays so' },
  {
    name: 'synchronous_commit',
    isFault: (value) => isOff(value) || value === 'local',
    harm: 'what was confirmed is on one node only, or on none',
  },
  { name: 'wal_level', isFault: (value) => value === 'minimal', harm: 'neither copies nor the archive can follow' },
  { name: 'archive_mode', isFault: isOff, harm: 'the log of changes is thrown away' },
  { name: 'hot_standby', isFault: isOff, harm: 'nobody can ask a copy, Patroni included' },
  { name: 'max_wal_senders', isFault: (value) => value === '0', harm: 'no copy can follow' },
  { name: 'zero_damaged_pages', isFault: isOn, harm: 'damaged rows vanish without an error' },
  { name: 'ignore_checksum_failure', isFault: isOn, harm: 'damaged pages are read as if they were whole' },
  { name: 'data_sync_retry', isFault: isOn, harm: 'a write that failed counts as done' },
  { name: 'ssl', isFault: isOff, harm: 'passwords and data are in clear' },
  { name: 'password_encryption', isFault: (value) => value !== 'scram-sha-256', harm: 'a stolen hash is as good as the password' },
  { name: 'autovacuum', isFault: isOff, harm: 'the database stops when its transaction numbers run out' },
  { name: 'track_counts', isFault: isOff, harm: 'autovacuum does not know what to clean' },
  {
    name: 'log_statement',
    isFault: (value) => value === 'all' || value === 'mod',
    harm: 'the log tells the values of every row that is written',
  },
];
