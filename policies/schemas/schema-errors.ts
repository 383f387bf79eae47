import { asFields, at, below } from '../kubernetes/fields.ts';
import type { SchemaError } from './catalog.ts';
import { described, fieldName, invalid, quoted, type SchemaProblem } from './problem.ts';
import { unknownField } from './structure.ts';

/** Formats of the Kubernetes API in words, and an example where the name does not say it. */
const formats: Readonly<Record<string, readonly [what: string, remediation: string]>> = {
  quantity: ['no quantity', 'Write a quantity such as 500m, 2 or 512Mi.'],
  int32: ['no 32-bit integer', 'Write a smaller whole number.'],
  int64: ['no 64-bit integer', 'Write a smaller whole number.'],
  byte: ['not base64', 'Encode the value as base64, or write it as it is under stringData.'],
  'date-time': ['no date and time', 'Write a time such as 2026-01-31T08:00:00Z.'],
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a mapping',
  array: 'a list',
  null: 'empty',
};

/**
 * What a validator says about an object, one problem for each value that is wrong. `start` is the path of the judged value in
 * the object; empty for the object itself. Of a partial object nothing can be missing.
 */
export function problemsOf(
  errors: readonly SchemaError[],
  value: unknown,
  start: string,
  { partial }: { readonly partial: boolean },
): readonly SchemaProblem[] {
  const byValue = new Map<string, SchemaError[]>();
  for (const error of errors) {
    const group = byValue.get(error.instancePath);
    if (group === undefined) byValue.set(error.instancePath, [error]);
    else group.push(error);
  }
  return [...byValue].flatMap(([pointer, group]) => {
    const { path, found } = located(pointer, value, start);
    // In a patch, null removes a field.
    return partial && found === null ? [] : problemsOfValue(group, found, path, partial);
  });
}

/** The path and the value that a JSON pointer leads to. */
function located(pointer: string, value: unknown, start: string): { readonly path: string; readonly found: unknown } {
  let found = value;
  let path = start;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    const isIndex = Array.isArray(found);
    path = isIndex ? `${path}[${key}]` : below(path, key);
    found = at(found, isIndex ? Number(key) : key);
  }
  return { path, found };
}

function problemsOfValue(errors: readonly SchemaError[], value: unknown, path: string, partial: boolean): readonly SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const missing = errors.filter(({ keyword }) => keyword === 'required').map(({ params }) => String(params['missingProperty']));
  const alternatives = errors.some(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  for (const error of errors) {
    if (error.keyword !== 'additionalProperties') continue;
    const name = String(error.params['additionalProperty']);
    problems.push(unknownField(below(path, name), name, knownFields(error)));
  }
  if (!partial && missing.length > 0) problems.push(...missingFields(missing, value, path, alternatives));

  const wrong = errors.filter(
    ({ keyword, params }) =>
      !['additionalProperties', 'required', 'anyOf', 'oneOf', 'if'].includes(keyword) &&
      !(keyword === 'format' && params['format'] === 'byte' && isBase64(value)),
  );
  const types = wrong.filter(({ keyword }) => keyword === 'type').flatMap(({ params }) => [params['type']].flat().map(String));
  const format = wrong.find(({ keyword, params }) => keyword === 'format' && (params['format'] === 'quantity' || types.length === 0));
  const other = wrong.find(({ keyword }) => keyword !== 'type' && keyword !== 'format');
  if (format !== undefined && typeof value !== 'boolean') problems.push(wrongFormat(String(format.params['format']), value, path));
  else if (types.length > 0) problems.push(wrongType([...new Set(types)], value, path));
  else if (other !== undefined && !(partial && ['minProperties', 'minItems'].includes(other.keyword)))
    problems.push(wrongValue(other, value, path));
  return problems;
}

/** As Go's base64.StdEncoding reads it, which leaves out the ends of lines. */
function isBase64(value: unknown): boolean {
  // Nothing at all is none to a definition (apiextensions-apiserver 0.35).
  if (typeof value !== 'string' || value === '') return false;
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value.replace(/[\r\n]/g, ''));
}

function knownFields({ parentSchema }: SchemaError): readonly string[] {
  return Object.keys(asFields(at(parentSchema, 'properties')) ?? {});
}

function missingFields(names: readonly string[], value: unknown, path: string, alternatives: boolean): readonly SchemaProblem[] {
  const subject = path === '' ? 'the object' : `"${fieldName(path).replace(/^Field "|"$/g, '')}"`;
  // Alternatives that are all present exclude each other.
  if (alternatives && names.every((name) => at(value, name) !== undefined)) return [];
  if (alternatives && names.length > 1) {
    const list = names.map((name) => `"${name}"`).join(' or ');
    return [missingField(path, `Field ${list} is missing from ${subject}.`, `Set one of ${list}.`)];
  }
  return names.map((name) => missingField(below(path, name), `Field "${name}" is missing from ${subject}.`, `Set "${name}".`));
}

function missingField(path: string, message: string, remediation: string): SchemaProblem {
  return { rule: 'schema-missing-field', path, message, remediation };
}

function wrongType(types: readonly string[], value: unknown, path: string): SchemaProblem {
  // An integer is a number.
  const names = types.filter((type) => type !== 'number' || !types.includes('integer')).map((type) => typeNames[type] ?? type);
  const expected = names.join(' or ');
  const spelled = typeof value === 'number' || typeof value === 'boolean' ? JSON.stringify(String(value)) : undefined;
  return {
    rule: 'schema-wrong-type',
    path,
    message: `${fieldName(path)} is ${described(value)}, not ${expected}.`,
    remediation: expected === 'text' && spelled !== undefined ? `Quote the value: ${spelled}.` : `Write ${expected}.`,
  };
}

function wrongFormat(format: string, value: unknown, path: string): SchemaProblem {
  const [what, remediation] = formats[format] ?? [`no "${format}"`, `Write a value of the format "${format}".`];
  const found = typeof value === 'string' ? quoted(value) : described(value);
  return invalid(path, `${fieldName(path)} is ${found}, which is ${what}.`, remediation);
}

function wrongValue({ keyword, params }: SchemaError, value: unknown, path: string): SchemaProblem {
  const found = typeof value === 'string' ? quoted(value) : typeof value === 'number' ? String(value) : described(value);
  const subject = `${fieldName(path)} is ${found}, which`;
  const limit = String(params['limit']);
  const holds = fieldName(path);
  switch (keyword) {
    case 'enum':
    case 'const': {
      const allowed = [params['allowedValues'] ?? params['allowedValue']].flat().map((item) => JSON.stringify(item));
      if (allowed.length === 1) return invalid(path, `${subject} is not ${allowed[0]}.`, `Write ${allowed[0]}.`);
      return invalid(path, `${subject} is none of ${allowed.join(', ')}.`, `Write one of ${allowed.join(', ')}.`);
    }
    case 'minimum':
      return invalid(path, `${subject} is less than ${limit}.`, `Write a number of at least ${limit}.`);
    case 'maximum':
      return invalid(path, `${subject} is more than ${limit}.`, `Write a number of at most ${limit}.`);
    case 'minLength':
      return invalid(path, `${holds} is empty.`, 'Write a value.');
    case 'maxLength':
      return invalid(path, `${subject} is longer than ${limit} characters.`, `Write at most ${limit} characters.`);
    case 'minItems':
      return invalid(path, `${holds} has fewer than ${limit} items.`, `Write at least ${limit}.`);
    case 'maxItems':
      return invalid(path, `${holds} has more than ${limit} items.`, `Write at most ${limit}.`);
    case 'minProperties':
      return invalid(path, `${holds} is empty.`, 'Set one of its fields.');
    case 'repeated': {
      const names = [params['names']].flat().map(String);
      const by = names.length === 0 ? '' : ` by ${names.map((name) => `"${name}"`).join(' and ')}`;
      return invalid(path, `${holds} is there twice${by}.`, 'Remove one of the two.');
    }
    case 'exclusive':
    case 'not': {
      const names = [params['names']].flat().map((name) => `"${name}"`);
      if (names.length < 2) return invalid(path, `${subject} is not allowed here.`, 'Correct the value.');
      return invalid(path, `${holds} has ${names.join(' and ')}, which exclude each other.`, 'Keep one of them.');
    }
    case 'rule':
      return invalid(
        path,
        `${holds} breaks a rule of its kind: ${shortened(String(params['rule']))}`,
        'Change the fields that the rule names.',
      );
    case 'multipleOf':
      return invalid(path, `${subject} is no multiple of ${limit}.`, `Write a multiple of ${limit}.`);
    case 'maxProperties': {
      if (typeof params['limit'] === 'number' && params['limit'] > 1)
        return invalid(path, `${holds} has more than ${limit} fields.`, `Write at most ${limit}.`);
      const names = Object.keys(asFields(value) ?? {}).map((name) => `"${name}"`);
      return invalid(path, `${holds} has ${names.join(' and ')}, which exclude each other.`, `Keep ${limit} of them.`);
    }
    default:
      return invalid(path, `${subject} has not the form that the field asks for.`, formOf(params));
  }
}

/** An expression on one line, as far as a reader follows it. */
function shortened(expression: string): string {
  const line = expression.replace(/\s+/g, ' ').trim();
  return line.length > 240 ? `${line.slice(0, 237)}...` : line;
}

function formOf(params: SchemaError['params']): string {
  return typeof params['pattern'] === 'string' ? `Write a value that matches ${params['pattern']}.` : 'Correct the value.';
}
