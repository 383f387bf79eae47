import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type KeptGroup, type ServedKind, servedKinds } from '../../../policies/schemas/structural/definition.ts';

/** A kind of object as its manifests name it. */
export interface KindName {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Versions {
  /** Versions by kind. */
  readonly served: Readonly<Record<string, readonly string[]>>;
  readonly gone: Readonly<Record<string, readonly string[]>>;
}

// The table that `npm run charts` makes of the definitions of the pinned charts (scripts/charts/kinds).
const folder = path.join(import.meta.dirname, '../../../policies/schemas/definitions');
let index: Readonly<Record<string, Versions>> | undefined;
const groups = new Map<string, ReadonlyMap<string, ServedKind>>();

function groupsOf(): Readonly<Record<string, Versions>> {
  index ??= (read('index') as { readonly groups: Readonly<Record<string, Versions>> }).groups;
  return index;
}

/** A kind that an operator of the platform serves, with all that its definition says; undefined when none does. */
export function servedKind(apiVersion: string, kind: string): ServedKind | undefined {
  const { group, version } = partsOf(apiVersion);
  if (!isServedKind(apiVersion, kind)) return undefined;
  const known = groups.get(group) ?? servedKinds(read(group) as KeptGroup);
  groups.set(group, known);
  return known.get(`${version}/${kind}`);
}

/** Whether an operator of the platform serves a kind. */
export function isServedKind(apiVersion: string, kind: string): boolean {
  const { group, version } = partsOf(apiVersion);
  const served = Object.hasOwn(groupsOf(), group) ? groupsOf()[group]?.served : undefined;
  return served !== undefined && Object.hasOwn(served, kind) && served[kind]?.includes(version) === true;
}

/** All kinds that operators of the platform serve, or served once. */
export function definedKinds(which: keyof Versions): readonly KindName[] {
  return Object.entries(groupsOf()).flatMap(([group, versions]) =>
    Object.entries(versions[which]).flatMap(([kind, names]) => names.map((name) => ({ apiVersion: `${group}/${name}`, kind }))),
  );
}

function partsOf(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
}
