import { asFields, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';
import type { Sources } from '../sources.ts';
import exampleNames from './example-names.json' with { type: 'json' };
import { definitionsIn, platformIn } from './literals.ts';

/** What a company calls its things: the value of each field that is a name, by its path. */
export type NamesByPath = Readonly<Record<string, string>>;

/** The names of a company: those of all environments together, and of each. */
export interface Names {
  readonly platform: NamesByPath;
  readonly environments: Readonly<Record<string, NamesByPath>>;
}

/** The names in the manual and in the examples of rules: those of the catalog that this repository began with. */
export const namesOfExample: Names = exampleNames;

/** Fields that name something, and do not say how much of it there is or how it works. */
const isName: readonly RegExp[] = [
  /^(imageRepository|labelDomain|registries\.\d+|breakGlassGroup|incidentOwner|acmeEmail)$/,
  /^(signing\.(issuer|repositories\.\d+)|git\.(url|files)|argo\.(host|slackChannel)|groups\.\w+\.\w+)$/,
  /^(vault\.server|identity\.(issuer|keys))$/,
  /^(vault|identity|edge|kubernetesApi|nodes|signing|argo)\.(\w+\.\d+|service)$/,
  /^(namespaces\.\w+|clusters\.\d+\.(name|zones\.\d+)|host|corsOrigins\.\d+)$/,
  /(^|\.)(bucket|region|role|archiveRole|hostedZone|endpoints\.\d+|hosts\.\w+|channels\.\w+)$/,
];

/** The names in the catalog of a repository; those of the examples where it has none. */
export function namesIn(sources: Sources): Names {
  const platform = platformIn(sources);
  return platform === undefined ? namesOfExample : namesOf(platform, definitionsIn(sources, 'environments'));
}

/** The names in what the files of a platform and its environments say. */
export function namesOf(platform: Fields, environments: readonly Fields[]): Names {
  return {
    platform: { ...named(platform), ...derived(textAt(platform, 'imageRepository') ?? '') },
    environments: Object.fromEntries(environments.map((fields) => [textAt(fields, 'name') ?? '', named(fields)])),
  };
}

function derived(imageRepository: string): NamesByPath {
  return { 'registry of images': imageRepository.split('/')[0] ?? '' };
}

function named(value: unknown, path = ''): NamesByPath {
  if (typeof value === 'string') return isName.some((pattern) => pattern.test(path)) ? { [path]: value } : {};
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(asFields(value) ?? {});
  return Object.assign({}, ...entries.map(([key, field]) => named(field, path === '' ? String(key) : `${path}.${key}`)));
}

/** Rewrites a text: every name of the one company becomes that of the other. */
export type Renaming = (text: string) => string;

/** Undefined where both companies call everything alike. */
export function renaming(pairs: readonly (readonly [from: string, to: string])[]): Renaming | undefined {
  const table = new Map<string, string>();
  for (const [from, to] of pairs) if (from !== '' && !table.has(from)) table.set(from, to);
  const changed = [...table].filter(([from, to]) => from !== to).map(([from]) => from);
  if (changed.length === 0) return undefined;
  // Names that stay are in the table, too, so that no shorter one is found in them.
  const names = [...table.keys()].toSorted((a, b) => b.length - a.length).map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![A-Za-z0-9-])(?:${names.join('|')})(?![A-Za-z0-9]|-[A-Za-z0-9])`, 'g');
  return (text) => text.replaceAll(pattern, (name) => table.get(name) ?? name);
}

/**
 * The names of both companies that mean the same.
 * @param environment whose names come first; absent: those of all
 */
export function pairsOf(from: Names, to: Names, environment?: string): readonly (readonly [string, string])[] {
  const both = (a: NamesByPath = {}, b: NamesByPath = {}) =>
    Object.entries(a).flatMap(([path, name]) => (b[path] === undefined ? [] : [[name, b[path]] as const]));
  const order = [...(environment === undefined ? [] : [environment]), ...Object.keys(from.environments)];
  return [
    ...both(from.platform, to.platform),
    ...[...new Set(order)].flatMap((name) => both(from.environments[name], to.environments[name])),
  ];
}

/** For documents that are made of rules and requirements, which speak of the company of the manual: says it in the names of the catalog. */
export function inOurNames(sources: Sources): Renaming {
  return renaming(pairsOf(namesOfExample, namesIn(sources), 'production')) ?? ((text) => text);
}

/** All texts of a value rewritten, those of keys too. */
export function renamed<Value>(value: Value, rename: Renaming): Value {
  return walk(value, rename) as Value;
}

function walk(value: unknown, rename: Renaming): unknown {
  if (typeof value === 'string') return rename(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, rename));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [rename(key), walk(field, rename)]));
}
