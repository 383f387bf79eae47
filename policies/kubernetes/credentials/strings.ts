import { asFields, below } from '../fields.ts';
import { credentialWords, hasCredentialWord } from './commands.ts';
import { credentialIn } from './credentials.ts';

/** A credential in an object. */
export interface FoundCredential {
  /** Such as `a URL with a password`. */
  readonly what: string;
  /** The field that holds it. */
  readonly path: string;
  /** What it is called there: the key, or the name beside the value. */
  readonly name: string;
}

/** Fields that are about credentials of everybody, or hold none by what they are. */
const skipped: ReadonlySet<string> = new Set(['status', 'managedFields', 'encryptedData', 'caBundle', 'openAPIV3Schema']);

/** Mappings whose keys are settings of programs, and not fields of a kind. */
const settings =
  /^(?:data|stringData|binaryData|annotations|labels|env|values|valuesObject|parameters|args|config|conf|settings|properties|variables|headers|httpHeaders|extraEnv\w*)$/;

/** Every credential in the strings of an object, in their order. */
export function credentialsIn(fields: unknown): readonly FoundCredential[] {
  const found: FoundCredential[] = [];
  walk(fields, '', '', 'field', found);
  return found;
}

/** What a value is: a field of a kind, a setting of a program, or one that nothing but the program reads. */
type Sort = 'field' | 'setting' | 'variable';

function walk(value: unknown, path: string, name: string, sort: Sort, found: FoundCredential[]): void {
  // Charts write a number of their values as the text of a Secret.
  const text = typeof value === 'number' && sort !== 'field' && value > 9 ? String(value) : value;
  if (typeof text === 'string') {
    const what = readOnce(name, text, sort);
    if (what !== undefined) found.push({ what, path, name });
    return;
  }
  if (Array.isArray(value)) {
    walkList(value, path, name, sort, found);
    return;
  }
  const fields = asFields(value);
  if (fields === undefined) return;
  const pair = pairIn(fields);
  for (const [key, field] of Object.entries(fields)) {
    if (skipped.has(key) || isKeyName(key, fields)) continue;
    const isNamed = pair !== undefined && key === 'value';
    walk(field, below(path, key), isNamed ? pair : key, isNamed || path === 'data' ? 'variable' : sortBelow(key, field, sort), found);
  }
}

function sortBelow(key: string, field: unknown, sort: Sort): Sort {
  if (sort === 'field') return settings.test(key) && !Array.isArray(field) ? 'setting' : 'field';
  return 'setting';
}

/** What was found in texts so far: environments hold the same ones, and charts' objects, too. */
const read = new Map<string, string | undefined>();
/** Characters that are remembered at most. */
const mostRead = 2 ** 23;
let readLength = 0;

/** What credential a value of that name holds. */
function readOnce(name: string, value: string, sort: Sort): string | undefined {
  const key = `${sort}\n${name}\n${value}`;
  if (read.has(key)) return read.get(key);
  const meaning = { isField: sort === 'field', isVariable: sort === 'variable' };
  const what = credentialIn(name, value, meaning) ?? (hasCredentialWord(value) ? 'a literal credential' : undefined);
  readLength += key.length;
  if (readLength > mostRead) {
    read.clear();
    readLength = key.length;
  }
  read.set(key, what);
  return what;
}

function walkList(list: readonly unknown[], path: string, name: string, sort: Sort, found: FoundCredential[]): void {
  const words = list.map((item) => (typeof item === 'string' ? item : ''));
  const isCommand =
    /^(?:command|args?|argv|arguments|extraArgs|additionalArgs|entrypoint)$/i.test(name) || words.some((word) => /^--?\w/.test(word));
  const secret = new Set(isCommand ? credentialWords(words) : []);
  for (const [index, item] of list.entries()) {
    const place = `${path}[${index}]`;
    if (typeof item === 'string' && secret.has(index)) found.push({ what: 'a literal credential', path: place, name });
    // A word of a command is no value of its field.
    else if (typeof item === 'string') walk(item, place, isCommand ? '' : name, isCommand ? 'setting' : sort, found);
    else walk(item, place, name, sort, found);
  }
}

/** External Secrets calls the key of a Secret that it fills, or reads, `secretKey`: beside the place where the value is. */
function isKeyName(key: string, fields: Readonly<Record<string, unknown>>): boolean {
  return key === 'secretKey' && (fields['remoteRef'] !== undefined || fields['sourceRef'] !== undefined);
}

/** The name of `{ name, value }`, as variables, headers and parameters of Helm have it. */
function pairIn(fields: Readonly<Record<string, unknown>>): string | undefined {
  const name = fields['name'] ?? fields['key'] ?? fields['header'];
  return typeof name === 'string' && fields['value'] !== undefined ? name : undefined;
}
