import { formatIn } from './formats.ts';
import { kindOfName } from './names.ts';
import { decoded, isDense, isRandom, signatureIn, signatureInBase64 } from './shapes.ts';
import { isLiteral, isLogin, isMade, isObjectName, isOpen } from './values.ts';

export { isCredentialName } from './names.ts';
export { signatureIn } from './shapes.ts';
export { isLiteral } from './values.ts';

/** `scheme://user:password@`, and `user:password@tcp(` of the Go drivers; the group is the password. */
const userInfo: readonly RegExp[] = [
  /:\/\/[^\s/?#:@"'`]{0,200}:([^\s/?#@"'`]{1,400})@/g,
  /\b\w{1,64}:([^\s@:/"']{1,200})@(?:tcp|unix)\(/g,
  // A token in the place of a user: https://<token>@github.com
  /\bhttps?:\/\/((?=\w*\d)\w{20,200})@/g,
];

/** `key=value` and `key: value` in a text; groups: quote, key, separator, value. */
const pairs =
  /(?<![\w.$/]|\$\{|\w-)(["']?)([A-Za-z_][\w.-]{1,80})\1[ \t]{0,20}(=>|:=|=|:)[ \t]{0,20}("[^"\n]{1,400}"|'[^'\n]{1,400}'|[^\s"',;&|)}\]]{1,400})/g;

/** What is meant by a name. */
export interface Meaning {
  /** The name is a field of a kind, and no setting of a program: there a value such as `web-tls` is the name of an object. */
  readonly isField?: boolean;
  /** It is a variable of a program, or the key of a ConfigMap, so that nothing but the program reads the value. */
  readonly isVariable?: boolean;
}

/**
 * What credential a named value holds, such as `a URL with a password`; undefined for none. The value itself is never part of
 * the answer. A text of several lines is read for `key=value`, `key: value` and what other formats have.
 */
export function credentialIn(key: string, value: string, meaning: Meaning = {}): string | undefined {
  const own =
    signatureIn(value) ?? signatureInBase64(value) ?? (isSecretFor(key, value, value.trim(), meaning) ? 'a literal credential' : undefined);
  if (own !== undefined) return own;
  if (isDenseSecret(key, value)) return 'a literal credential';
  const inText = credentialInText(value, key);
  if (inText !== undefined) return inText;
  const inner = decoded(value);
  return inner === undefined ? undefined : (inDecoded(key, inner) ?? credentialInText(inner, key));
}

/** What credential a text of any format holds. */
function credentialInText(text: string, key: string): string | undefined {
  return (hasUserInfo(text) ? 'a URL with a password' : undefined) ?? formatIn(text, key) ?? pairIn(text);
}

/** `auth` of a Docker configuration is user and password in base64. */
function inDecoded(key: string, text: string): string | undefined {
  return /auth|basic|cred|login/i.test(key) && /^[\w.@-]{1,64}:\S{3,200}$/.test(text) ? 'a literal credential' : undefined;
}

function isSecretFor(key: string, raw: string, value: string, { isField = false, isVariable = false }: Meaning): boolean {
  // Several lines are a file: its name says little, its lines are read one by one.
  if (value.includes('\n') || raw.length > 4096) return false;
  switch (kindOfName(key)) {
    case 'password':
      return isLiteral(value) && (!isField || (isOpen(value) && kindOfName(value) === undefined));
    case 'secret':
      if (isVariable && isSecretNumber(key, value)) return true;
      return isLiteral(value) && isOpen(value) && !isPlainName(key, value, { isField, isVariable });
    case 'pin':
      return /^\d{4,12}$/.test(value);
    case 'mentions':
      return isMade(value) && isOpen(value) && !isObjectName(value) && !(isField && !/[A-Z_]|\d{3}/.test(value));
    case 'suspect':
      return isSuspicious(key, value) && !(isField && /^(?:key|auth)$/i.test(key));
    default:
      return false;
  }
}

/** Random, user and password where the name has `auth`, or the base32 of a seed for passwords of one use. */
function isSuspicious(key: string, value: string): boolean {
  if (isRandom(value)) return true;
  return /auth/i.test(key) ? isLogin(value) : /seed/i.test(key) && /^(?=.*\d)(?=.*[A-Z])[A-Z2-7]{16,64}={0,6}$/.test(value);
}

/** `API_TOKEN: 4711`; not a switch, nor a number of tokens, nor whole minutes, which say how long a token lives. */
function isSecretNumber(key: string, value: string): boolean {
  if (!/^\d{2,64}$/.test(value) || /(?:tokens|secrets|keys)(?![a-z])/i.test(key)) return false;
  return !(/token/i.test(key) && Number(value) % 60 === 0);
}

/** `secret: registry-credentials` names an object, and so does every field of a kind that ends so. */
function isPlainName(key: string, value: string, { isField, isVariable }: Required<Meaning>): boolean {
  if (isField) return !isRandom(value) && /^[A-Za-z0-9][\w.-]*$/.test(value) && !/\d{3}/.test(value);
  // `authKey: auth` names the key of a Secret; a variable in capitals is read by a program.
  if (/[a-z]/.test(key) && /^[A-Za-z][\w.-]*$/.test(value) && kindOfName(value) !== undefined) return !isVariable || /[-_.]/.test(value);
  return isObjectName(value) && /^secrets?$|(?:pull|tls|image|registry|ca|cert)[-_.]?secrets?$/i.test(key);
}

/** A key by its looks alone, where nothing says that it is a digest, an identifier or public. */
function isDenseSecret(key: string, value: string): boolean {
  if (!isDense(value.trim())) return false;
  return !/hash|digest|sum|sha|md5|commit|revision|[-_.\b]id\b|id$|uuid|print|pub|cert|crt|\bca\b|caBundle|etag|nonce|version|image|tag|cluster|dn|cursor|sig|encrypted|cipher|salt/i.test(
    key,
  );
}

function hasUserInfo(text: string): boolean {
  return userInfo.some((pattern) => [...text.matchAll(pattern)].some(([, password = '']) => isLiteral(password)));
}

function pairIn(text: string): string | undefined {
  for (const match of text.matchAll(pairs)) {
    const [whole, , key = '', separator, quoted = ''] = match;
    const isQuoted = /^["']/.test(quoted);
    const value = isQuoted ? quoted.slice(1, -1) : quoted;
    if (!isQuoted && isExpression(value)) continue;
    if (!isQuoted && separator === ':' && !endsLine(text, match.index + whole.length)) continue;
    if (isLabel(key, value)) continue;
    // `--from-literal=password=...` of kubectl, and `--set=auth.password=...` of Helm.
    const [, inner = key, last = value] =
      (separator === '=' && kindOfName(key) === undefined && /^([A-Za-z_][\w.-]{1,80})=(\S+)$/.exec(value)) || [];
    if (isSecretFor(inner, last, last, { isVariable: /^[A-Z][A-Z\d_]*$/.test(inner) }) && !isComment(text, match.index))
      return `a literal "${inner}"`;
  }
  return undefined;
}

/** What a screen calls it, in whatever language: `"password": "Password"`, `token=Token`. */
function isLabel(key: string, value: string): boolean {
  return /^[a-z]/.test(key) && /^(?:[A-Z][a-z]+ )?[A-Z]?[a-z]+$/.test(value) && /^[A-Z]/.test(value) && kindOfName(value) !== undefined;
}

/** Code (`os.environ[...]`, `request.token`) and YAML's own marks (`*alias`, `!tag`). */
function isExpression(value: string): boolean {
  return /[([{<]|^[*!]\w|^[a-z_]+(?:\.[a-z_]+)+$/i.test(value);
}

/** In YAML an unquoted value goes to the end of its line; in prose there are more words. */
function endsLine(text: string, index: number): boolean {
  return /^,?[ \t]{0,20}(?:#|\/\/|$|[\r\n}])/.test(text.slice(index, index + 24));
}

function isComment(text: string, index: number): boolean {
  const start = text.lastIndexOf('\n', index) + 1;
  return /^\s*(?:#|\/\/|;)/.test(text.slice(start, Math.min(index, start + 200)));
}
