import { uuid } from '../kubernetes/cloud/clouds.ts';
import { asFields, at, fieldsAt, listAt, textAt } from '../kubernetes/fields.ts';
import type { Fields } from '../model.ts';

/** What the catalog says of one environment. */
export interface Declared {
  /** The file of the environment, as data, and its `versions`. */
  readonly definition: Fields;
  /** Whether Argo CD runs in a cluster of it. */
  readonly hostsArgo: boolean;
  /** Names of all services of the catalog, delivered here or not. */
  readonly services: readonly string[];
  /** What a service is here: its file, of what depends on the environment only this one, and its release; undefined where it is not. */
  service(name: string): Fields | undefined;
}

/**
 * Of which service of the catalog an object is, by its label or its name; undefined: of none.
 * @param formerly see `formerNames`; absent: nothing was called otherwise
 */
export function serviceOf(
  { labels, name }: { readonly labels: Readonly<Record<string, string>>; readonly name: string },
  services: ReadonlySet<string>,
  formerly: () => ReadonlyMap<string, string> = () => new Map(),
): string | undefined {
  const own = [labels['app'], name].flatMap((text) => (text === undefined ? [] : (longestOf(text, services) ?? [])))[0];
  if (own !== undefined) return own;
  const former = longestOf(name, formerly());
  return former === undefined ? undefined : formerly().get(former);
}

/** Names that services had before, by which objects of the data layer go on being called, each with the service of now. */
export function formerNames(declared: readonly Declared[]): ReadonlyMap<string, string> {
  return new Map(
    declared.flatMap((environment) =>
      environment.services.flatMap((name) =>
        listAt(environment.service(name), 'formerly').flatMap((former) => (typeof former === 'string' ? [[former, name] as const] : [])),
      ),
    ),
  );
}

/** The longest of some names that a text is, or begins with before a hyphen. */
function longestOf(text: string, names: { has(name: string): boolean }): string | undefined {
  for (let end = text.length; end > 0; end = text.lastIndexOf('-', end - 1)) {
    if (names.has(text.slice(0, end))) return text.slice(0, end);
  }
  return undefined;
}

/**
 * Whether two environments are told the same of something: a path in their files such as `dataLayer.kafka`, `service` with a path in
 * what the service is there, `zones` of its clusters, `elsewhere` for the stores that somebody else runs, `delivered` for which services there are, `services` for what is said of all of them,
 * or with a path for that of it, `hostsArgo`.
 */
export function saysSame(one: Declared, other: Declared, fact: string, service: string | undefined): boolean {
  return JSON.stringify(told(one, fact, service)) === JSON.stringify(told(other, fact, service));
}

function told(declared: Declared, fact: string, service: string | undefined): unknown {
  const [first, ...rest] = fact.split('.');
  switch (first) {
    case 'hostsArgo':
      return declared.hostsArgo;
    case 'elsewhere': {
      const layer = fieldsAt(declared.definition, 'dataLayer');
      const none = at(declared.definition, 'place', 'role') === 'stateless';
      return [Object.keys(layer).map((store) => [store, none ? 'none' : at(layer, store, 'external')]), at(declared.definition, 'stores')];
    }
    case 'places':
      return at(declared.definition, 'place') !== undefined;
    case 'sleeps':
      return at(declared.definition, 'place', 'role') === 'standby';
    case 'stateless':
      return at(declared.definition, 'place', 'role') === 'stateless';
    case 'zones':
      return listAt(declared.definition, 'clusters').map((cluster) => at(cluster, 'zones'));
    case 'delivered':
      return declared.services.filter((name) => isThere(declared, name));
    case 'services':
      return declared.services.map((name) => at(declared.service(name), ...rest));
    case 'service': {
      const own = service === undefined ? undefined : declared.service(service);
      return rest.length === 0 ? service !== undefined && isThere(declared, service) : at(own, ...rest);
    }
    default:
      return at(declared.definition, first ?? '', ...rest);
  }
}

/** Whether a service runs in an environment: a place that keeps nothing has only those that keep nothing, and call none that does. */
function isThere(declared: Declared, name: string, callers: ReadonlySet<string> = new Set()): boolean {
  const own = declared.service(name);
  if (own === undefined) return false;
  if (at(declared.definition, 'place', 'role') !== 'stateless') return true;
  const disks = Object.values(fieldsAt(own, 'volumes')).some((volume) => at(volume, 'disk') !== undefined);
  if (disks || listAt(own, 'uses').some((use) => use !== 'tracing')) return false;
  const called = listAt(own, 'calls').flatMap((call) => {
    const text = typeof call === 'string' ? call : at(call, 'optional') === true ? undefined : textAt(call, 'to');
    return text === undefined ? [] : (longestOf(text.replace(/:.*$/, '').replaceAll('/', '-'), new Set(declared.services)) ?? []);
  });
  return called.every((other) => other === name || callers.has(other) || isThere(declared, other, new Set([...callers, name])));
}

/**
 * How texts of two environments are compared: the names, hosts, roles and buckets that their files give them are the same thing, each in
 * its own. `hashed` are the names that kustomize makes of contents.
 */
export function alikeIn(one: Declared, other: Declared, hashed: readonly [ReadonlySet<string>, ReadonlySet<string>]) {
  const pairs = pairsOf(one.definition, other.definition);
  return (left: string, right: string): boolean =>
    (hashed[0].has(left) && hashed[1].has(right) && left.slice(0, -hashLength) === right.slice(0, -hashLength)) ||
    isAlike(left, right, pairs);
}

const hashLength = 11;

type Pair = readonly [string, string];

/** What stands at the same place of both files and is not the same, as far as it is a name: no word of a list, no amount. */
function pairsOf(one: Fields, other: Fields): readonly Pair[] {
  const pairs: Pair[] = [];
  const walk = (left: unknown, right: unknown, key: string) => {
    if (typeof left === 'string' && typeof right === 'string') {
      if (left !== right && (isOwnName.has(key) || (isName(left) && isName(right)))) pairs.push([left, right]);
    } else if (Array.isArray(left) && Array.isArray(right)) {
      for (const [index, item] of left.entries()) walk(item, right[index], key);
    } else {
      for (const [name, value] of Object.entries(asFields(left) ?? {}))
        if (name !== 'versions') walk(value, fieldsAt({ right }, 'right')[name], name);
    }
  };
  walk(one, other, '');
  // Services may have hosts of their own beside that of the API.
  const [domain, theirs] = [one, other].map((definition) => textAt(definition, 'host')?.replace(/^[^.]*\./, '') ?? '');
  if (domain !== undefined && theirs !== undefined && domain !== theirs) pairs.push([domain, theirs]);
  return pairs.sort(([a], [b]) => b.length - a.length);
}

const isOwnName: ReadonlySet<string> = new Set(['name', 'shortName', 'app', 'infra']);

function isName(text: string): boolean {
  // An identity of Azure may begin with a digit.
  if (uuid.test(text)) return true;
  return text.length >= 6 && /[./:#-]/.test(text) && !/^\d/.test(text) && !/\s/.test(text);
}

/** Whether one text becomes the other where names of one environment, as whole words, become those of the other. */
function isAlike(left: string, right: string, pairs: readonly Pair[]): boolean {
  const failed = new Set<number>();
  const from = (start: number, other: number): boolean => {
    for (let [i, j] = [start, other]; ; i += 1, j += 1) {
      if (i === left.length && j === right.length) return true;
      if (!isLetter(left[i - 1]) && !isLetter(right[j - 1])) {
        const place = i * (right.length + 1) + j;
        if (failed.has(place)) return false;
        failed.add(place);
        const [here, there] = [i, j];
        const named = pairs.filter(([a, b]) => isWordAt(left, here, a) && isWordAt(right, there, b));
        if (named.some(([a, b]) => from(here + a.length, there + b.length))) return true;
      }
      if (left[i] !== right[j] || i >= left.length) return false;
    }
  };
  return from(0, 0);
}

function isWordAt(text: string, index: number, word: string): boolean {
  return text.startsWith(word, index) && !isLetter(text[index + word.length]);
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[A-Za-z0-9]/.test(character);
}
