import { RE2JS } from '@bufbuild/re2';

/** One condition on a label of an alert. A label that is not there counts as empty. */
export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/**
 * The matchers of one text, by the grammar that decides wherever it reads a text (Alertmanager 0.34, matcher/compat: the newer one counts
 * where this one fails); undefined where it does not, or where a pattern is no regular expression.
 */
export function parseMatchers(text: string): readonly Matcher[] | undefined {
  const parsed = tokensOf(text.replace(/^\{/, '').replace(/\}$/, '')).map(parseMatcher);
  const whole = parsed.filter((matcher) => matcher !== undefined);
  return whole.length === parsed.length ? whole : undefined;
}

/** Whether an alert with these labels passes all of them; patterns match the whole of a value. */
export function matchesAll(matchers: readonly Matcher[], labels: Readonly<Record<string, string>>): boolean {
  return matchers.every((matcher) => passes(matcher, labels[matcher.label] ?? ''));
}

function passes({ operator, value }: Matcher, own: string): boolean {
  switch (operator) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '=~':
      return compiled(value)?.testExact(own) === true;
    case '!~':
      return compiled(value)?.testExact(own) === false;
  }
}

/** Parts between commas that stand in no quotes; what follows the last comma counts only where it says something. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  let [token, quoted, escaped] = ['', false, false];
  for (const character of text) {
    if (character === ',' && !quoted) {
      tokens.push(token);
      token = '';
      continue;
    }
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = character === '\\' && !escaped;
    token += character;
  }
  return token.trim() === '' ? tokens : [...tokens, token.trim()];
}

function parseMatcher(token: string): Matcher | undefined {
  const [, label = '', operator = '', raw = ''] = /^\s*([a-zA-Z_:][\w:]*)\s*(=~|=|!=|!~)\s*(.*?)\s*$/s.exec(token) ?? [];
  const value = label === '' ? undefined : unquoted(raw);
  if (value === undefined) return undefined;
  if (operator.endsWith('~') && compiled(value) === undefined) return undefined;
  return { label, operator: operator as Matcher['operator'], value };
}

/** A backslash escapes a quote, itself and `n`, and stands for itself before all else. */
function unquoted(raw: string): string | undefined {
  const isQuoted = raw.startsWith('"');
  if (isQuoted && !/^"(?:[^"\\]|\\[\s\S])*"$/.test(raw)) return undefined;
  const inner = isQuoted ? raw.slice(1, -1) : raw;
  if (!isQuoted && /(?<!\\)(?:\\\\)*"/.test(inner)) return undefined;
  return inner.replaceAll(/\\([n"\\])/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

const patterns = new Map<string, RE2JS | undefined>();

function compiled(pattern: string): RE2JS | undefined {
  if (!patterns.has(pattern)) patterns.set(pattern, tried(pattern));
  return patterns.get(pattern);
}

function tried(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
