import { declaredName } from '../model/environment/place.ts';
import type { Instance } from '../model/instance.ts';
import type { KubernetesObject } from '../model/object.ts';
import { type Exemption, isIn, policiesPrefix } from '../model/service/way-out.ts';

/** An object with the exemptions that its service declares for it, as the annotations that the rules read. */
export function exempted(object: KubernetesObject, { service, environment }: Instance): KubernetesObject {
  const own = (service.exempt ?? []).filter((exemption) => isIn(exemption, declaredName(environment)) && covers(exemption, object));
  if (own.length === 0) return object;
  const annotations = Object.fromEntries(
    // What is said of one object counts before what is said of all.
    own
      .toSorted((a, b) => Number(a.on !== undefined) - Number(b.on !== undefined))
      .map((exemption) => [`${policiesPrefix}exempt.${exemption.rule}`, textOf(exemption, service.name)]),
  );
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...annotations } } };
}

/** Whether an exemption is about an object. */
export function covers({ on }: Exemption, { kind, metadata }: KubernetesObject): boolean {
  return on === undefined || on === `${kind}/${metadata.name}`;
}

/** The rules know by `(all of ...)` that it is one exemption on many objects, of which some need it. */
function textOf({ on, until, because, owner }: Exemption, service: string): string {
  return `${until} ${because} (${on === undefined ? `all of ${service}; ` : ''}${owner})`;
}
