/** Pieces of the schemas of the catalog's files. */
export const text = { type: 'string', minLength: 1 } as const;
export const port = { type: 'integer', minimum: 0 } as const;
export const count = { type: 'integer', minimum: 1 } as const;
export const texts = { type: 'object', additionalProperties: { type: 'string' } } as const;
export const title = object({ en: text, zh: text });
export const percent = { type: 'integer', minimum: 1, maximum: 100 } as const;

/** An object with exactly these fields. */
export function object(required: Record<string, unknown>, optional: Record<string, unknown> = {}) {
  return { type: 'object', properties: { ...required, ...optional }, required: Object.keys(required), additionalProperties: false };
}

/** An object with some of these fields. */
export function partial(properties: Record<string, unknown>) {
  return { type: 'object', properties, additionalProperties: false };
}
