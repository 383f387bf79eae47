/** One line at the end of a commit message that machines read. */
export interface Trailer {
  readonly key: string;
  readonly value: string;
}

/** Kinds of commits that commands make; the first word of their subject. */
export const changeTypes = [
  'promote',
  'rollback',
  'hold',
  'release',
  'scale',
  'config',
  'freeze',
  'thaw',
  'emergency',
  'retire',
  'rename',
  'failover',
] as const;

export type ChangeType = (typeof changeTypes)[number];

/** What a commit says. */
export interface Message {
  readonly subject: string;
  readonly body: string;
  readonly trailers: readonly Trailer[];
}

/** Trailers with a value, in the order given. */
export function trailers(values: Readonly<Record<string, string | undefined>>): readonly Trailer[] {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
}

/** The message as Git stores it. */
export function messageText({ subject, body, trailers: lines }: Message): string {
  return `${subject}\n\n${body}\n\n${lines.map(({ key, value }) => `${key}: ${value.replace(/\s+/g, ' ')}`).join('\n')}\n`;
}

/** Type, what it is about and rest of a subject: `promote(orders): test -> staging 1.4.2`; undefined for any other subject. */
export function parseSubject(subject: string): { readonly type: ChangeType; readonly about: string; readonly text: string } | undefined {
  const [, word = '', about = '', text = ''] = /^([a-z]+)\(([a-z0-9-]+)\): (.+)$/.exec(subject) ?? [];
  const type = changeTypes.find((candidate) => candidate === word);
  return type === undefined ? undefined : { type, about, text };
}

/** The trailers of a message: the last paragraph, when all its lines are trailers. */
export function parseTrailers(message: string): readonly Trailer[] {
  const last =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  const lines = last.split('\n').map((line) => /^([A-Za-z][A-Za-z0-9-]*): (.+)$/.exec(line));
  return lines.some((line) => line === null) ? [] : lines.map((line) => ({ key: line?.[1] ?? '', value: line?.[2] ?? '' }));
}

/** All values of a trailer, in their order. */
export function valuesOf(lines: readonly Trailer[], key: string): readonly string[] {
  return lines.filter((line) => line.key === key).map(({ value }) => value);
}
