import { createHash } from 'node:crypto';
import { asFields } from '../../../policies/kubernetes/fields.ts';
import { mapSchemas } from '../../../policies/schemas/structural/definition.ts';
import type { DefinedKind } from './pare.ts';

/** Bump it when the table is to say more, or something else. */
export const tableFormat = 1;

/** What the index of the table says. */
export interface KindIndex {
  readonly format: number;
  /** The charts whose definitions it was made of, by name: their versions. */
  readonly charts: Readonly<Record<string, string>>;
  /** By group: a hash of its file, and its kinds with the versions that are served and those that no longer are. */
  readonly groups: Readonly<Record<string, KindIndexGroup>>;
}

export interface KindIndexGroup {
  readonly hash: string;
  /** By kind. */
  readonly served: Readonly<Record<string, readonly string[]>>;
  readonly gone: Readonly<Record<string, readonly string[]>>;
}

/** A schema that is shorter, as JSON, is written again where it occurs again. */
const shortest = 40;

/** The files of the table by their names: the index, and one for each group. */
export function tableFiles(kinds: readonly DefinedKind[], charts: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const groups: Record<string, KindIndexGroup> = {};
  const byGroup = Map.groupBy(kinds, ({ group }) => group);
  for (const [group, members] of [...byGroup].sort(byKey)) {
    const text = groupText(members.filter(({ isServed }) => isServed));
    files.set(`${group}.json`, text);
    groups[group] = { hash: hashOf(text), served: versionsOf(members, true), gone: versionsOf(members, false) };
  }
  const index: KindIndex = { format: tableFormat, charts: Object.fromEntries(Object.entries(charts).sort(byKey)), groups };
  files.set('index.json', `${JSON.stringify(index, undefined, 1)}\n`);
  return files;
}

/** What stands in the index for a file. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function versionsOf(kinds: readonly DefinedKind[], isServed: boolean): Readonly<Record<string, readonly string[]>> {
  const versions: Record<string, string[]> = {};
  for (const { kind, version } of kinds.filter((entry) => entry.isServed === isServed).sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1))) {
    versions[kind] = [...(versions[kind] ?? []), version];
  }
  return versions;
}

/** One line for each schema that is shared, and for each kind. */
function groupText(kinds: readonly DefinedKind[]): string {
  const sorted = [...kinds].sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1));
  const counts = new Map<string, number>();
  const count = (schema: unknown): unknown => {
    const key = JSON.stringify(schema);
    const seen = counts.get(key) ?? 0;
    counts.set(key, seen + 1);
    if (seen === 0) mapSchemas(asFields(schema) ?? {}, count);
    return schema;
  };
  for (const { schema } of sorted) count(schema);
  const shared: string[] = [];
  const places = new Map<string, number>();
  const written = (schema: unknown): unknown => {
    const key = JSON.stringify(schema);
    if ((counts.get(key) ?? 0) < 2 || key.length < shortest) return mapSchemas(asFields(schema) ?? {}, written);
    const known = places.get(key);
    if (known !== undefined) return { $: known };
    const text = JSON.stringify(mapSchemas(asFields(schema) ?? {}, written));
    places.set(key, shared.length);
    shared.push(text);
    return { $: shared.length - 1 };
  };
  const lines = sorted.map((entry) => {
    const { schema, hasStatus, replicas } = entry;
    return `${JSON.stringify(titleOf(entry))}:${JSON.stringify({ schema: written(schema), hasStatus, ...(replicas !== undefined && { replicas }) })}`;
  });
  return `{"kinds":{\n${lines.join(',\n')}\n},"shared":[\n${shared.join(',\n')}\n]}\n`;
}

function titleOf({ version, kind }: Pick<DefinedKind, 'version' | 'kind'>): string {
  return `${version}/${kind}`;
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
