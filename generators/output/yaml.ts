import { dump } from 'js-yaml';

const options = { lineWidth: -1, noRefs: true } as const;
/** Texts of scalars that were written before; most of the values of 1,000 services are the same few. */
const written = new Map<unknown, string>();
const most = 200_000;
const longest = 200;

/**
 * A value as block YAML, byte for byte as js-yaml 5.5.0 writes it (`lineWidth: -1, noRefs: true`), in a tenth of the time: how a
 * scalar is written is asked of js-yaml, once for each, and only mappings and lists are put together here. What is no plain data goes
 * to js-yaml as a whole.
 */
export function yamlText(value: unknown): string {
  const text = typeof value === 'object' && value !== null && !isEmpty(value) ? blockOf(value, '') : undefined;
  return text ?? dump(value, options);
}

/** The lines of a mapping or a list that is not empty; undefined when something in it is no plain data. */
function blockOf(value: object, indent: string): string | undefined {
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[]) {
      const inner = itemOf(item, indent);
      if (inner === undefined) return undefined;
      text += `${indent}- ${inner}`;
    }
    return text;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined;
  for (const [key, field] of Object.entries(value)) {
    const [name, inner] = [keyOf(key), fieldOf(field, indent)];
    if (name === undefined || inner === undefined) return undefined;
    text += `${indent}${name}:${inner}`;
  }
  return text;
}

/** What follows `- `: the lines of an item begin in the same line. */
function itemOf(item: unknown, indent: string): string | undefined {
  if (typeof item === 'object' && item !== null && !isEmpty(item)) return blockOf(item, `${indent}  `)?.slice(indent.length + 2);
  return scalarOf(item, indent);
}

/** What follows `key:`. */
function fieldOf(field: unknown, indent: string): string | undefined {
  if (typeof field === 'object' && field !== null && !isEmpty(field)) {
    const lines = blockOf(field, `${indent}  `);
    return lines === undefined ? undefined : `\n${lines}`;
  }
  const scalar = scalarOf(field, indent);
  return scalar === undefined ? undefined : ` ${scalar}`;
}

/** A scalar, or an empty mapping or list, with its line break; its further lines are indented. */
function scalarOf(value: unknown, indent: string): string | undefined {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]\n' : '{}\n';
  if (!['string', 'number', 'boolean', 'object'].includes(typeof value)) return undefined;
  const known = written.get(value);
  if (known !== undefined && !Object.is(value, -0)) return known;
  const text = dump([value], options).slice('- '.length);
  // Empty lines at the end of a text are kept by a mark at the end of the document.
  if (text.endsWith('\n...\n')) return undefined;
  if (text.indexOf('\n') < text.length - 1) return indent === '' ? text : text.replace(/\n(?=[^\n])/g, `\n${indent}`);
  if (!(typeof value === 'string' && value.length > longest) && !Object.is(value, -0)) remember(value, text);
  return text;
}

const keys = new Map<string, string>();

/** A key as it stands before its colon; undefined for one that needs more than a line. */
function keyOf(key: string): string | undefined {
  const known = keys.get(key);
  if (known !== undefined) return known;
  const text = dump({ [key]: 0 }, options);
  if (text.startsWith('? ') || !text.endsWith(': 0\n') || text.indexOf('\n') !== text.length - 1) return undefined;
  const name = text.slice(0, -': 0\n'.length);
  if (keys.size > most) keys.clear();
  keys.set(key, name);
  return name;
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length === 0 : Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;
}

function remember(value: unknown, text: string): void {
  if (written.size > most) written.clear();
  written.set(value, text);
}
