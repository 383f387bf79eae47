import { at, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';

/** What the facts say of a CustomResourceDefinition, whose body is not kept. */
export interface DefinitionFacts {
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly scope: 'Cluster' | 'Namespaced';
  /** Those that are served. */
  readonly versions: readonly string[];
  /** Of the definition as JSON, which client-side apply puts into an annotation. */
  readonly bytes: number;
}

/** An annotation may be no longer: Kubernetes, `TotalAnnotationSizeLimitB` (1.35). */
export const annotationLimit = 262_144;

/** The facts of a CustomResourceDefinition. */
export function definitionFacts(object: Fields): DefinitionFacts {
  return {
    name: textAt(object, 'metadata', 'name') ?? '',
    group: textAt(object, 'spec', 'group') ?? '',
    kind: textAt(object, 'spec', 'names', 'kind') ?? '',
    scope: textAt(object, 'spec', 'scope') === 'Cluster' ? 'Cluster' : 'Namespaced',
    versions: listAt(object, 'spec', 'versions').flatMap((version) =>
      at(version, 'served') === false ? [] : [textAt(version, 'name') ?? ''],
    ),
    bytes: Buffer.byteLength(JSON.stringify(object)),
  };
}
