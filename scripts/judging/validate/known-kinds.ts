import { builtInKinds } from '../../../policies/schemas/api-versions.ts';
import { kindKey } from '../../../policies/schemas/catalog.ts';
import type { KindName } from './schemas.ts';

const common: ReadonlySet<string> = new Set(builtInKinds.map(({ apiVersion, kind }) => kindKey(apiVersion, kind)));

/** Those of some kinds that neither Kubernetes nor policies/schemas knows, as `<apiVersion>/<kind>`. */
export async function unknownKinds(kinds: readonly KindName[]): Promise<ReadonlySet<string>> {
  const rest = kinds.filter(({ apiVersion, kind }) => !common.has(kindKey(apiVersion, kind)));
  if (rest.length === 0) return new Set();
  const { loadCatalog } = await import('./schemas.ts');
  const { kinds: known } = await loadCatalog(rest);
  return new Set(rest.map(({ apiVersion, kind }) => kindKey(apiVersion, kind)).filter((key) => !known.has(key)));
}
