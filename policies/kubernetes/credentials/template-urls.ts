/** An address that a template of a Secret writes. */
export interface TemplateUrl {
  readonly scheme: string;
  /** Without user and port, in lower case. */
  readonly host: string;
  readonly query: ReadonlyMap<string, string>;
  /** Actions in user and password that put out a value as it is, such as `{{ .PASSWORD }}`. */
  readonly raw: readonly string[];
}

/** What escapes a value, or leaves only letters, digits and dashes of it (Go 1.25 text/template, sprig of External Secrets 2.9.0). */
const escaping = /\b(?:urlquery|sha\d+sum|adler32sum|b32enc|hex|len|int|int64|float64|uuidv4)\b/;
/** What puts nothing out. */
const silent = /^\{\{-?\s*(?:\/\*|if\b|else\b|end\b|range\b|with\b|define\b|fail\b|\$\w+\s*:?=)/;

const address =
  /\b([a-z][a-z0-9+.-]{1,30}):\/\/(?:([^\s/?#"'@]{0,400})@)?([a-z0-9\uE000][a-z0-9.\uE000-]{0,253})(?::[\d\uE000]{1,8})?(?:\/[^\s?"']{0,400})?(?:\?([^\s"'#]{0,1000}))?/gi;

/** The addresses in the text of one key of a template. */
export function templateUrlsIn(template: string): readonly TemplateUrl[] {
  if (!template.includes('://')) return [];
  const actions: string[] = [];
  const text = template.replace(/\{\{.{0,400}?\}\}/gs, (action) => `\uE000${actions.push(action) - 1}\uE000`);
  const assigned = new Set(actions.flatMap((action) => (escaping.test(action) ? (/^\{\{-?\s*(\$\w+)\s*:?=/.exec(action)?.[1] ?? []) : [])));
  return [...text.matchAll(address)].map(([, scheme = '', user = '', host = '', query = '']) => ({
    scheme: scheme.toLowerCase(),
    host: host.toLowerCase(),
    query: new Map(
      query.split('&').flatMap((pair) => {
        const [name = '', ...value] = pair.split('=');
        return name === '' ? [] : [[name.toLowerCase(), value.join('=')] as const];
      }),
    ),
    raw: [...user.matchAll(/\uE000(\d+)\uE000/g)]
      .map(([, index]) => actions[Number(index)] ?? '')
      .filter((action) => !silent.test(action) && !escaping.test(action) && !assigned.has(/(\$\w+)/.exec(action)?.[1] ?? '')),
  }));
}
