import { isLiteral } from './values.ts';

interface Format {
  readonly what: string;
  /** The first group is the credential. */
  readonly pattern: RegExp;
}

const literal = (name: string) => `a literal "${name}"`;

/** How formats say a credential that are no `key: value`. A line each. */
const formats: readonly Format[] = [
  // HTTP (RFC 7617, RFC 6750): in a header, in nginx, in an argument of curl.
  {
    what: 'a literal credential',
    pattern: /\b(?:Basic|basic)[ \t]{1,4}["']?((?=[A-Za-z0-9+/]*[A-Z0-9+/=])[A-Za-z0-9+/]{8,400}={0,2})(?![\w.-])/g,
  },
  {
    what: 'a literal credential',
    pattern: /\b(?:Bearer|bearer|Token|ApiKey|Apikey)[ \t]{1,4}["']?((?=[\w.~+/-]*\d)[\w.~+/-]{12,2000}=*)(?![\w])/g,
  },
  {
    what: 'a literal credential',
    pattern:
      /\b(?:PRIVATE-TOKEN|JOB-TOKEN|X-Vault-Token|X-Api-Key|X-Auth-Token|Authorization)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?!(?:Basic|Bearer|Token|ApiKey|Digest|Negotiate|AWS4-HMAC-SHA256)\b)([^\s"'$<{,;%()]{6,2000})/gi,
  },
  // Redis: redis.conf, sentinel.conf, ACL rules.
  { what: literal('requirepass'), pattern: /^[ \t]*requirepass[ \t]+["']?([^\s"']+)/gim },
  { what: literal('masterauth'), pattern: /^[ \t]*masterauth[ \t]+["']?([^\s"']+)/gim },
  { what: literal('auth-pass'), pattern: /^[ \t]*sentinel[ \t]+auth-pass[ \t]+\S+[ \t]+["']?([^\s"']+)/gim },
  { what: 'the password of a user of Redis', pattern: /^[ \t]*user[ \t]+\S+[ \t].*[ \t]>(\S+)/gim },
  // .netrc, and Dovecot or Prosody that look alike.
  { what: 'a password of .netrc', pattern: /\b(?:machine[ \t]+\S+|default)\s+login\s+\S+\s+password\s+(\S+)/g },
  // HAProxy (configuration manual 3.2).
  { what: literal('insecure-password'), pattern: /^[ \t]*user[ \t]+\S+[ \t]+insecure-password[ \t]+(\S+)/gim },
  { what: literal('stats auth'), pattern: /^[ \t]*stats[ \t]+auth[ \t]+[^\s:]+:(\S+)/gim },
  // cloud-init (modules chpasswd, users); a list of user:password.
  { what: 'a password of cloud-init', pattern: /\bchpasswd:[\s\S]{0,200}?\blist:[ \t]*(?:\|-?|>-?)?\s+(?:-[ \t]+)?[\w-]+:([^\s"']+)/g },
  { what: 'a literal credential', pattern: /\becho[ \t]+["']?[\w-]{1,32}:([^\s"'|]+)["']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?chpasswd/g },
  // XML: Maven, Tomcat, Hadoop.
  {
    what: 'a literal password',
    pattern: /<(?:\w+:)?(?:password|passphrase|secret|token|[\w.-]*(?:Password|Secret|Token))>([^<]{1,400})</g,
  },
  { what: 'a literal password', pattern: /<name>[\w.-]*(?:password|secret\.key|credential)[\w.-]*<\/name>\s*<value>([^<]{1,400})</gi },
  // nginx and Apache.
  { what: 'a literal credential', pattern: /^[ \t]*(?:identified[ \t]+by|password)[ \t]+["']([^"']+)["']/gim },
  // SQL.
  {
    what: 'a password of a database user',
    pattern: /\b(?:IDENTIFIED(?:[ \t]+WITH[ \t]+\w+)?[ \t]+BY|(?:ENCRYPTED[ \t]+)?PASSWORD)[ \t]+'([^'\n]{1,200})'/gi,
  },
];

/** What a text must hold to be read by one of them. */
const hint =
  /basic|bearer|token|api-?key|authorization|requirepass|masterauth|auth-pass|[ \t]>|machine|default|insecure-password|stats|chpasswd|passw|phrase|secret|credential|identified/i;

/** `host:port:database:user:password` of PostgreSQL's password file. */
const pgpass = /^[^\s:#]{1,253}:(?:\d{1,5}|\*):[^\s:]{1,63}:[^\s:]{1,63}:(\S{1,400})$/gm;

/**
 * The credential in a text by the grammar of a known format; undefined for none.
 * @param key the name of the file or variable that holds it
 */
export function formatIn(text: string, key: string): string | undefined {
  for (const { what, pattern } of hint.test(text) ? formats : []) {
    for (const match of text.matchAll(pattern)) {
      if (isLiteral(match[1] ?? '') && !isCommented(text, match.index)) return what;
    }
  }
  const isFile = /pgpass/i.test(key);
  if (isFile || /:(?:\*|5432|5433|6432):/.test(text)) {
    for (const match of text.matchAll(pgpass)) if (isLiteral(match[1] ?? '')) return 'a password of .pgpass';
  }
  return undefined;
}

function isCommented(text: string, index: number): boolean {
  const start = text.lastIndexOf('\n', index) + 1;
  return /^\s*(?:#|\/\/|;|--)/.test(text.slice(start, start + 100));
}
