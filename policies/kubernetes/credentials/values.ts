import { isRandom } from './shapes.ts';

/** Whether a text is a value in itself: not empty, a switch, a path, an address, a placeholder or a reference to something else. */
export function isLiteral(text: string): boolean {
  if (/^(?:|true|false|yes|no|on|off|none|null|nil|undefined|required|optional|enabled|disabled|string|str|-|~|\.\.\.)$/i.test(text))
    return false;
  // A default inside of a reference is a value: ${DB_PASSWORD:-hunter2}.
  const fallback = /^\$\{\w{1,100}:-?([^{}?][^{}]*)\}$/.exec(text)?.[1];
  if (fallback !== undefined) return isLiteral(fallback);
  if (
    /\{\{|^\$[({[]|^\$\$?\w[\w.-]*$|^\$[\w-]+:[\w.-]+$|^`|^<[^>]*>$|^%(?:[a-z](?:\\[nrt0])*["']?$|[([{]|\w[\w.]*(?:\([^)]*\))?%$)|^[*.xX•#?_-]+$|\$\(|^\[%/.test(
      text,
    )
  )
    return false;
  if (isPlaceholder(text) || /^ENC\[|^AgA|^!vault\b|^\$ANSIBLE_VAULT/.test(text)) return false;
  if (/^(?:\.{0,2}|~|@)(?:\/[\w.@-]+)+\/?$|^[A-Za-z]:\\/.test(text)) return false;
  return !/^(?:[a-z][a-z0-9+.-]{0,30}:\/\/|vault:|env:|file:|secret:|ref\+|op:|arn:|sm:|gcp:|awssm:|ssm:|akv:|k8s:|kv:|projects\/|sha(?:1|256|512):|@Microsoft\.)/i.test(
    text,
  );
}

/** What asks to be replaced before anything works. `changeme` is none: it works, and is the first that anybody tries. */
function isPlaceholder(text: string): boolean {
  return (
    /^(?:to-?do|fixme|tbd|redacted|placeholder|dummy|n\/a|insert|replace-?me|fill-?me-?in|secret-?goes-?here|not-?set|unset|empty|omitted|hidden|masked)$/i.test(
      text.replaceAll(/[_ ]/g, '-'),
    ) ||
    /^replace[-_ ]|^(?:insert|put|enter|add|set|provide|fill)[-_ ](?:me\b|with|your|this|the|here|in)/i.test(text) ||
    /^(?:your|some)[-_ ](?:.*[-_ ])?(?:here|password|token|secret|key|value|passphrase)$/i.test(text) ||
    /^\[[^\]]*\]$|^__\w+__$|^@@?[\w.-]+@@?$|^#\s|^#\{.*\}#?$/.test(text)
  );
}

/** Whether a value looks as if somebody had made it to be kept secret: letters and digits, and nothing that the world knows. */
export function isMade(value: string): boolean {
  if (!isLiteral(value) || value.length < 6 || /[\s{}[\]<>"'(),;]/.test(value)) return false;
  if (isRandom(value)) return true;
  if (!/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  return !isKnownForm(value);
}

/** Not a number, a duration or what else is read by a program as a setting. */
export function isOpen(value: string): boolean {
  return !/^[\d.]+$/.test(value) && !isDuration(value) && !(isKnownForm(value) && /[.:]/.test(value));
}

/** `user:password`, not `host:port` or `image:version`. */
export function isLogin(value: string): boolean {
  const [, password] = /^[\w.@-]{1,64}:([^\s:/]{4,200})$/.exec(value) ?? [];
  return password !== undefined && isMade(password);
}

/** Durations, sizes, versions, dates, algorithms, host names, images, numbers of anything. */
export function isKnownForm(value: string): boolean {
  return (
    isDuration(value) ||
    /^v?\d+(?:\.\d+)*(?:[-+.][\w.]+)?$/i.test(value) ||
    /^\d+(?:\.\d+)?\s*(?:[kmgt]i?b?|bytes?|%)$/i.test(value) ||
    /^\d{4}-\d\d-\d\d/.test(value) ||
    /^(?:[erhp]s|a(?:es)?|sha|md|rsa|ecdsa|ed|hmac|pbkdf|bcrypt|argon|scrypt|base|oauth|utf|x|http|k8s|s3|v|aws4?|p|curve|tls|ipv?|gpt|oidc)[-_a-z]*\d+[-_a-z0-9]*$/i.test(
      value,
    ) ||
    /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?::\d+)?(?:\/.*)?$/i.test(value) ||
    /^[a-z][\w-]*:\d{2,5}$/i.test(value) ||
    /^(?:\d{1,3}\.){3}\d{1,3}/.test(value) ||
    /^[a-z]+(?:[-_.][a-z]+)*[-_.]?v?\d{1,2}$/.test(value)
  );
}

/** `15m`, `1h30m`, `PT15M`, `7 days` */
export function isDuration(value: string): boolean {
  return /^(?:\d+(?:\.\d+)?(?:ns|us|ms|s|m|h|d|w|y))+$|^P(?:\d+[DWMY])*(?:T(?:\d+[HMS])+)?$|^\d+ ?(?:milli)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)$/i.test(
    value,
  );
}

/** What names an object, such as `registry-credentials`. */
export function isObjectName(value: string): boolean {
  return /^[a-z]+[0-9]?(?:[-.][a-z]+[0-9]?)+$/.test(value);
}
