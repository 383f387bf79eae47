import { listAt, textAt } from '../../policies/kubernetes/fields.ts';

/** What an API server keeps of one API group: keys without the prefix of its cluster, values in base64. */
export type Stored = Readonly<Record<string, string>>;

/**
 * What etcd holds of an API group of a cluster. Through the JSON gateway of etcd's own API (`/v3/kv`, etcd 3.6), whose keys and values
 * are base64.
 * @throws Error when it holds nothing
 */
export async function readGroup(etcd: string, cluster: string, group: string): Promise<Stored> {
  const prefix = `/${cluster}/${group}/`;
  const answer = await ask(etcd, 'range', { key: encoded(prefix), range_end: encoded(afterAll(prefix)) });
  const pairs = listAt(answer, 'kvs').map((pair) => {
    const key = Buffer.from(textAt(pair, 'key') ?? '', 'base64').toString('utf8');
    return [key.slice(`/${cluster}`.length), textAt(pair, 'value') ?? ''] as const;
  });
  if (pairs.length === 0) throw new Error(`etcd holds nothing under ${prefix}.`);
  return Object.fromEntries(pairs);
}

/** Gives what `readGroup` read to a cluster that has not been started yet. */
export async function writeGroup(etcd: string, cluster: string, stored: Stored): Promise<void> {
  for (const [key, value] of Object.entries(stored)) await ask(etcd, 'put', { key: encoded(`/${cluster}${key}`), value });
}

/** The first key after all that start with a prefix. */
function afterAll(prefix: string): string {
  return `${prefix.slice(0, -1)}${String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)}`;
}

async function ask(etcd: string, call: 'range' | 'put', body: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(`${etcd}/v3/kv/${call}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`etcd ${call}: ${response.status} ${await response.text()}`);
  return response.json();
}

function encoded(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
