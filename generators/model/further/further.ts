import { buckets } from './buckets.ts';
import { mysql } from './mysql.ts';
import { opensearch } from './opensearch.ts';
import { rabbitmq } from './rabbitmq.ts';
import type { FurtherStore } from './store.ts';

/** Kinds of stores beyond those that are operated here, by the name that services use. One more is one more file, and its name here. */
export const furtherStores = { rabbitmq, opensearch, buckets, mysql } as const satisfies Readonly<Record<string, FurtherStore>>;

/** Name of such a kind. */
export type FurtherName = keyof typeof furtherStores;

/** All of them, in one order. */
export const furtherNames = Object.keys(furtherStores) as readonly FurtherName[];

/** The kind of a name; undefined for what is operated here. */
export function furtherStore(name: string): FurtherStore | undefined {
  return (furtherNames as readonly string[]).includes(name) ? furtherStores[name as FurtherName] : undefined;
}

/** Whether a name is that of such a kind. */
export function isFurther(name: string): name is FurtherName {
  return (furtherNames as readonly string[]).includes(name);
}
