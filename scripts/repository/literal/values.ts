import type { ParseResult } from '@babel/parser';
import type { Written } from './places.ts';
import { type Refusal, refusedValue } from './refusals.ts';

type Statement = ParseResult['program']['body'][number];
type Exported = Extract<Statement, { type: 'ExportDefaultDeclaration' }>['declaration'];

/** What may stand where a value is expected. */
export type ValueNode = Extract<Exported, { type: 'CallExpression' }>['arguments'][number];
type ObjectNode = Extract<ValueNode, { type: 'ObjectExpression' }>;
type Member = ObjectNode['properties'][number];

/** Tells of a mistake at an offset. */
export type Refuse = (offset: number, refusal: Refusal) => void;

/** Reads a value that is written out; what is not is refused, and stands as null, so that the rest is looked at too. */
export function writtenValue(node: ValueNode, text: string, refuse: Refuse): Written {
  const [start, end] = [node.start ?? 0, node.end ?? 0];
  const plain = (value: unknown): Written => ({ value, start, end });
  switch (node.type) {
    case 'ObjectExpression':
      return { ...writtenObject(node, text, refuse), start, end };
    case 'ArrayExpression': {
      const children = new Map<number, Written>();
      for (const [index, item] of node.elements.entries()) {
        if (item !== null) children.set(index, writtenValue(item, text, refuse));
        else refuse(start, { message: `The list has a hole: item ${index + 1} is left out.`, fix: 'Write the item, or remove the comma.' });
      }
      return { value: [...children.values()].map(({ value }) => value), start, end, children };
    }
    case 'StringLiteral':
      return plain(textOf(node.value, start, refuse));
    case 'TemplateLiteral': {
      const cooked = node.quasis[0]?.value.cooked;
      if (node.expressions.length === 0 && typeof cooked === 'string') return plain(textOf(cooked, start, refuse));
      break;
    }
    case 'NumericLiteral':
      return plain(numberOf(node.value, start, refuse));
    case 'UnaryExpression':
      if (node.operator === '-' && node.argument.type === 'NumericLiteral') return plain(-numberOf(node.argument.value, start, refuse));
      break;
    case 'BooleanLiteral':
      return plain(node.value);
    case 'NullLiteral':
      return plain(null);
  }
  refuse(start, refusedValue(node));
  return plain(null);
}

function writtenObject(node: ObjectNode, text: string, refuse: Refuse): Pick<Written, 'value' | 'children'> {
  const children = new Map<string, Written>();
  for (const member of node.properties) {
    const start = member.start ?? 0;
    const field = fieldOf(member, text);
    if ('message' in field) {
      refuse(start, field);
      continue;
    }
    if (children.has(field.key)) refuse(start, { message: `The field "${field.key}" is there twice.`, fix: 'Keep one of them.' });
    children.set(field.key, { ...writtenValue(field.value, text, refuse), key: start });
  }
  return { value: Object.fromEntries([...children].map(([key, { value }]) => [key, value])), children };
}

/** The key and the value of a member, or why it has none. */
function fieldOf(member: Member, text: string): { readonly key: string; readonly value: ValueNode } | Refusal {
  if (member.type !== 'ObjectProperty') return refusedValue(member);
  if (member.computed)
    return { message: 'A key in brackets is computed, which is no data.', fix: 'Write the key itself, in quotes where it needs them.' };
  if (member.shorthand) {
    return { message: 'A field without a value takes that of a variable, which is no data.', fix: 'Write "name: value".' };
  }
  const { key } = member;
  if (key.type !== 'Identifier' && key.type !== 'StringLiteral') {
    return { message: 'This key is neither a name nor a text.', fix: 'Write the key in quotes.' };
  }
  const name = key.type === 'Identifier' ? key.name : key.value;
  if (name === '__proto__') {
    return {
      message: 'The key "__proto__" does not name a field: it changes what the object is.',
      fix: 'Remove it, or choose another name.',
    };
  }
  if (key.type === 'Identifier' && text.slice(key.start ?? 0, key.end ?? 0) !== name) {
    return { message: `The key "${name}" is written with an escape, so that it looks like another.`, fix: `Write ${name}.` };
  }
  return { key: name, value: member.value as ValueNode };
}

function textOf(text: string, start: number, refuse: Refuse): string {
  if (!text.isWellFormed()) refuse(start, { message: 'The text has half a character (a lone surrogate).', fix: 'Write whole characters.' });
  return text;
}

function numberOf(number: number, start: number, refuse: Refuse): number {
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) {
    refuse(start, { message: 'The number is too large to be kept exactly.', fix: 'Write a smaller one, or a text in quotes.' });
  }
  return number;
}
