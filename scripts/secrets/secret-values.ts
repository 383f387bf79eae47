import type { PlatformDefinition } from '../../generators/model/platform/platform.ts';
import type { SecretShape } from '../../generators/model/service/parts.ts';
import { ownSecrets, secretKeys } from '../../generators/model/service/secret.ts';
import type { ServiceDefinition } from '../../generators/model/service/service.ts';
import { type Layered, placeOf } from '../../generators/model/stores/places.ts';
import { databaseUrl, redisUrl } from '../../generators/model/stores/urls.ts';
import type { ErrorLines } from '../terminal/errors.ts';

/** What was read, or everything that is wrong with it. Messages never show any part of a value. */
export type Read = { readonly values: ReadonlyMap<string, string> } | { readonly problems: readonly [ErrorLines, ...ErrorLines[]] };

const longestText = 1 << 20;
const shortestPassword = 16;
const placeholder = /change[-_ ]?(this|me)|place[-_ ]?holder|example|your[-_ ]|_here\b|password|secret|base64[-_ ]encoded|<|>/i;

/** Reads KEY=VALUE lines. A value is everything after the first `=`, as it is, without quotes or escapes. */
export function readValues(bytes: Uint8Array): Read {
  const text = decoded(bytes);
  if (text === undefined) return { problems: [{ what: 'The input is not UTF-8 text of at most 1 MiB.', how: lineFormat }] };
  const values = new Map<string, string>();
  const problems: ErrorLines[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const where = `standard input, line ${index + 1}`;
    const [, key, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) problems.push({ what: 'The line is not KEY=VALUE.', where, how: lineFormat });
    else if (values.has(key)) problems.push({ what: `"${key}" is given twice.`, where, how: 'Give each key once.' });
    else values.set(key, value);
  }
  const [first, ...others] = problems;
  return first === undefined ? { values } : { problems: [first, ...others] };
}

const lineFormat = 'Write one KEY=VALUE on each line, the key in capitals, the value without quotes.';

/** What is missing, not needed, weak, or in disagreement with the catalog. */
export function valueProblems(
  values: ReadonlyMap<string, string>,
  service: ServiceDefinition,
  environment: Layered,
  platform: Pick<PlatformDefinition, 'dataLayer'>,
): readonly ErrorLines[] {
  const keys = secretKeys(service);
  const checks: Readonly<Record<string, (value: string) => readonly ErrorLines[]>> = {
    DATABASE_URL: (value) =>
      service.database === undefined
        ? []
        : addressProblems(
            'DATABASE_URL',
            value,
            databaseUrl(service.database, '<password>', placeOf('postgres', environment, platform, service)),
          ),
    REDIS_URL: (value) => addressProblems('REDIS_URL', value, redisUrl(environment, platform, '<password>')),
    ...Object.fromEntries(
      Object.entries(ownSecrets(service)).map(([key, shape]) => [key, (value: string) => shapeProblems(key, value, shape)] as const),
    ),
  };
  return [
    ...keys.filter((key) => !values.has(key)).map((key) => ({ what: `The key "${key}" is missing.`, how: `Give ${keys.join(', ')}.` })),
    ...[...values.keys()]
      .filter((key) => !keys.includes(key))
      .map((key) => ({ what: `The service has no use for the key "${key}".`, how: `Give ${keys.join(', ')} and no other key.` })),
    ...keys.flatMap((key) => {
      const value = values.get(key);
      return value === undefined ? [] : (checks[key]?.(value) ?? []);
    }),
  ];
}

function shapeProblems(key: string, value: string, shape: SecretShape): readonly ErrorLines[] {
  return shape.base64Bytes === undefined ? textProblems(key, value, shape.atLeast ?? 1) : bytesProblems(key, value, shape.base64Bytes);
}

function textProblems(key: string, value: string, atLeast: number): readonly ErrorLines[] {
  const how = `Make one with: openssl rand -base64 ${Math.max(48, atLeast)}`;
  const length = [...value].length;
  if (length < atLeast) return [{ what: `"${key}" has ${length} characters, fewer than ${atLeast}.`, how }];
  return isGuessable(value) ? [{ what: `"${key}" is a placeholder, or repeats few characters.`, how }] : [];
}

function bytesProblems(key: string, value: string, count: number): readonly ErrorLines[] {
  const how = `Make one with: openssl rand -base64 ${count}`;
  const bytes = Buffer.from(value, 'base64');
  if (bytes.toString('base64') !== value) return [{ what: `"${key}" is not base64.`, how }];
  if (bytes.length !== count) return [{ what: `"${key}" is base64 of ${bytes.length} bytes, not of ${count}.`, how }];
  // Of 32 random bytes about 30 differ; fewer than half never happens.
  return new Set(bytes).size < count / 2 ? [{ what: `"${key}" is not random.`, how }] : [];
}

/** Compares an address with the one that the catalog means, in which `<password>` stands for the password. */
function addressProblems(key: string, value: string, meant: string): readonly ErrorLines[] {
  const how = `Write ${meant} with the password in URL encoding.`;
  const [given, expected] = [parsedUrl(value), new URL(meant.replace('<password>', ''))];
  if (given === undefined) return [{ what: `"${key}" is no URL.`, how }];
  const parts = [
    ['scheme', given.protocol, expected.protocol],
    ['user', given.username, expected.username],
    ['host and port', given.host, expected.host],
    ['path', given.pathname, expected.pathname],
    ['query', sorted(given.searchParams), sorted(expected.searchParams)],
    ['fragment', given.hash, expected.hash],
  ] as const;
  const wrong = parts.filter(([, own, other]) => own !== other).map(([what]) => ({ what: `"${key}" has another ${what}.`, how }));
  return [...wrong, ...passwordProblems(key, given.password)];
}

function passwordProblems(key: string, encoded: string): readonly ErrorLines[] {
  const how = 'Make one with: openssl rand -hex 24';
  const password = unescaped(encoded);
  if (password === undefined) return [{ what: `The password in "${key}" is not in URL encoding.`, how }];
  if (password === '') return [{ what: `"${key}" has no password.`, how }];
  const length = [...password].length;
  if (length < shortestPassword)
    return [{ what: `The password in "${key}" has ${length} characters, fewer than ${shortestPassword}.`, how }];
  return isGuessable(password) ? [{ what: `The password in "${key}" is a placeholder, or repeats few characters.`, how }] : [];
}

function isGuessable(value: string): boolean {
  return placeholder.test(value) || new Set(value).size < 8;
}

function parsedUrl(text: string): URL | undefined {
  // A new URL drops spaces around it; what is sealed would keep them.
  return URL.canParse(text) && !/\s/.test(text) ? new URL(text) : undefined;
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function sorted(parameters: URLSearchParams): string {
  return [...parameters]
    .map((pair) => pair.join('='))
    .sort()
    .join('&');
}

function decoded(bytes: Uint8Array): string | undefined {
  if (bytes.length > longestText) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
