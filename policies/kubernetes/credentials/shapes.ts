/** Shapes that only a credential has, whatever its key is called. Each as its issuer documents it. */
const signatures: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'a private key', pattern: /-{3,5} ?BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)? ?-{3,5}/ },
  { what: 'a private key', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b|PuTTY-User-Key-File-[23]:/ },
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a JSON Web Token', pattern: /\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{8,}/ },
  { what: 'an access token of GitHub', pattern: /\b(?:gh[oprsu]_[A-Za-z0-9]{36}|github_pat_\w{22,})/ },
  { what: 'an access token of GitLab', pattern: /\bgl(?:pat|rt|dt|cbt|ptt|agent|soat|ft)-[\w-]{20}/ },
  { what: 'an access token of Slack', pattern: /\bxox[abeprs]-[\w-]{10,}|\bxapp-\d-[A-Z0-9]{8,}-\d{8,}-[a-f0-9]{32,}/ },
  { what: 'a webhook of Slack', pattern: /hooks\.slack\.com\/services\/T\w{6,20}\/B\w{6,20}\/\w{16,40}/ },
  { what: 'a webhook of Discord', pattern: /discord(?:app)?\.com\/api\/webhooks\/\d{16,20}\/[\w-]{60,70}/ },
  { what: 'a webhook of Teams', pattern: /\.webhook\.office\.com\/webhookb2\/[0-9a-f-]{36}@[0-9a-f-]{36}\/IncomingWebhook\/[0-9a-f]{32}/ },
  { what: 'an API key of Google', pattern: /\bAIza[\w-]{35}/ },
  { what: 'a client secret of Google', pattern: /\bGOCSPX-[\w-]{28}/ },
  { what: 'an API key of Stripe', pattern: /\b[rs]k_(?:live|test)_\w{16,}|\bwhsec_[A-Za-z0-9+/]{24,}/ },
  { what: 'a token of Vault', pattern: /\bhv[bsr]\.[\w-]{20,}/ },
  { what: 'a token of npm', pattern: /\bnpm_[A-Za-z0-9]{36}\b/ },
  { what: 'a token of PyPI', pattern: /\bpypi-AgEI[\w-]{50,}/ },
  { what: 'a token of Docker Hub', pattern: /\bdckr_(?:pat|oat)_[\w-]{20,}/ },
  { what: 'a token of Hugging Face', pattern: /\bhf_[A-Za-z]{34}\b/ },
  { what: 'an API key of OpenAI', pattern: /\bsk-(?:proj|svcacct|admin)-[\w-]{40,}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b/ },
  { what: 'an API key of Anthropic', pattern: /\bsk-ant-[a-z0-9]{3,10}-[\w-]{40,}/ },
  { what: 'an API key of SendGrid', pattern: /\bSG\.[\w-]{20,24}\.[\w-]{39,50}/ },
  { what: 'an API key of Twilio', pattern: /\bSK[0-9a-f]{32}\b/ },
  { what: 'an API key of Mailgun', pattern: /\bkey-[0-9a-f]{32}\b/ },
  { what: 'a token of Telegram', pattern: /\b\d{8,10}:AA[\w-]{33}\b/ },
  { what: 'a token of DigitalOcean', pattern: /\bdo[opr]_v1_[a-f0-9]{64}\b/ },
  { what: 'a token of Grafana', pattern: /\bglsa_[A-Za-z0-9]{32}_[0-9a-f]{8}\b|\bglc_[A-Za-z0-9+/]{32,}={0,2}/ },
  { what: 'a token of Shopify', pattern: /\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\b/ },
  { what: 'a token of New Relic', pattern: /\bNRAK-[A-Z0-9]{27}\b/ },
  { what: 'a token of Sentry', pattern: /\bsntry[su]_[A-Za-z0-9+/=_]{40,}/ },
  { what: 'a token of Linear', pattern: /\blin_api_[A-Za-z0-9]{40}\b/ },
  { what: 'a token of Atlassian', pattern: /\bATATT3[\w-]{50,}/ },
  { what: 'a token of Databricks', pattern: /\bdapi[0-9a-f]{32}\b/ },
  { what: 'a token of Postman', pattern: /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b/ },
  { what: 'a token of Terraform Cloud', pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,}/ },
  { what: 'a token of Age or SOPS', pattern: /\bops_eyJ[\w-]{100,}/ },
  {
    what: 'the hash of a password',
    pattern:
      /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|\$[156]\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{22,86}|\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\$argon2(?:id|i|d)\$v=/,
  },
  { what: 'a signed URL', pattern: /[?&](?:X-Amz-Signature=[0-9a-f]{64}|sig=[A-Za-z0-9%]{43,63}%3[dD])/ },
];

/** What a text must hold to hold one of them: looked for once, since most texts hold nothing. */
const hint =
  /PRIVATE|AGE-SECRET|PuTTY|A[KS]IA|eyJ|gh[oprsu]_|github_pat|gl[a-z]{2,5}-|xox|xapp-|hooks\.slack|\/api\/webhooks|office\.com|AIza|GOCSPX|[rs]k_|whsec_|hv[bsr]\.|npm_|pypi-|dckr_|hf_|sk-|SG\.|SK[0-9a-f]|key-[0-9a-f]|:AA|_v1_|gl[cs]_?|glsa|shp|NRAK|sntry|lin_api|ATATT|dapi|PMAK|atlasv1|ops_|\$[0-9a]|X-Amz-Sig|sig=|LS0tLS/;

/** Base64 of text that a person wrote. */
const encoded = /^[A-Za-z0-9+/\s]{24,}={0,2}\s*$/;

/** A credential that is recognised by its shape alone, whatever it is called. */
export function signatureIn(text: string): string | undefined {
  if (!hint.test(text)) return undefined;
  const what = signatures.find(({ pattern }) => pattern.test(text))?.what;
  if (what !== undefined) return what;
  // `client-key-data` of a kubeconfig and its like: a PEM block once more in base64.
  const nested = /\bLS0tLS1CRUdJTi[A-Za-z0-9+/]{20,}/.exec(text)?.[0];
  return nested !== undefined && /PRIVATE KEY/.test(Buffer.from(nested, 'base64').toString('latin1')) ? 'a private key' : undefined;
}

/** What each shape is of, such as `a token of Vault`. */
export const shapesKnown: readonly string[] = [...new Set(signatures.map(({ what }) => what))];

/** A credential in the text of a file. */
export interface FoundSignature {
  readonly what: string;
  /** From the first character to the one after the last. */
  readonly range: readonly [start: number, end: number];
}

/** What stands for a key of AWS in its own documentation, and everywhere else. */
const example = /EXAMPLE$/;

/**
 * Every credential of a file of any format that its shape alone tells. Of a private key its first line is none: programs that look for one write
 * it, and what is secret follows.
 */
export function signaturesIn(text: string): readonly FoundSignature[] {
  if (!hint.test(text)) return [];
  const found = signatures.flatMap(({ what, pattern }) =>
    [...text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].flatMap((match): readonly FoundSignature[] => {
      const [whole] = match;
      const end = match.index + whole.length;
      if (example.test(whole) || (whole.startsWith('-----BEGIN') && !hasBody(text.slice(end, end + 400)))) return [];
      return [{ what, range: [match.index, end] }];
    }),
  );
  const nested = [...text.matchAll(/\bLS0tLS1CRUdJTi[A-Za-z0-9+/]{60,}/g)].flatMap((match): readonly FoundSignature[] => {
    const inner = Buffer.from(match[0], 'base64').toString('latin1');
    return /PRIVATE KEY/.test(inner) && hasBody(inner)
      ? [{ what: 'a private key', range: [match.index, match.index + match[0].length] }]
      : [];
  });
  return [...found, ...nested].sort((one, other) => one.range[0] - other.range[0]);
}

/** Whether base64 follows, after the end of the line as it is or as JSON and other languages write it, and lines with what encrypts the key. */
function hasBody(text: string): boolean {
  return /^(?:[ "',+]|\\r|\\n|\r|\n|[A-Z][\w-]{2,20}: [^\n\\]{1,80})*[A-Za-z0-9+/=]{24}/.test(
    text.replace(/^[\s\S]{0,60}PRIVATE KEY(?: BLOCK)?-----/, ''),
  );
}

/** The text that base64 holds; undefined for what is no base64, and for what is not text. */
export function decoded(value: string): string | undefined {
  if (value.length > 100_000 || !encoded.test(value)) return undefined;
  const text = Buffer.from(value, 'base64').toString('utf8');
  return /^[\t\r\n\x20-\x7E]{12,}$/.test(text) ? text : undefined;
}

/** A credential of a shape in what base64 holds, text or not. */
export function signatureInBase64(value: string): string | undefined {
  return value.length <= 2_000_000 && encoded.test(value) ? signatureIn(Buffer.from(value, 'base64').toString('latin1')) : undefined;
}

/** Long, and either hexadecimal or of capitals, small letters and digits, as keys and digests are. */
export function isRandom(value: string): boolean {
  if (/^(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{32,}$/i.test(value)) return true;
  return (
    /^[A-Za-z0-9+/_-]{20,}={0,2}$/.test(value) && [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value)) && new Set(value).size >= 12
  );
}

/** A text as only a machine writes it: mixed, long, and no two parts alike. In bits for each character; English has about 4.1, of few signs. */
export function isDense(value: string): boolean {
  if (!/^[A-Za-z0-9+/_=-]{40,256}$/.test(value) || decoded(value) !== undefined || !isRandom(value) || /^[0-9a-f]+$/i.test(value))
    return false;
  const counts = [...Map.groupBy(value, (character) => character).values()].map(({ length }) => length / value.length);
  return counts.reduce((sum, share) => sum - share * Math.log2(share), 0) > 4.5;
}
