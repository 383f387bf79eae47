import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { AlertingRule } from './suite.ts';

/** One small mistake in an alert. */
export interface Mutant {
  /** What was changed, the same on every run: `drop matcher status=~"5.." #1`. */
  readonly name: string;
  readonly rule: Pick<AlertingRule, 'expr' | 'for'>;
}

/** A change of the text of an expression. */
interface Edit extends Piece {
  readonly title: string;
}

interface Piece {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Every mistake that is tried in an alert, each once: in its expression, at the places that the grammar of PromQL finds, and in its `for`. */
export function mutantsOf({ expr, for: held }: Pick<AlertingRule, 'expr' | 'for'>): readonly Mutant[] {
  const edits = editsOf(expr);
  const titles = edits.map(({ title }) => title);
  const keep = held === undefined ? {} : { for: held };
  const inExpression = edits.map(({ title, ...piece }, index) => ({
    name: `${title} #${titles.slice(0, index + 1).filter((other) => other === title).length}`,
    rule: { expr: edited(expr, [piece]), ...keep },
  }));
  return [
    ...inExpression,
    ...droppedMatchers(expr).map((mutant) => ({ ...mutant, rule: { ...mutant.rule, ...keep } })),
    ...(held === undefined ? [] : heldMutants(expr, held)),
  ];
}

/**
 * Drops each matcher wherever it stands: the two sides of a division are both filtered so that Prometheus reads less, and
 * either filter alone would do.
 */
function droppedMatchers(expr: string): readonly Mutant[] {
  const pieces = new Map<string, Piece[]>();
  parser.parse(expr).iterate({
    enter: ({ node }) => {
      if (node.name !== 'UnquotedLabelMatcher') return;
      const matcher = textOf(node, expr);
      pieces.set(matcher, [...(pieces.get(matcher) ?? []), dropItem(node, expr)]);
    },
  });
  return [...pieces].map(([matcher, own]) => ({ name: `drop matcher ${matcher}`, rule: { expr: edited(expr, own) } }));
}

function edited(expr: string, pieces: readonly Piece[]): string {
  return pieces.toReversed().reduce((text, { from, to, text: added }) => text.slice(0, from) + added + text.slice(to), expr);
}

function heldMutants(expr: string, held: string): readonly Mutant[] {
  return [
    { name: 'drop for', rule: { expr } },
    { name: 'halve for', rule: { expr, for: scaled(held, 0.5) } },
    { name: 'double for', rule: { expr, for: scaled(held, 2) } },
  ];
}

function editsOf(expr: string): readonly Edit[] {
  const edits: Edit[] = [];
  parser.parse(expr).iterate({
    enter: ({ node }) => {
      const change = changes[node.name];
      if (change !== undefined) edits.push(...change(node, expr));
    },
  });
  return edits;
}

/** What is tried at a node of the grammar, by its name. */
const changes: Readonly<Record<string, (node: SyntaxNode, expr: string) => readonly Edit[]>> = {
  NumberDurationLiteral: (node, expr) => {
    const value = Number(textOf(node, expr));
    if (Number.isNaN(value)) return [];
    const [less, more] = isCount(value) ? [value - 1, value + 1] : [rounded(value * 0.9), rounded(value * 1.1)];
    return [replace(node, expr, String(less)), replace(node, expr, String(more))];
  },
  NumberDurationLiteralInDurationContext: (node, expr) => [
    replace(node, expr, scaled(textOf(node, expr), 0.5)),
    replace(node, expr, scaled(textOf(node, expr), 2)),
  ],
  ...Object.fromEntries(
    Object.entries({
      Gtr: ['<'],
      Lss: ['>'],
      Gte: ['<', '>'],
      Lte: ['>', '<'],
      Eql: ['!='],
      Neq: ['=='],
      Div: ['*'],
      Sub: ['+'],
      And: ['or'],
      Or: ['and'],
      Unless: ['and'],
      Sum: ['max'],
      Avg: ['max'],
      Count: ['max'],
      Max: ['min'],
      Min: ['max'],
      Rate: ['increase'],
      Increase: ['rate'],
      MaxOverTime: ['min_over_time'],
      MinOverTime: ['max_over_time'],
    }).map(([name, texts]) => [
      name,
      (node: SyntaxNode, expr: string) => (node.parent?.name === 'MatchOp' ? [] : texts.map((text) => replace(node, expr, text))),
    ]),
  ),
  MatchOp: (node, expr) => {
    const negated = { '=': '!=', '!=': '=', '=~': '!~', '!~': '=~' }[textOf(node, expr)];
    return negated === undefined || node.parent === null
      ? []
      : [{ ...replace(node, expr, negated), title: `negate matcher ${textOf(node.parent, expr)}` }];
  },
  LabelName: (node, expr) =>
    node.parent?.name === 'GroupingLabels'
      ? [{ ...dropItem(node, expr), title: `drop label ${textOf(node, expr)} of ${textOf(node.parent.parent ?? node, expr)}` }]
      : [],
  BinaryExpr: (node, expr) => {
    const left = node.firstChild;
    const right = node.lastChild;
    const operator = left?.nextSibling;
    if (left === null || right === null || operator == null) return [];
    const keep = (kept: SyntaxNode, title: string) => ({ title, from: node.from, to: node.to, text: textOf(kept, expr) });
    const start = expr.slice(node.from, node.from + 24).replaceAll(/\s+/g, ' ');
    if (['Gtr', 'Lss', 'Gte', 'Lte', 'Eql', 'Neq'].includes(operator.name)) {
      const strict = { Gtr: '>=', Lss: '<=' }[operator.name];
      // What is measured never is exactly the threshold; what is counted is.
      const isCounted = isCount(Number(textOf(right, expr)));
      return [keep(left, `drop comparison of ${start}`), ...(strict !== undefined && isCounted ? [replace(operator, expr, strict)] : [])];
    }
    if (operator.name === 'Or') return [keep(left, `keep left of or in ${start}`), keep(right, `keep right of or in ${start}`)];
    if (operator.name === 'And' || operator.name === 'Unless') return [keep(left, `drop ${textOf(operator, expr)} in ${start}`)];
    return [];
  },
};

/** Names of the nodes of the grammar at which something is tried. */
export const mutatedNodes: readonly string[] = Object.keys(changes);

/** A number of things, not a share or an amount of time. */
function isCount(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 10;
}

function replace(node: SyntaxNode, expr: string, text: string): Edit {
  return { title: `${textOf(node, expr)} -> ${text}`, from: node.from, to: node.to, text };
}

/** Takes an item out of a list, with the comma that parts it from its neighbour. */
function dropItem(node: SyntaxNode, expr: string): Piece {
  const after = /^\s*,\s*/.exec(expr.slice(node.to));
  if (after !== null) return { from: node.from, to: node.to + after[0].length, text: '' };
  const before = /,\s*$/.exec(expr.slice(0, node.from));
  return { from: node.from - (before?.[0].length ?? 0), to: node.to, text: '' };
}

function textOf({ from, to }: SyntaxNode, expr: string): string {
  return expr.slice(from, to);
}

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration of one unit, times a factor. */
function scaled(duration: string, factor: number): string {
  const [, amount = '0', unit = 's'] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  return `${Math.round(Number(amount) * (seconds[unit] ?? 1) * factor)}s`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
