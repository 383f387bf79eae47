import { loadAll } from 'js-yaml';
import { manifestsOf } from '../../policies/manifest.ts';
import type { Manifest } from '../../policies/model.ts';

/** The objects of a YAML text; throws when one is no Kubernetes object. */
export function manifestsIn(yaml: string, file = 'example.yaml'): Manifest[] {
  return loadAll(yaml).flatMap((value, document) =>
    manifestsOf(value, { file, document }).map((item) => {
      if ('problem' in item) throw new Error(`${item.problem}\n${yaml}`);
      return item;
    }),
  );
}
