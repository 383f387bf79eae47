/** A value as found, for messages: text in quotes, a list or a mapping only by its type. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** A scalar as it reads in a file, without quotes; of nothing the empty text, of a list or a mapping its type: never what it may call itself. */
export function asWritten(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : shown(value);
}

/** `The pod sets hostNetwork to true.` or `The pod does not set hostNetwork.` */
export function settingOf(subject: string, field: string, value: unknown): string {
  if (value === undefined || value === null) return `${subject} does not set ${field}.`;
  return `${subject} sets ${field} to ${shown(value)}.`;
}

/** `"a", "b"`, each name in quotes. */
export function quotedList(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
