import { asFields, fieldsAt, listAt, textAt } from '../../../policies/kubernetes/fields.ts';
import type { Fields } from '../../../policies/model.ts';

/**
 * The environments that a file means, as the judge is told of them: one for each cluster, with what the entry of a further one says in place of what
 * the environment says, and `place`: of which environment, which of its places, in which role (docs/places.md). Read from the file again, apart from what draws them.
 */
export function literalPlaces(environment: Fields): readonly Fields[] {
  const clusters = listAt(environment, 'clusters');
  if (clusters.length < 2) return [environment];
  const { serving, pullRequests, sealing, ...shared } = environment;
  const name = textAt(environment, 'name') ?? '';
  return clusters.map((cluster, index) => {
    const own = textAt(cluster, 'place') ?? 'home';
    const role = textAt(cluster, 'role') === 'stateless' ? 'stateless' : own === (serving ?? 'home') ? 'primary' : 'standby';
    const place = { of: name, is: own, role };
    if (index === 0) return { ...shared, clusters: [cluster], ...defined({ pullRequests, sealing }), place };
    const keeps = role === 'stateless' ? { backup: { mode: 'none' }, stores: undefined } : {};
    return { ...merged(shared, saidOf(asFields(cluster) ?? {})), ...keeps, name: `${name}-${own}`, clusters: [cluster], place };
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
