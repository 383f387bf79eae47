import { at, listAt } from '../../../policies/kubernetes/fields.ts';
import type { Manifest } from '../../../policies/model.ts';
import { immutableFields } from './immutable-fields.ts';
import type { Classifier, Remark } from './impact.ts';
import { say } from './sentence.ts';

/** Changes that the API server refuses, so that a sync fails until somebody deletes the object. */
export const immutable: Classifier = ({ pair: { kind, before, after }, changes }) => {
  if (before === undefined || after === undefined) return [];
  if (kind === 'CustomResourceDefinition') return versionsGone(before, after);
  if (isMadeAnew(before) && isMadeAnew(after)) return [];
  return immutableFields
    .filter((entry) => entry.kind === kind && (entry.only === undefined || at(before.fields, 'immutable') === true))
    .flatMap(({ fields, except = [], source }) =>
      changes
        .map(({ path }) => path)
        .filter((path) => fields.some((field) => isIn(path, field)) && !except.some((field) => isIn(path, field)))
        .map((path) => ({ text: say`${path} cannot be changed: the sync fails until the object is made anew (${source})` })),
    );
};

/** A hook that each sync deletes before it makes it (Argo CD 3.4: `BeforeHookCreation`, also where nothing is said). */
function isMadeAnew({ annotations }: Manifest): boolean {
  if (annotations['argocd.argoproj.io/hook'] === undefined) return false;
  const policies = annotations['argocd.argoproj.io/hook-delete-policy'];
  return policies === undefined || policies.split(',').some((policy) => policy.trim() === 'BeforeHookCreation');
}

/** Versions of a kind that the API server served and will not, in the facts of a chart: an object that still uses one is refused. */
function versionsGone(before: Manifest, after: Manifest): readonly Remark[] {
  const served = (definition: Manifest) => listAt(definition.fields, 'spec', 'versions').filter((version) => typeof version === 'string');
  const now = served(after);
  return served(before)
    .filter((version) => !now.includes(version))
    .map((version) => ({ text: say`version ${version} is no longer served: the sync of an object that still uses it fails` }));
}

/** Whether a path is a field or lies below it. */
export function isIn(path: string, field: string): boolean {
  return path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`);
}
