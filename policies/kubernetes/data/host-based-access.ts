/** One line of pg_hba.conf (PostgreSQL 16, "The pg_hba.conf File"). */
export interface AccessLine {
  readonly text: string;
  readonly index: number;
  /** `local`, `host`, `hostssl`, `hostnossl`, `hostgssenc`, `hostnogssenc` */
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  /** Empty for `local`. */
  readonly address: string;
  readonly method: string;
}

const types: readonly string[] = ['local', 'host', 'hostssl', 'hostnossl', 'hostgssenc', 'hostnogssenc'];

/** Methods of PostgreSQL 16. */
const methods: readonly string[] = [
  'trust',
  'reject',
  'scram-sha-256',
  'md5',
  'password',
  'gss',
  'sspi',
  'ident',
  'peer',
  'ldap',
  'radius',
  'cert',
  'pam',
  'bsd',
];

/** A line in its parts; undefined for one that PostgreSQL cannot read, which stops it from taking any of them. */
export function accessLine(text: string, index: number): AccessLine | undefined {
  const words = text.match(/"[^"]*"|\S+/g) ?? [];
  const [type = '', databases = '', users = ''] = words;
  if (!types.includes(type)) return undefined;
  const isLocal = type === 'local';
  const masked = !isLocal && /^\d+\.\d+\.\d+\.\d+$/.test(words[4] ?? '');
  const address = isLocal ? '' : masked ? `${words[3]} ${words[4]}` : (words[3] ?? '');
  const method = words[isLocal ? 3 : masked ? 5 : 4] ?? '';
  if (!methods.includes(method) || (!isLocal && address === '')) return undefined;
  return { text, index, type, databases: names(databases), users: names(users), address, method };
}

function names(list: string): readonly string[] {
  return list.split(',').map((name) => name.replaceAll('"', ''));
}

/** Somebody who connects. */
export interface Client {
  /** Absent: by replication. */
  readonly database: string | undefined;
  readonly user: string;
  /** From another pod, or from the pod itself. */
  readonly from: 'elsewhere' | 'itself';
  readonly encrypted: boolean;
}

/** The first line that is about a client, which alone decides. */
export function decisive(lines: readonly AccessLine[], client: Client): AccessLine | undefined {
  return lines.find(
    ({ type, databases, users, address }) =>
      isOfType(type, client.encrypted) &&
      isOfDatabase(databases, client) &&
      (users.includes('all') || users.includes(client.user)) &&
      isOfAddress(address, client.from),
  );
}

function isOfType(type: string, encrypted: boolean): boolean {
  return type === 'host' || type === 'hostnogssenc' || type === (encrypted ? 'hostssl' : 'hostnossl');
}

/** `all` does not mean replication; `sameuser` and `samerole` mean what nobody here is called. */
function isOfDatabase(databases: readonly string[], { database }: Client): boolean {
  return database === undefined ? databases.includes('replication') : databases.includes('all') || databases.includes(database);
}

/** Whether the address is the pod itself alone. */
export function isLoopback(address: string): boolean {
  return /^(127\.|::1(\/|$)|localhost$)/.test(address);
}

/** Pods have addresses of private ranges, which of them is not known: a line about part of such a range is about some pods. */
function isOfAddress(address: string, from: Client['from']): boolean {
  if (from === 'itself') return isLoopback(address) || isEverywhere(address) || address === 'samehost' || address === 'samenet';
  return !isLoopback(address) && address !== 'samehost';
}

/** Whether the address is that of everybody. */
export function isEverywhere(address: string): boolean {
  return address === 'all' || /^(0\.0\.0\.0\/0|::\/0|0\.0\.0\.0 0\.0\.0\.0)$/.test(address);
}
