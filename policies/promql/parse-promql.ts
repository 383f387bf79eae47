import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Expression, LabelName, Matcher, Matching, QueryError } from './expression.ts';
import { kindErrors } from './kinds.ts';
import { typeErrors } from './types.ts';

/** A query by the grammar of the Prometheus project. Without errors it has an expression. */
export interface ParsedQuery {
  readonly errors: readonly QueryError[];
  readonly expression?: Expression;
}

/** Reads a PromQL query: its syntax, and that ranges stand where functions need them. Never throws. */
export function parsePromql(query: string): ParsedQuery {
  const tree = parser.parse(query);
  const errors = syntaxErrors(query, tree.cursor());
  if (errors.length > 0) return { errors };
  const top = tree.topNode.getChild('Expr');
  if (top === null) return { errors: [{ at: 0, message: 'is empty' }] };
  const expression = expressionOf(query, top);
  const kinds = kindErrors(expression);
  const wrong = kinds.length > 0 ? kinds : typeErrors(expression);
  return wrong.length > 0 ? { errors: wrong } : { errors: [], expression };
}

/** The first error of each place: what follows from it is noise. */
export function syntaxErrors(query: string, cursor: { type: { isError: boolean }; from: number; next(): boolean }): readonly QueryError[] {
  do {
    if (!cursor.type.isError) continue;
    const found = query.slice(cursor.from).trimStart().slice(0, 20);
    return [{ at: cursor.from, message: found === '' ? 'ends too early' : `is not understood from ${JSON.stringify(found)} on` }];
  } while (cursor.next());
  return [];
}

function expressionOf(query: string, node: SyntaxNode): Expression {
  const at = node.from;
  const inner = () => {
    const child = node.getChild('Expr');
    return child === null ? ({ at, kind: 'number' } as const) : expressionOf(query, child);
  };
  switch (node.name) {
    case 'VectorSelector':
      return { at, kind: 'selector', ...selectorOf(query, node) };
    case 'MatrixSelector':
    case 'SubqueryExpr':
      return { at, kind: 'range', inner: inner(), length: textOf(query, node.getChild('DurationExpr')) };
    case 'AggregateExpr':
      return aggregation(query, node);
    case 'FunctionCall':
      return { at, kind: 'call', name: textOf(query, node.getChild('FunctionIdentifier')), args: argumentsOf(query, node) };
    case 'BinaryExpr':
      return binary(query, node);
    case 'StringLiteral':
      return { at, kind: 'text', value: query.slice(node.from + 1, node.to - 1) };
    case 'NumberDurationLiteral':
      return numberOf(at, textOf(query, node));
    default: {
      const negated = node.name === 'UnaryExpr' && query.charAt(node.from) === '-';
      return { at, kind: 'same', inner: inner(), ...(negated && { negated: true as const }) };
    }
  }
}

function numberOf(at: number, text: string): Expression {
  const value = /^[\d.]/.test(text) ? Number(text) : Number.NaN;
  return Number.isNaN(value) ? { at, kind: 'number' } : { at, kind: 'number', value };
}

function selectorOf(query: string, node: SyntaxNode): { readonly metric: string | undefined; readonly matchers: readonly Matcher[] } {
  const lists = node.getChildren('LabelMatchers');
  const matchers = lists.flatMap((list) =>
    [...list.getChildren('UnquotedLabelMatcher'), ...list.getChildren('QuotedLabelMatcher')].map((matcher): Matcher => {
      const label = matcher.getChild('LabelName') ?? matcher.getChild('QuotedLabelName');
      const value = textOf(query, matcher.getChild('StringLiteral'));
      return {
        name: textOf(query, label).replaceAll('"', ''),
        at: matcher.from,
        operator: textOf(query, matcher.getChild('MatchOp')),
        value: value.slice(1, -1),
      };
    }),
  );
  const quoted = lists.map((list) => list.getChild('QuotedLabelName')).find((name) => name !== null);
  const named = matchers.find(({ name, operator }) => name === '__name__' && operator === '=')?.value;
  const plain = node.getChild('Identifier');
  const metric = plain !== null ? textOf(query, plain) : quoted !== undefined ? textOf(query, quoted).slice(1, -1) : named;
  return { metric, matchers: matchers.filter(({ name }) => name !== '__name__') };
}

function aggregation(query: string, node: SyntaxNode): Expression {
  const modifier = node.getChild('AggregateModifier');
  const labels = modifier?.getChild('GroupingLabels') ?? null;
  return {
    at: node.from,
    kind: 'aggregation',
    operator: textOf(query, node.getChild('AggregateOp')),
    ...(modifier !== null && { grouping: { by: modifier.getChild('By') !== null, labels: labelsOf(query, labels) } }),
    args: argumentsOf(query, node),
  };
}

function binary(query: string, node: SyntaxNode): Expression {
  const [left, right] = node.getChildren('Expr');
  const empty = { at: node.from, kind: 'number' } as const;
  let operator = '';
  for (let child = left?.nextSibling ?? null; child !== null && operator === ''; child = child.nextSibling) {
    if (!child.type.is('LineComment')) operator = textOf(query, child);
  }
  const clause = node.getChild('MatchingModifierClause');
  return {
    at: node.from,
    kind: 'binary',
    operator: operator.toLowerCase(),
    ...(node.getChild('BoolModifier') !== null && { bool: true as const }),
    left: left === undefined ? empty : expressionOf(query, left),
    right: right === undefined ? empty : expressionOf(query, right),
    ...(clause !== null && { matching: matchingOf(query, clause) }),
  };
}

function matchingOf(query: string, clause: SyntaxNode): Matching {
  const [labels, included] = clause.getChildren('GroupingLabels');
  const side = clause.getChild('GroupLeft') !== null ? 'left' : clause.getChild('GroupRight') !== null ? 'right' : undefined;
  return {
    on: clause.getChild('On') !== null,
    labels: labelsOf(query, labels ?? null),
    ...(side !== undefined && { group: { side, labels: labelsOf(query, included ?? null) } }),
  };
}

function labelsOf(query: string, list: SyntaxNode | null): readonly LabelName[] {
  if (list === null) return [];
  return [...list.getChildren('LabelName'), ...list.getChildren('QuotedLabelName')].map((label) => ({
    name: textOf(query, label).replaceAll('"', ''),
    at: label.from,
  }));
}

function argumentsOf(query: string, node: SyntaxNode): readonly Expression[] {
  return (node.getChild('FunctionCallBody')?.getChildren('Expr') ?? []).map((argument) => expressionOf(query, argument));
}

function textOf(query: string, node: SyntaxNode | null): string {
  return node === null ? '' : query.slice(node.from, node.to);
}
