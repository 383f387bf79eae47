import { distance } from 'fastest-levenshtein';
import type { Problem } from '../model.ts';

/** What kind of disagreement between an object and its schema. */
export type SchemaRule =
  | 'schema-unknown-field'
  | 'schema-wrong-type'
  | 'schema-missing-field'
  | 'schema-invalid-value'
  | 'schema-unknown-kind'
  | 'schema-undescribed-kind'
  | 'schema-operator-refuses'
  | 'schema-removed-api'
  | 'schema-deprecated-api';

/** One disagreement between an object and its schema. */
export interface SchemaProblem extends Problem {
  readonly rule: SchemaRule;
  /** One imperative sentence that says how to put it right. */
  readonly remediation: string;
}

/** A value that has the right type but that the API server refuses. */
export function invalid(path: string, message: string, remediation: string): SchemaProblem {
  return { rule: 'schema-invalid-value', path, message, remediation };
}

/** The name that somebody who wrote `word` most likely meant; undefined when none is near. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  let best: { readonly name: string; readonly away: number } | undefined;
  for (const name of names) {
    const away = isSwapped(lower, name.toLowerCase()) ? 1 : name.toLowerCase() === lower ? 0 : distance(lower, name.toLowerCase());
    if (best === undefined || away < best.away) best = { name, away };
  }
  return best !== undefined && best.away <= Math.max(1, Math.floor(word.length / 3)) ? best.name : undefined;
}

/** Whether somebody who wrote one meant the other: names of groups are long, and share their ends with those of others. */
export function isSlip(word: string, name: string): boolean {
  return distance(word.toLowerCase(), name.toLowerCase()) <= 2;
}

/** Whether two words differ by two letters that changed places: `kakfa`. */
function isSwapped(word: string, other: string): boolean {
  if (word.length !== other.length) return false;
  const first = [...word].findIndex((letter, index) => letter !== other[index]);
  const swapped = `${word.slice(0, first)}${word[first + 1] ?? ''}${word[first] ?? ''}${word.slice(first + 2)}`;
  return first >= 0 && swapped === other;
}

/** A value as a reader of the YAML knows it: `the text "3"`, `the number 3`, `a list`. */
export function described(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text ${quoted(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return `the boolean ${value}`;
  return 'a mapping';
}

/** A text in quotes, shortened: values come from anywhere. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 117)}...` : text);
}

/** How messages call the field at a path: by its last key, with the index of a list item. */
export function fieldName(path: string): string {
  const last = /(?:\["(?<quoted>(?:[^"\\]|\\.)*)"\]|(?<plain>[^.[\]]+)(?<index>(?:\[\d+\])*))$/.exec(path)?.groups;
  return last === undefined ? 'The object' : `Field "${last['quoted'] ?? `${last['plain']}${last['index']}`}"`;
}
