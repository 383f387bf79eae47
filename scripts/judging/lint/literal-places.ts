import { asFields, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';

/**
 * The environments that a file means, as the judge is told of them: one for each cluster, with what the entry of a further one says in place of what
 * the environment says (docs/places.md). Read from the file again, apart from what draws them.
 */
export function literalPlaces(environment: Fields): readonly Fields[] {
  const clusters = listAt(environment, 'clusters');
  if (clusters.length < 2) return [environment];
  const { serving, pullRequests, sealing, ...shared } = environment;
  const name = textAt(environment, 'name') ?? '';
  return clusters.map((cluster, index) => {
    const place = textAt(cluster, 'place') ?? '';
    if (index === 0) return { ...shared, clusters: [cluster], ...defined({ pullRequests, sealing }), placeOf: name };
    const said = asFields(cluster) ?? {};
    return { ...merged(shared, saidOf(said)), name: `${name}-${place}`, clusters: [cluster], placeOf: name };
  });
}

/** What an entry says of its environment. */
function saidOf({ nodes, issuer, observability, backup }: Fields): Fields {
  return defined({ nodes, issuer, observability, backup });
}

function merged(base: Fields, over: Fields): Fields {
  const own = Object.entries(over).map(([key, value]) => {
    const [below, fields] = [fieldsAt(base, key), asFields(value)];
    return [key, fields === undefined ? value : merged(below, fields)] as const;
  });
  return { ...base, ...Object.fromEntries(own) };
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
