import { kindOfName } from './names.ts';
import { isLiteral, isLogin, isObjectName, isOpen } from './values.ts';

interface Program {
  /** A word that must be among the others. */
  readonly with?: string;
  readonly names: RegExp;
  /** Flags whose next word is a credential. */
  readonly flags: readonly string[];
  /** Flags that a credential follows without a space. */
  readonly glued?: readonly string[];
  /** Flags whose next word is `user:password`. */
  readonly pairs?: readonly string[];
}

/** Short flags of programs that take a credential, from their manuals. */
const programs: readonly Program[] = [
  { names: /^(?:redis-cli|valkey-cli|keydb-cli|redis-benchmark)$/, flags: ['-a', '--pass'] },
  { names: /^(?:redis-server|valkey-server)$/, flags: ['--requirepass', '--masterauth'] },
  { names: /^(?:mysql\w*|mariadb\w*|mariabackup|xtrabackup|innobackupex|pt-[\w-]+)$/, flags: [], glued: ['-p'] },
  {
    names: /^(?:mongo|mongosh|mongo(?:dump|restore|export|import|stat|top)|sshpass|cqlsh|nodetool|oc|az|cf|influx)$/,
    flags: ['-p'],
  },
  { names: /^(?:docker|podman|nerdctl|helm|crane|skopeo|oras|buildah)$/, with: 'login', flags: ['-p'] },
  { names: /^sshpass$/, flags: [], glued: ['-p'] },
  { names: /^(?:curl|httpie|http|ab)$/, flags: [], pairs: ['-u', '--user', '-U', '--proxy-user', '-A'] },
  { names: /^wget$/, flags: ['--http-password', '--ftp-password', '--proxy-password'] },
  { names: /^(?:ldap(?:search|add|modify|delete|passwd|whoami))$/, flags: ['-w'] },
  { names: /^(?:mosquitto_(?:pub|sub|rr)|sqlcmd|bcp|zip|unzip|clickhouse-client)$/, flags: ['-P', '--password'] },
  { names: /^(?:keytool|jarsigner)$/, flags: ['-storepass', '-keypass', '-srcstorepass', '-deststorepass'] },
  { names: /^etcdctl$/, flags: [], pairs: ['--user'] },
  { names: /^(?:smbclient|lftp|ftp)$/, flags: [], pairs: ['-U', '-u'] },
  { names: /^(?:gpg|gpg2)$/, flags: ['--passphrase'] },
  { names: /^(?:vault|bao)$/, flags: ['login'] },
];

/** Programs of the verbs below. */
const withVerbs = /^(?:rabbitmqctl|rabbitmqadmin|htpasswd|aws|mc|mcli)$/;

/** What follows such a word is user and password, or a password. */
const verbs: readonly RegExp[] = [
  /^(?:rabbitmqctl|rabbitmqadmin) (?:add_user|change_password|authenticate_user) \S+$/,
  /^htpasswd (?:-\w*b\w* )(?:-\w+ )*\S+ \S+$/,
  /^htpasswd (?:-\w+ )*-\w*n\w*b\w* \S+$/,
  /^aws configure set \S*(?:secret|token)\S*$/,
  /^(?:mc|mcli) (?:alias set|config host add) \S+ \S+ \S+$/,
];

/** Programs that only start others. */
const wrappers: ReadonlySet<string> = new Set(
  'sudo exec env nice timeout nohup time tini dumb-init watch xargs gosu su-exec then do else if while ! {'.split(' '),
);

/** The words of a command that are credentials, by their index. */
export function credentialWords(words: readonly string[]): readonly number[] {
  const start = words.findIndex((word) => !wrappers.has(word) && !/^-|^\d+$|^\w+=/.test(word));
  const name = (words[start] ?? '').split('/').at(-1) ?? '';
  const known = programs.filter((program) => program.names.test(name) && (program.with === undefined || words.includes(program.with)));
  const hasVerbs = start >= 0 && withVerbs.test(name);
  return words.flatMap((word, index) => {
    const flag = words[index - 1] ?? '';
    const isOne =
      isLiteral(word) &&
      ((!word.startsWith('-') && isNamed(flag, word)) ||
        known.some(
          ({ flags, pairs = [], glued = [] }) =>
            (index > start + 1 && flags.includes(flag) && !word.startsWith('-') && word.length > 1) ||
            (pairs.includes(flag) && /^[^\s:%,]+[:%,](?!\/\/)\S+$/.test(word) && isLiteral(word.split(/[:%,]/).slice(1).join(':'))) ||
            (index > start && glued.some((prefix) => isGlued(word, prefix))),
        ) ||
        (hasVerbs && index > start + 1 && verbs.some((verb) => verb.test([name, ...words.slice(start + 1, index)].join(' ')))));
    return isOne ? [index] : [];
  });
}

/** `-psecret` of mysql; not `-p` itself, which asks, and not `-p$PASSWORD`. */
function isGlued(word: string, prefix: string): boolean {
  const rest = word.slice(prefix.length);
  return (
    word.startsWith(prefix) &&
    rest.length > 1 &&
    !/^[=-]?$/.test(rest) &&
    isLiteral(rest.replace(/^["']|["']$/g, '')) &&
    !/^(?:ort|rotocol|luggable|lugin)/.test(rest)
  );
}

/** A value of a flag such as `--api-key`, `-password` or `--basic-auth`; `--secret erp/sales` and `--tokens 100` hold none. */
function isNamed(flag: string, value: string): boolean {
  if (!/^--?[\w.-]{2,}$/.test(flag)) return false;
  switch (kindOfName(flag)) {
    case 'password':
      return true;
    case 'secret':
      return isOpen(value) && !(/^--?(?:\w+-)*secrets?$/.test(flag) && isObjectName(value.replaceAll('/', '-')));
    case 'suspect':
      return /auth/.test(flag) && isLogin(value);
    default:
      return false;
  }
}

/** Whether one of the commands of a shell text has a credential among its words. */
export function hasCredentialWord(script: string): boolean {
  if (script.length > 200_000 || !/\s-|\s\w/.test(script)) return false;
  return script
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n|&&|\|\||[;|]|\$\(|`/)
    .some((command) => !/^\s*#/.test(command) && credentialWords(wordsOf(command)).length > 0);
}

/** The words of one command, without their quotes. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}
