import { parser } from '@grafana/lezer-logql';
import type { QueryError } from './expression.ts';
import { syntaxErrors } from './parse-promql.ts';

/** A LogQL query by Grafana's grammar. */
export interface ParsedLogQuery {
  readonly errors: readonly QueryError[];
  /** Labels that its stream selectors match. */
  readonly labels: readonly { readonly name: string; readonly at: number }[];
}

/** Reads a LogQL query. Never throws. */
export function parseLogql(query: string): ParsedLogQuery {
  const tree = parser.parse(query);
  const labels: { name: string; at: number }[] = [];
  const cursor = tree.cursor();
  do {
    // A filter behind a parser has matchers too, for labels that the line brings.
    if (cursor.name !== 'Matcher' || cursor.node.parent?.name === 'LabelFilter') continue;
    const name = cursor.node.getChild('Identifier');
    if (name !== null) labels.push({ name: query.slice(name.from, name.to), at: name.from });
  } while (cursor.next());
  const errors = query.trim() === '' ? [{ at: 0, message: 'is empty' }] : syntaxErrors(query, tree.cursor());
  return { errors, labels };
}
