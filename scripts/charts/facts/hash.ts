import { createHash } from 'node:crypto';

/** SHA-256 of bytes or of a text in UTF-8, as `sha256:<64 hex digits>`. */
export function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** What stands in the facts for a text of a chart: long enough to show that it changed, too short to be of use otherwise. */
export function mark(text: string): string {
  return digestOf(text).slice(0, 'sha256:'.length + 12);
}

/** JSON with sorted keys: one text for one meaning, whatever the order in which somebody wrote it. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
