import type { Fields, Pod } from '../../model.ts';
import { asFields, listAt, textAt } from '../fields.ts';

/** One volume of a pod. */
export interface Volume {
  readonly name: string;
  readonly fields: Fields;
  /** Keys that say what it is, `emptyDir` or `configMap`. Valid volumes have one; none means an emptyDir, by default. */
  readonly sources: readonly string[];
  /** Path in the manifest, such as `spec.template.spec.volumes[0]`. */
  readonly path: string;
}

/** The volumes of a pod, in order; an entry that is no mapping is left out. */
export function volumesOf(pod: Pod): readonly Volume[] {
  return listAt(pod.spec, 'volumes').flatMap((value, index) => {
    const fields = asFields(value);
    if (fields === undefined) return [];
    const sources = Object.keys(fields).filter((key) => key !== 'name' && fields[key] !== undefined && fields[key] !== null);
    return [{ name: textAt(fields, 'name') ?? '', fields, sources, path: `${pod.path}.volumes[${index}]` }];
  });
}
