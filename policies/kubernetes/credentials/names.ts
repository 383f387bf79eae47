/**
 * What a name says of its value. `password` and `secret`: it is one. `pin`: a secret number, or a contact of a chip. `mentions`: it is about
 * one, so that a value tells which looks made. `suspect`: often one, so that only a random value tells.
 */
export type NameKind = 'password' | 'secret' | 'pin' | 'mentions' | 'suspect';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const passwords = words(
  'password passwords passwd passwrd passphrase passcode passwort kennwort pswd pwd pass pw psk requirepass masterauth',
);
const secrets = words('secret secrets token tokens credential credentials creds');

/** Words before `key` that make it a secret one. */
const secretKeys = words(
  'access account admin aes api app application auth cipher client consumer crypto decryption deploy encryption hmac integration ingest jwt license master private root secret server service session shared signing ssh storage subscription tls write',
);

/** Whose number is secret: before or after `pin`. */
const pinOwners = words(
  'access account admin alarm app bank card cashier customer device door kiosk login manager operator parental pos register safe security service sim supervisor terminal unlock user vault',
);

/** Words before `code` that open something. */
const openingCodes = words('access alarm door entry override passage pin recovery safe security supervisor unlock');

/** `proxy_pass` passes requests on. */
const passing = words('fastcgi grpc proxy scgi uwsgi');

/** Before or after a word for a credential: a switch, a limit, a reference, a topic. */
const aboutOnly = words(
  `allow allowed count create disable disabled enable enabled existing expose feature flag force generate generated has hide ignore inject
   mask masked max maximum min minimum mount no number optional pull refuse reject require required rotate show skip support supports topic
   topics use uses using validate verify with without`,
);

/** After a word for a credential: something of it, and not itself. */
const properties = words(
  `access age alg algorithm algorithms alias annotation api argument arn attempts attr attribute audience authority backend binding bucket bytes cache
   callback change changed char characters charset checker class classes claim claims client column complexity config configmap configuration cookie
   created credential date days days dir directory domain driver duration ed encoder encoding encryption endpoint engine env environment error
   event exchange expiration expire expired expires expiring expiry exp field file filename files filter folder forgot form format formats
   generation generator grace grant handler hash hashing header headers help hint history host hour hours http id identifier ids image in index
   info input json yaml yml xml conf interval introspection ize ized izer issuer issued iterations key keys kind label labels latency leeway length lenght less level lifespan lifetime limit
   link list loader locations manager mapper mapping max message method metric min minimum minutes mode model mount mutation name names namespace
   object of on option options param parameter path paths pattern period plugin policy policies port prefix property properties protocol provider
   purpose query queue quota rate realm ref reference references refresher refs regex regexp region remaining renew renewal repository request requests required
   requirements reset resolver resource retention retries reuse review rotation rounds rule rules sa scheme schema scope scopes seconds selector
   separator server service session severity size skew sort source spec state status storage store strategy strength suffix svc table tag target targets
   template temp threshold timeout timestamp title tls to topic ttl type types unit unused updated update updater uri uris url urls usage user username
   uuid valid validation validator validity variable version view volume volumes warning window years`,
);

/** After a word for a credential: which it is, how it is spelled, how old it is. It stays one. */
const spellings = words(
  `admin b64 backup base base64 bot current db database default dev external first hex initial inline internal ldap legacy local mail mailer main mariadb
   master mongo mongodb mysql new next old
   pg plain plaintext postgres postgresql previous primary prod production qa rabbitmq raw readonly redis replica ro root rw secondary smtp staging
   string test text value writer`,
);

/** Names that often hold a secret. */
const suspects = words('auth key pepper salt seed unseal');
const harmlessKeys = words(
  'anti blur cache cluster foreign group hot idempotency id join lookup map object order partition prefix primary pub public row routing shard sort toleration topology unique',
);

/** Words that end like a word for a credential and are none. */
const lookalikes = words('bypass compass encompass overpass surpass trespass underpass subpass multipass onepass tokenize');

/** What a name promises: `DB_PASSWORD`, `jwtSecret`, `DBPASS`, `--api-key`, `TOKEN_MAILER`; not `TOKEN_TTL` or `PASSWORD_FILE`. */
export function kindOfName(name: string): NameKind | undefined {
  const all = wordsOf(name);
  const found = all.map((_, index) => credentialAt(all, index));
  const last = found.findLastIndex((kind) => kind !== undefined);
  if (last === -1) return isSuspect(all) ? 'suspect' : undefined;
  const kind = found[last];
  const after = all.slice(last + 1).filter((word) => !/^\d+$/.test(word));
  // The token with which a developer's Vault starts (VAULT_DEV_ROOT_TOKEN_ID).
  if (all.slice(-3).join(' ') === 'root token id') return 'secret';
  if (all.slice(0, last + 1).some((word, index) => found[index] === undefined && aboutOnly.has(word))) return undefined;
  const isPin = all[last] === 'pin';
  const rest = after.filter((word) => !spellings.has(word) && !(isPin && (word === 'code' || pinOwners.has(word))));
  // `PASSWORD_OF_USER`: whose it is follows, and not what it is about.
  const own = /^(?:of|for)$/.test(rest[0] ?? '') ? [] : rest;
  if (own.some((word) => aboutOnly.has(word) || properties.has(word))) return undefined;
  if (rest.length === 0) return kind;
  return isPin ? undefined : 'mentions';
}

/** `AUTH_MAILGUN`, `KEY_FOR_SIGNING`; not `KEY_HASH`, `AUTH_MODE`, `PARTITION_KEY`. */
function isSuspect(all: readonly string[]): boolean {
  const at = all.findLastIndex((word) => suspects.has(word));
  if (at === -1 || all.some((word) => harmlessKeys.has(word))) return false;
  return !all.slice(at + 1).some((word) => aboutOnly.has(word) || properties.has(word)) || /^(?:of|for)$/.test(all[at + 1] ?? '');
}

/** Whether a name promises a credential. */
export function isCredentialName(name: string): boolean {
  const kind = kindOfName(name);
  return kind === 'password' || kind === 'secret';
}

function credentialAt(all: readonly string[], index: number): 'password' | 'secret' | 'pin' | undefined {
  const word = all[index] ?? '';
  const before = all[index - 1] ?? '';
  if (word === 'pin') return pinOwners.has(before) || pinOwners.has(all[index + 1] ?? '') ? 'password' : 'pin';
  if (/^codes?$/.test(word) && openingCodes.has(before)) return before === 'pin' ? 'pin' : 'password';
  if (word === 'phrase' && before === 'pass') return 'password';
  if (passwords.has(word)) return word === 'pass' && (passing.has(before) || all[index + 1] === 'phrase') ? undefined : 'password';
  if (secrets.has(word)) return 'secret';
  return word === 'key' && secretKeys.has(before) ? 'secret' : undefined;
}

/** `dbPassword`, `DB_PASSWORD`, `DBPassword`, `DBPASS`, `spring.datasource.db-password` -> `db`, `password`, ... */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .flatMap(apart);
}

/** What is written in one: `dbpass`, `apikey`, `mysqlpassword2`, `secretname`. */
function apart(word: string): readonly string[] {
  if (passwords.has(word) || secrets.has(word) || lookalikes.has(word)) return [word];
  const [, front = '', middle, back = ''] = /^(.*?)(passwords?|passwd|passphrase|credentials?|secrets?|tokens?)(.*)$/.exec(word) ?? [];
  if (middle !== undefined) return [...(front === '' ? [] : apart(front)), middle, ...(back === '' ? [] : apart(back))];
  const [, product = '', owner, key] =
    /^(\w*?)(access|api|app|auth|encryption|license|master|private|secret|shared|signing|ssh)(key)s?\d*$/.exec(word) ?? [];
  if (owner !== undefined && key !== undefined) return [...(product === '' ? [] : [product]), owner, key];
  const [, system, ending] = /^([a-z]{2,})(pass|pwd|pw)\d*$/.exec(word) ?? [];
  return system !== undefined && ending !== undefined && (ending !== 'pw' || shortOwners.has(system)) ? [system, ending] : [word];
}

const shortOwners = words('admin bind db root user my sql pg mongo redis smtp mail ftp ldap sudo');
