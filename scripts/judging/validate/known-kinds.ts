import { apiVersionProblem, builtInKinds } from '../../../policies/schemas/api-versions.ts';
import { kindKey } from '../../../policies/schemas/catalog.ts';
import { unknownKind } from '../../../policies/schemas/unknown-kind.ts';
import { isServedKind, type KindName } from './definitions.ts';

const common: ReadonlySet<string> = new Set(builtInKinds.map(({ apiVersion, kind }) => kindKey(apiVersion, kind)));

/**
 * Those of some kinds that neither Kubernetes nor an operator of the platform serves, as `<apiVersion>/<kind>`: `missing` where its group is
 * one of theirs, `undescribed` where it is somebody else's.
 */
export async function unknownKinds(kinds: readonly KindName[]): Promise<ReadonlyMap<string, 'missing' | 'undescribed'>> {
  const rest = kinds.filter(({ apiVersion, kind }) => !common.has(kindKey(apiVersion, kind)) && !isServedKind(apiVersion, kind));
  if (rest.length === 0) return new Map();
  const { loadCatalog } = await import('./schemas.ts');
  const catalog = await loadCatalog(rest);
  return new Map(
    rest
      // What was served once may still have a schema.
      .filter((name) => !catalog.kinds.has(kindKey(name.apiVersion, name.kind)) || apiVersionProblem(name)?.rule === 'schema-removed-api')
      .map((name) => [
        kindKey(name.apiVersion, name.kind),
        unknownKind(name, catalog).rule === 'schema-undescribed-kind' ? 'undescribed' : 'missing',
      ]),
  );
}
