import { manifestsOf } from '../../../../policies/manifest.ts';
import type { Manifest } from '../../../../policies/model.ts';
import { append, copyOf, present, remove, set, type Tree, titleOf } from '../mutation.ts';
import accessObservability from './access-observability.ts';
import addedObjects from './added-objects.ts';
import argoCd from './argo-cd.ts';
import chartValues from './chart-values.ts';
import data from './data.ts';
import networkEdge from './network-edge.ts';
import type { Edited, Written } from './value-edit.ts';
import workloads from './workloads.ts';

/** Where the changed object is judged: beside what production renders, or what Argo CD is told. */
export type Where = 'production' | 'argocd';

/** One edit, made. */
export interface Made {
  /** Whole, such as `Service erp-prod/web > spec.type = "NodePort"`; no two are the same. */
  readonly name: string;
  readonly where: Where;
  readonly grave: boolean;
  /** Undefined where the object is a new one. */
  readonly original: Manifest | undefined;
  readonly changed: Manifest;
}

/** All edits, made on the rendered objects. Throws for an object or a place that is no longer there: the list is out of date. */
export function madeEdits(rendered: Readonly<Record<Where, readonly Manifest[]>>): readonly Made[] {
  const byTitle = {
    production: new Map(rendered.production.map((manifest) => [titleOf(manifest), manifest])),
    argocd: new Map(rendered.argocd.map((manifest) => [titleOf(manifest), manifest])),
  };
  const find = (where: Where, title: string) =>
    title.endsWith('*')
      ? [...byTitle[where].values()].find((manifest) => titleOf(manifest).startsWith(title.slice(0, -1)))
      : byTitle[where].get(title);
  const edited = (where: Where, tables: readonly Edited[]) =>
    tables.flatMap(({ on, grave, taste = [] }) => {
      const original = find(where, on);
      if (original === undefined) throw new Error(`There is no ${on}.`);
      return [...grave.map((written) => [written, true] as const), ...taste.map((written) => [written, false] as const)].map(
        ([written, isGrave]): Made => ({
          name: `${on} > ${written[0]} ${written[1] === undefined ? 'is taken away' : `= ${JSON.stringify(written[1])}`}`,
          where,
          grave: isGrave,
          original,
          changed: changedBy(original, written),
        }),
      );
    });
  return [
    ...edited('production', [...workloads, ...networkEdge, ...data, ...accessObservability]),
    ...addedObjects.map(({ grave, object }): Made => {
      const changed = present(manifestsOf(object, { file: 'added.yaml', document: 0 })[0]) as Manifest;
      return { name: `${titleOf(changed)} of ${changed.apiVersion} is new`, where: 'production', grave, original: undefined, changed };
    }),
    ...edited('argocd', [...argoCd, ...chartValues]),
  ];
}

function changedBy(original: Manifest, [path, value]: Written): Manifest {
  const fields = copyOf({ ...original.fields }) as Tree;
  const list = /^(.*)\[\+\]$/.exec(path)?.[1];
  const edit = list !== undefined ? append(list, value) : value === undefined ? remove(path) : set(path, value);
  edit(fields);
  const { file, document } = original;
  return present(manifestsOf(fields, { file, document })[0]) as Manifest;
}
