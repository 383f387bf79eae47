import { asFields, asList, at, textAt, texts } from './fields.ts';

type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A label selector (`matchLabels`, `matchExpressions`) in one form. */
export interface Selector {
  readonly equal: Labels;
  readonly requirements: readonly Requirement[];
}

/** A LabelSelector as Kubernetes reads it. Undefined selects nothing; an empty one selects everything. */
export function labelSelector(value: unknown): Selector | undefined {
  const fields = asFields(value);
  if (fields === undefined) return undefined;
  return {
    equal: texts(fields['matchLabels']),
    requirements: asList(fields['matchExpressions']).map((item) => ({
      key: textAt(item, 'key') ?? '',
      operator: textAt(item, 'operator') ?? '',
      values: asList(at(item, 'values')).filter((entry): entry is string => typeof entry === 'string'),
    })),
  };
}

/** The plain map selector of a Service, as a LabelSelector value. Undefined where there is none. */
export function mapSelector(value: unknown): { matchLabels: Labels } | undefined {
  return asFields(value) === undefined ? undefined : { matchLabels: texts(value) };
}

/** Whether labels satisfy a selector (Kubernetes: labels and selectors). An unknown operator matches nothing. */
export function matches(selector: Selector, labels: Labels): boolean {
  for (const key in selector.equal) {
    if (labels[key] !== selector.equal[key]) return false;
  }
  return selector.requirements.every((requirement) => satisfies(requirement, labels));
}

/** Whether a selector has no condition and so selects everything. */
export function selectsAll(selector: Selector): boolean {
  return Object.keys(selector.equal).length === 0 && selector.requirements.length === 0;
}

/** `app=financial-service, tier in (a, b)`, for messages. */
export function describeSelector(selector: Selector): string {
  const parts = [
    ...Object.entries(selector.equal).map(([key, value]) => `${key}=${value}`),
    ...selector.requirements.map(({ key, operator, values }) => `${key} ${operator} (${values.join(', ')})`),
  ];
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

function satisfies({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/** A selector as text, `app=a,tier in (b, c),!old`; empty text selects everything, undefined when it is no selector. */
export function parseSelector(text: string): Selector | undefined {
  const equal: Record<string, string> = {};
  const requirements: Requirement[] = [];
  // A comma inside parentheses separates values, not requirements.
  for (const part of text.split(/,(?![^(]*\))/).map((item) => item.trim())) {
    if (part === '') continue;
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
    const comparison = /^([^\s!=]+)\s*(==|=|!=)\s*([^\s!=]*)$/.exec(part);
    const existence = /^(!?)\s*([^\s!=()]+)$/.exec(part);
    if (set !== null) {
      const [, key = '', operator, values = ''] = set;
      requirements.push({ key, operator: operator === 'in' ? 'In' : 'NotIn', values: values.split(',').map((value) => value.trim()) });
    } else if (comparison !== null) {
      const [, key = '', operator, value = ''] = comparison;
      if (operator === '!=') requirements.push({ key, operator: 'NotIn', values: [value] });
      else equal[key] = value;
    } else if (existence !== null) {
      const [, not, key = ''] = existence;
      requirements.push({ key, operator: not === '!' ? 'DoesNotExist' : 'Exists', values: [] });
    } else {
      return undefined;
    }
  }
  return { equal, requirements };
}
