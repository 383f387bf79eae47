import { RE2JS } from '@bufbuild/re2';
import { allParts, type Expression, type QueryError, unwrapped } from './expression.ts';
import { signatureOf, type ValueType } from './functions.ts';

const comparisons = new Set(['==', '!=', '>', '<', '>=', '<=']);
const setOperators = new Set(['and', 'or', 'unless']);
/** Aggregations with a number before the series. */
const withNumber = new Set(['topk', 'bottomk', 'quantile', 'limitk', 'limit_ratio']);

const named: Readonly<Record<ValueType, string>> = {
  scalar: 'a number',
  vector: 'series',
  matrix: 'a range of samples',
  string: 'a text',
};

/** What Prometheus refuses of a query that its grammar takes: types, numbers of arguments, patterns, selectors of everything (3.14.0). */
export function typeErrors(expression: Expression): readonly QueryError[] {
  return allParts(expression).flatMap((part) => [...ofPart(part)]);
}

/** What a part gives; a function that nobody knows gives series. */
export function typeOf(expression: Expression): ValueType {
  const part = unwrapped(expression);
  switch (part.kind) {
    case 'number':
      return 'scalar';
    case 'text':
      return 'string';
    case 'range':
      return 'matrix';
    case 'call':
      return signatureOf(part.name)?.gives ?? 'vector';
    case 'binary':
      return typeOf(part.left) === 'scalar' && typeOf(part.right) === 'scalar' ? 'scalar' : 'vector';
    default:
      return 'vector';
  }
}

function* ofPart(part: Expression): Generator<QueryError> {
  const { at } = part;
  if (part.kind === 'binary') {
    const { operator } = part;
    const sides = [part.left, part.right].map(typeOf);
    for (const [index, type] of sides.entries()) {
      if (type === 'string') yield { at: (index === 0 ? part.left : part.right).at, message: `has a text beside "${operator}"` };
    }
    if (setOperators.has(operator) && sides.includes('scalar'))
      yield { at, message: `has a number beside "${operator}", which joins series` };
    if (comparisons.has(operator) && part.bool !== true && sides.every((type) => type === 'scalar')) {
      yield { at, message: 'compares two numbers without "bool"' };
    }
    if (part.bool === true && !comparisons.has(operator)) yield { at, message: `has "bool" after "${operator}", which compares nothing` };
    if (setOperators.has(operator) && part.matching?.group !== undefined)
      yield { at, message: `has a group_${part.matching.group.side} at "${operator}"` };
  }
  if (part.kind === 'selector') {
    for (const { at: place, operator, value } of part.matchers) {
      if (operator.endsWith('~') && !isPattern(value))
        yield { at: place, message: `matches ${JSON.stringify(value)}, which is no regular expression` };
    }
    if (part.metric === undefined && part.matchers.every(({ operator, value }) => takesEmpty(operator, value))) {
      yield { at, message: 'selects all series: one label must have a value' };
    }
  }
  if (part.kind === 'aggregation') yield* ofAggregation(part);
  if (part.kind === 'call') yield* ofCall(part);
}

function* ofAggregation(part: Expression & { readonly kind: 'aggregation' }): Generator<QueryError> {
  const { operator, args, at } = part;
  const takes: readonly ValueType[] = withNumber.has(operator)
    ? ['scalar', 'vector']
    : operator === 'count_values'
      ? ['string', 'vector']
      : ['vector'];
  if (args.length !== takes.length) yield { at, message: `gives ${operator} ${args.length} arguments, not ${takes.length}` };
  else yield* wrongTypes(operator, args, takes);
}

function* ofCall({ name, args, at }: Expression & { readonly kind: 'call' }): Generator<QueryError> {
  const signature = signatureOf(name);
  // What info() selects has rules of its own.
  if (signature === undefined || name === 'info') return;
  const { takes, optional } = signature;
  const [least, most] =
    optional === 0
      ? [takes.length, takes.length]
      : [takes.length - 1, optional < 0 ? Number.POSITIVE_INFINITY : takes.length - 1 + optional];
  if (args.length < least || args.length > most) {
    const wanted = least === most ? `${least}` : args.length < least ? `at least ${least}` : `at most ${most}`;
    yield { at, message: `gives ${name}() ${args.length} arguments, not ${wanted}` };
    return;
  }
  yield* wrongTypes(
    `${name}()`,
    args,
    args.map((_, index) => takes[Math.min(index, takes.length - 1)] ?? 'vector'),
  );
}

function* wrongTypes(whom: string, args: readonly Expression[], takes: readonly ValueType[]): Generator<QueryError> {
  for (const [index, argument] of args.entries()) {
    const [given, wanted] = [typeOf(argument), takes[index]];
    // Ranges in the wrong place are told by kindErrors.
    if (wanted === undefined || given === wanted || given === 'matrix' || wanted === 'matrix') continue;
    yield { at: argument.at, message: `gives ${whom} ${named[given]}, where it takes ${named[wanted]}` };
  }
}

const patterns = new Map<string, boolean>();

function isPattern(text: string): boolean {
  const known = patterns.get(text);
  if (known !== undefined) return known;
  const valid = compiled(text) !== undefined;
  patterns.set(text, valid);
  return valid;
}

function compiled(text: string): RE2JS | undefined {
  try {
    // As in a text in quotes, where a backslash is written twice.
    return RE2JS.compile(text.replaceAll('\\\\', '\\'));
  } catch {
    return undefined;
  }
}

function takesEmpty(operator: string, value: string): boolean {
  switch (operator) {
    case '=':
      return value === '';
    case '!=':
      return value !== '';
    case '=~':
      return compiled(value)?.testExact('') ?? true;
    default:
      return !(compiled(value)?.testExact('') ?? false);
  }
}
