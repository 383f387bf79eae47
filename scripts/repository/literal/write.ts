import type { Definition } from './module.ts';

/** What a file with a value says: the opposite of `readLiteral`, in the style of the formatter. */
export function literalFile(value: unknown, { define, from }: Definition): string {
  return `import { ${define} } from '${from}';\n\nexport default ${define}(${literal(value, 0)});\n`;
}

/** A value as it is written in the middle of a data file. */
export function literalText(value: unknown): string {
  return literal(value, 1);
}

/**
 * A value as it is written in a data file.
 * @throws Error for what cannot be written as data: `undefined`, functions, numbers without end, a key `__proto__`
 */
function literal(value: unknown, depth: number): string {
  const inner = '  '.repeat(depth + 1);
  const outer = '  '.repeat(depth);
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => literal(item, depth + 1));
    return items.join('').includes('\n') || items.join(', ').length > 100
      ? `[\n${items.map((item) => `${inner}${item},\n`).join('')}${outer}]`
      : `[${items.join(', ')}]`;
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value !== 'object') throw new Error(`A ${typeof value} cannot be written as data.`);
  const fields = Object.entries(value).map(([key, field]) => `${keyText(key)}: ${literal(field, depth + 1)}`);
  if (fields.length === 0) return '{}';
  const line = `{ ${fields.join(', ')} }`;
  return depth > 0 && !line.includes('\n') && line.length < 100
    ? line
    : `{\n${fields.map((field) => `${inner}${field},\n`).join('')}${outer}}`;
}

function keyText(key: string): string {
  if (key === '__proto__') throw new Error('A key "__proto__" cannot be written as data.');
  return /^[A-Za-z_]\w*$/.test(key) ? key : quoted(key);
}

/** In single quotes; what cannot be seen, or looks other than it is, by its number. */
function quoted(text: string): string {
  const escaped = text.replaceAll(/[\\']/g, '\\$&').replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\uFFFD]/gu, (character) => {
    const hex = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    return character.split('').map(hex).join('');
  });
  return `'${escaped}'`;
}
