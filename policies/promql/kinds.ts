import { allParts, type Expression, type QueryError, unwrapped } from './expression.ts';

/** Functions that take a range of samples; `*_over_time` beside them. */
const rangeFunctions: ReadonlySet<string> = new Set([
  'changes',
  'delta',
  'deriv',
  'double_exponential_smoothing',
  'idelta',
  'increase',
  'irate',
  'predict_linear',
  'rate',
  'resets',
]);

/** Whether a function takes a range of samples. */
export function takesRange(name: string): boolean {
  return rangeFunctions.has(name) || name.endsWith('_over_time');
}

/** Functions of a counter, which make no sense of a value that goes up and down. */
export const counterFunctions: ReadonlySet<string> = new Set(['increase', 'irate', 'rate', 'resets']);

/** Ranges where a single sample belongs, and the reverse; the grammar knows neither. */
export function kindErrors(expression: Expression): readonly QueryError[] {
  const errors: QueryError[] = [];
  if (unwrapped(expression).kind === 'text') errors.push({ at: expression.at, message: 'gives a text, and no samples' });
  if (unwrapped(expression).kind === 'range') errors.push({ at: expression.at, message: 'gives a range of samples, not one value' });
  for (const part of allParts(expression)) {
    const ranges = operands(part).filter((operand) => unwrapped(operand).kind === 'range');
    if (part.kind === 'call' && takesRange(part.name)) {
      if (ranges.length === 0) errors.push({ at: part.at, message: `gives ${part.name}() no range, such as [5m]` });
    } else {
      errors.push(...ranges.map(({ at }) => ({ at, message: `has a range where ${wanting(part)} needs one value` })));
    }
  }
  return errors;
}

function operands(part: Expression): readonly Expression[] {
  if (part.kind === 'call' || part.kind === 'aggregation') return part.args;
  return part.kind === 'binary' ? [part.left, part.right] : [];
}

function wanting(part: Expression): string {
  if (part.kind === 'call') return `${part.name}()`;
  return part.kind === 'aggregation' || part.kind === 'binary' ? `"${part.operator}"` : 'it';
}
