import { asText, at, listAt, textAt } from '../../policies/kubernetes/fields.ts';

/**
 * Copies what an API server keeps of one API group in etcd to the prefix of another, which has not been started yet. Through the JSON
 * gateway of etcd's own API (`/v3/kv`, etcd 3.6), whose keys and values are base64.
 */
export async function copyGroup(etcd: string, from: string, to: string, group: string): Promise<void> {
  const prefix = `/${from}/${group}/`;
  const answer = await ask(etcd, 'range', { key: encoded(prefix), range_end: encoded(afterAll(prefix)) });
  const pairs = listAt(answer, 'kvs');
  if (pairs.length === 0) throw new Error(`etcd holds nothing under ${prefix}.`);
  for (const pair of pairs) {
    const key = Buffer.from(textAt(pair, 'key') ?? '', 'base64').toString('utf8');
    await ask(etcd, 'put', { key: encoded(`/${to}/${key.slice(`/${from}/`.length)}`), value: asText(at(pair, 'value')) ?? '' });
  }
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
