import { at } from '../../../../policies/kubernetes/fields.ts';
import type { Classifier } from '../impact.ts';
import { say } from '../sentence.ts';
import { immutableFields } from './immutable-fields.ts';

/** Changes that the API server refuses, so that a sync fails until somebody deletes the object. */
export const immutable: Classifier = ({ pair: { kind, before, after }, changes }) => {
  if (before === undefined || after === undefined) return [];
  return immutableFields
    .filter((entry) => entry.kind === kind && (entry.only === undefined || at(before.fields, 'immutable') === true))
    .flatMap(({ fields, except = [], source }) =>
      changes
        .map(({ path }) => path)
        .filter((path) => fields.some((field) => isIn(path, field)) && !except.some((field) => isIn(path, field)))
        .map((path) => ({ text: say`${path} cannot be changed: the sync fails until the object is made anew (${source})` })),
    );
};

/** Whether a path is a field or lies below it. */
export function isIn(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}
