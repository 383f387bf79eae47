/** Shapes that only a credential has, whatever its key is called. */
const signatures: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/ },
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a JSON Web Token', pattern: /\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{8,}/ },
  { what: 'an access token of GitHub', pattern: /\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\w{22,})/ },
  { what: 'an access token of GitLab', pattern: /\bglpat-[\w-]{20}/ },
  { what: 'an access token of Slack', pattern: /\bxox[abeprs]-[\w-]{10,}/ },
  { what: 'a webhook of Slack', pattern: /hooks\.slack\.com\/services\/T\w{6,20}\/B\w{6,20}\/\w{16,40}/ },
  { what: 'an API key of Google', pattern: /\bAIza[\w-]{35}/ },
  { what: 'an API key of Stripe', pattern: /\b[rs]k_live_\w{16,}/ },
  { what: 'a token of Vault', pattern: /\bhv[bs]\.[\w-]{20,}/ },
];

/** `scheme://user:password@`, and `user:password@tcp(` of the Go drivers; the group is the password. */
const userInfo: readonly RegExp[] = [/:\/\/[^\s/?#:@"'`]{0,200}:([^\s/?#@"'`]{1,400})@/g, /\b\w{1,64}:([^\s@:/"']{1,200})@(?:tcp|unix)\(/g];

/** `key=value` and `key: value` in a text; groups: quote, key, separator, value. */
const pairs =
  /(?<![\w.$]|\$\{)(["']?)([A-Za-z_][\w.-]{1,80})\1[ \t]{0,20}(=>|:=|=|:)[ \t]{0,20}("[^"\n]{1,400}"|'[^'\n]{1,400}'|[^\s"',;&|)}\]]{1,400})/g;

const passwords = /(?:password|passwd|passphrase|^pwd|^pass)$/;

/** `proxy_pass` passes requests on. */
const passing: ReadonlySet<string> = new Set('fastcgi grpc proxy scgi uwsgi'.split(' '));

const secrets = /(?:secret|token|credentials?|api_?key|access_?key|secret_?key|private_?key)$/;

/** Words before `key` that make it a secret one. */
const secretKeys: ReadonlySet<string> = new Set(
  'account aes auth cipher crypto encryption hmac jwt license master session shared signing'.split(' '),
);

/** Words that say how a credential is spelled or how old it is, not what it is. */
const suffixes: ReadonlySet<string> = new Set('b64 base64 current new old plain plaintext previous value'.split(' '));

/** Words that make a name be about credentials without being one: a topic, a limit, a reference, a switch. */
const aboutOnly: ReadonlySet<string> = new Set(
  'allow allowed cookie count disable disabled enable enabled event events existing feature flag has header image max metric min name pull queue require required tls topic topics use'.split(
    ' ',
  ),
);

/** Last words of names that often hold a secret, so that only a random value tells. */
const suspects: ReadonlySet<string> = new Set('auth key pepper salt seed'.split(' '));
const harmlessKeys: ReadonlySet<string> = new Set(
  'cache foreign idempotency id partition prefix primary pub public routing sort'.split(' '),
);

/**
 * What credential a named value holds, such as `a URL with a password`; undefined for none. The value itself is never part of
 * the answer. A text of several lines is read for `key=value` and `key: value`.
 */
export function credentialIn(key: string, value: string): string | undefined {
  return (
    signatureIn(value) ??
    (isSecretFor(key, value, value.trim()) ? 'a literal credential' : undefined) ??
    (hasUserInfo(value) ? 'a URL with a password' : undefined) ??
    pairIn(value)
  );
}

/** A credential that is recognised by its shape alone, whatever it is called. */
export function signatureIn(text: string): string | undefined {
  return signatures.find(({ pattern }) => pattern.test(text))?.what;
}

/** Whether a name promises a credential: `DB_PASSWORD`, `jwtSecret`, `--api-key`; but not `TOKEN_TTL` or `PASSWORD_FILE`. */
export function isCredentialName(name: string): boolean {
  return kindOfName(name) === 'password' || kindOfName(name) === 'secret';
}

/** Whether a text is a value in itself: not empty, a switch, a path, an address, a placeholder or a reference to a variable. */
export function isLiteral(text: string): boolean {
  if (/^(?:|true|false|yes|no|on|off|none|null|nil|undefined|required|optional|enabled|disabled|string|str|-|~)$/i.test(text)) return false;
  // A default inside of a reference is a value: ${DB_PASSWORD:-hunter2}.
  const fallback = /^\$\{\w{1,100}:-?([^{}?][^{}]*)\}$/.exec(text)?.[1];
  if (fallback !== undefined) return isLiteral(fallback);
  if (/\{\{|^\$[({]|^\$\w+$|^`|^<[^>]*>$|^%|^[*.x]+$/i.test(text)) return false;
  if (/^(?:\.{0,2}|~)(?:\/[\w.-]+)+\/?$/.test(text)) return false;
  return !/^(?:[a-z][a-z0-9+.-]{0,30}:\/\/|vault:|env:|file:|ref\+|arn:|sha(?:256|512):)/i.test(text);
}

function isSecretFor(key: string, raw: string, value: string): boolean {
  // Several lines are a file: its name says little, its lines are read one by one.
  if (value.includes('\n') || raw.length > 4096) return false;
  switch (kindOfName(key)) {
    case 'password':
      return isLiteral(value);
    case 'secret':
      return isLiteral(value) && !/^[\d.]+$/.test(value) && !isObjectName(key, value);
    case 'suspect':
      return isRandom(value);
    default:
      return false;
  }
}

function kindOfName(name: string): 'password' | 'secret' | 'suspect' | undefined {
  const words = wordsOf(name);
  while (words.length > 1 && (suffixes.has(words.at(-1) ?? '') || /^\d+$/.test(words.at(-1) ?? ''))) words.pop();
  const last = words.at(-1) ?? '';
  if (words.some((word) => aboutOnly.has(word))) return undefined;
  const before = words.at(-2) ?? '';
  if (passwords.test(last) && !(last === 'pass' && passing.has(before))) return 'password';
  if (secrets.test(`${before}_${last}`) || (last === 'key' && secretKeys.has(before))) return 'secret';
  return suspects.has(last) && !words.some((word) => harmlessKeys.has(word)) ? 'suspect' : undefined;
}

/** `dbPassword`, `DB_PASSWORD`, `spring.datasource.db-password` -> `db`, `password`, ... */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** `secret: registry-credentials` names an object. */
function isObjectName(key: string, value: string): boolean {
  return /^secret$/.test(key) && /^[a-z]+(?:-[a-z]+)+$/.test(value);
}

/** Long, and either hexadecimal or of capitals, small letters and digits, as keys and digests are. */
function isRandom(value: string): boolean {
  if (/^(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{32,}$/i.test(value)) return true;
  return (
    /^[A-Za-z0-9+/_-]{20,}={0,2}$/.test(value) && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value)) && new Set(value).size >= 12
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
    if (isSecretFor(key, value, value) && !isComment(text, match.index)) return `a literal "${key}"`;
  }
  return undefined;
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
  return /^\s*(?:#|\/\/)/.test(text.slice(start, Math.min(index, start + 200)));
}
