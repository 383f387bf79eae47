import { begunBy } from '../../kubernetes/access/owners.ts';
import { type SecretRead, secretReadsOf } from '../../kubernetes/access/secret-stores.ts';
import { titleOf } from '../../kubernetes/objects.ts';
import { perWorld } from '../../kubernetes/per-world.ts';
import type { Manifest, Problem, World } from '../../model.ts';
import { defineRule } from '../../model.ts';

const entry = (key: string, path: string, property: string) =>
  `{ secretKey: ${key}, remoteRef: { key: erp/production/${path}, property: ${property} } }`;
const secret = (name: string, ...entries: readonly string[]) => `
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: ${name}, namespace: erp-prod }
spec: { data: [${entries.join(', ')}] }
`;
const example =
  secret(
    'sales',
    entry('DATABASE_PASSWORD', 'sales-database', 'DATABASE_PASSWORD'),
    entry('REDIS_PASSWORD', 'sales', 'REDIS_PASSWORD'),
    entry('JWT_SECRET', 'sales', 'JWT_SECRET'),
  ) + secret('sales-user', entry('password', 'sales-database', 'DATABASE_PASSWORD'));
const from = 'every value under its name';
const on = 'ExternalSecret/sales';

export default defineRule({
  id: 'match-secret-entry',
  severity: 'error',
  manual: '2.3 (D25, R24)',
  summary: 'Fetch every value of a Secret from the path and the property that are called after it.',
  rationale:
    'What is fetched under the name of another value is a valid password, only not this one: the service starts, signs its tokens with the password of ' +
    'its cache, and nobody is refused until that changes. A path that is written otherwise than everywhere else is not there.',
  remediation: 'Correct remoteRef.key and remoteRef.property, which generators/resources/external-secret.ts and generators/platform write.',
  scope: 'object',
  kinds: ['ExternalSecret'],

  check(manifest, world) {
    const reads = secretReadsOf(manifest);
    return [...reads.flatMap((read) => exchanged(manifest, read, reads, world)), ...misspelt(manifest, reads, world)];
  },

  examples: {
    pass: [
      { name: from, manifests: example },
      {
        name: 'one password under two names',
        manifests: secret('sales', entry('DB_PASSWORD', 'sales', 'PGPASSWORD'), entry('PGPASSWORD', 'sales', 'PGPASSWORD')),
      },
      {
        name: 'keys and properties in two spellings',
        manifests: secret('sales', entry('dbPassword', 'sales', 'db-password'), entry('apiKey', 'sales', 'api-key')),
      },
      {
        name: 'paths that are told apart by a number',
        manifests: secret('sales', entry('a', 'replica1', 'a'), entry('b', 'replica2', 'b')),
      },
      {
        name: 'paths of two things, of which one word is like another',
        manifests: secret('a', entry('a', 'orders', 'a')) + secret('b', entry('b', 'order', 'b')),
      },
    ],
    fail: [
      {
        name: 'the key of the tokens as the password of the cache',
        from,
        change: { 'ExternalSecret/sales > spec.data[1].remoteRef.property': 'JWT_SECRET' },
        problems: [
          {
            on,
            message: 'ExternalSecret "sales" fetches "JWT_SECRET" as "REDIS_PASSWORD", and under its own name as well.',
            path: 'spec.data[1].remoteRef.property',
          },
        ],
      },
      {
        name: 'names in two spellings',
        from: 'keys and properties in two spellings',
        change: { 'ExternalSecret/sales > spec.data[0].remoteRef.property': 'api-key' },
        problems: [
          {
            on,
            message: 'ExternalSecret "sales" fetches "api-key" as "dbPassword", and under its own name as well.',
            path: 'spec.data[0].remoteRef.property',
          },
        ],
      },
      {
        name: 'a path that is written otherwise than by who makes the role',
        from,
        change: { 'ExternalSecret/sales > spec.data[0].remoteRef.key': 'erp/production/sales-databases' },
        problems: [
          {
            on,
            message:
              'ExternalSecret "sales" reads "erp/production/sales-databases", which nothing else does: "erp/production/sales-database" is read.',
            path: 'spec.data[0].remoteRef.key',
          },
          {
            on: 'ExternalSecret/sales-user',
            message:
              'ExternalSecret "sales-user" reads "erp/production/sales-database", which nothing else does: "erp/production/sales-databases" is read.',
            path: 'spec.data[0].remoteRef.key',
          },
        ],
      },
    ],
  },
});

/** A name without what tells one spelling from another: `dbPassword` is `DB_PASSWORD`. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Whether two names end alike in what they say a value is: `DB_PASSWORD` and `PGPASSWORD`. */
function areOfOneSort(one: string, other: string): boolean {
  const [first = '', second = ''] = [one, other].map((name) =>
    name
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .at(-1),
  );
  return first.includes(second) || second.includes(first);
}

/** A value that is fetched under its own name too, for a key which is another sort of thing, or which is a property elsewhere. */
function exchanged(
  manifest: Manifest,
  { key, path, property, field }: SecretRead,
  reads: readonly SecretRead[],
  world: World,
): readonly Problem[] {
  if (key === undefined || plain(key) === plain(property) || property === '*') return [];
  const own = reads.some((other) => other.property === property && other.path === path && plain(other.key ?? '') === plain(property));
  if (!own || (areOfOneSort(key, property) && !properties(world).has(plain(key)))) return [];
  const message = `${titleOf(manifest)} fetches "${property}" as "${key}", and under its own name as well.`;
  return [{ message, path: field.replace(/\.key$/, '.property') }];
}

const properties = perWorld(
  (world: World) =>
    new Set(
      world
        .ofKind('ExternalSecret')
        .flatMap(secretReadsOf)
        .map(({ property }) => plain(property)),
    ),
);

/** ExternalSecrets that read a path, by path. */
const readers = perWorld((world: World) => {
  const found = new Map<string, Set<Manifest>>();
  for (const external of world.ofKind('ExternalSecret')) {
    for (const { path } of secretReadsOf(external)) found.set(path, (found.get(path) ?? new Set()).add(external));
  }
  return found;
});

/** Paths that one entry alone reads, and that differ by a slip from one that this or another object reads the same of. */
function misspelt(manifest: Manifest, reads: readonly SecretRead[], world: World): readonly Problem[] {
  return reads.flatMap(({ path, property, field }): readonly Problem[] => {
    if (reads.filter((read) => read.path === path).length > 1 || (readers(world).get(path)?.size ?? 0) > 1) return [];
    const hasRead = (reader: Manifest, other: string) =>
      reader === manifest || secretReadsOf(reader).some((read) => read.path === other && read.property === property);
    const near = new Set(spellingsOf(path).flatMap((spelling) => spellings(world).get(spelling) ?? []));
    const meant = [...near].find(
      (other) => isSlip(path, other, world) && [...(readers(world).get(other) ?? [])].some((reader) => hasRead(reader, other)),
    );
    if (meant === undefined) return [];
    return [{ message: `${titleOf(manifest)} reads "${path}", which nothing else does: "${meant}" is read.`, path: field }];
  });
}

function wordsIn(path: string): readonly string[] {
  return path.toLowerCase().split(/[^a-z0-9]+/);
}

/** A path without one letter of one word of five letters or more: what differs by one letter, or by two that changed places, has one in common. */
function spellingsOf(path: string): readonly string[] {
  const words = wordsIn(path);
  return words.flatMap((word, index) => {
    if (word.length < 5) return [];
    const [before, after] = [words.slice(0, index).join('/'), words.slice(index + 1).join('/')];
    const lacking = [...word].map((_, letter) => word.slice(0, letter) + word.slice(letter + 1));
    return [...new Set([word, ...lacking])].map((text) => `${before}|${text}|${after}`);
  });
}

const spellings = perWorld((world: World) => {
  const found = new Map<string, string[]>();
  for (const path of readers(world).keys()) {
    for (const spelling of spellingsOf(path)) {
      const paths = found.get(spelling);
      if (paths === undefined) found.set(spelling, [path]);
      else paths.push(path);
    }
  }
  return found;
});

/** Whether two paths differ in one word of five letters or more, by one letter or two that changed places, and are not those of two services. */
function isSlip(path: string, other: string, world: World): boolean {
  const [one, two] = [wordsIn(path), wordsIn(other)];
  const different = one.flatMap((word, index) => (word === two[index] ? [] : [[word, two[index] ?? ''] as const]));
  const [pair] = different;
  if (one.length !== two.length || pair === undefined || different.length > 1) return false;
  const [word, meant] = pair;
  const isNumber = word.replaceAll(/\d/g, '') === meant.replaceAll(/\d/g, '');
  if (Math.min(word.length, meant.length) < 5 || isNumber || !areOneLetterApart(word, meant)) return false;
  const [ours, theirs] = [path, other].map((text) => begunBy(text.split('/').at(-1) ?? '', world));
  return ours === undefined || theirs === undefined || ours === theirs;
}

function areOneLetterApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  let end = 0;
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end += 1;
  const [left, right] = [short.slice(start, short.length - end), long.slice(start, long.length - end)];
  return (left.length <= 1 && right.length <= 1) || (left.length === 2 && right === `${left[1]}${left[0]}`);
}
