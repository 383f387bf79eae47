import { ownValue } from '../../company/own-keys.ts';
import { asFields, below } from '../fields.ts';
import { nearest } from './nearest.ts';
import type { Meaning, Shape, ValueContext } from './shape.ts';

/** A value that is not what it may be. */
export interface ValueProblem {
  /** Below the values: `redis.config.appendonly`. */
  readonly path: string;
  /** The end of a sentence that begins with the Application. */
  readonly message: string;
}

/** What of some values is not what was looked at, in order. */
export function valueProblems(values: unknown, shape: Shape, context: ValueContext, path = ''): readonly ValueProblem[] {
  const fields = asFields(values);
  if (fields === undefined) return [{ path, message: `sets ${path === '' ? 'its values' : path} to ${said(values)}, expected a mapping.` }];
  if (path !== '' && Object.keys(fields).length === 0 && Object.keys(shape).length > 0)
    return [{ path, message: `sets ${path} to an empty mapping, which says nothing: leave it out.` }];
  return Object.entries(fields).flatMap(([key, value]) => {
    const own = below(path, key);
    const expected = Object.hasOwn(shape, key) ? shape[key] : ownShape(shape, key);
    if (expected === undefined) {
      const known = nearest(key, Object.keys(shape));
      const hint = known === undefined ? '' : `; did you mean "${known}"?`;
      return [{ path: own, message: `sets ${own}, which nobody has looked at${hint === '' ? '.' : hint}` }];
    }
    if (typeof expected !== 'function') return valueProblems(value, expected, context, own);
    const wanted = expected(value, context);
    return wanted === undefined ? [] : [{ path: own, message: `sets ${own} to ${said(value)}, expected ${wanted}.` }];
  });
}

/** A value as found: what is long, or no scalar, by its type. */
function said(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const shown = JSON.stringify(value);
  return shown.length > 60 ? 'a text' : shown;
}

/** What a label of ours may be, which shapes know by its name: `*` and the name with a slash between them. */
function ownShape(shape: Shape, key: string): Shape | Meaning | undefined {
  const name = key.slice(key.indexOf('/') + 1);
  return ownValue({ [key]: key }, name) === undefined || !Object.hasOwn(shape, `*/${name}`) ? undefined : shape[`*/${name}`];
}
