import type { Finding, Manifest } from '../../../policies/model.ts';
import { kindKey } from '../../../policies/schemas/catalog.ts';
import { inputFinding } from '../input-findings.ts';
import { unknownKinds } from '../validate/known-kinds.ts';

/**
 * A finding for each kind that is used and that neither Kubernetes nor an operator of the platform serves, at the first of its objects: there is
 * no such kind where its group is one of theirs; of somebody else's kinds nobody here knows what they may hold.
 * @param isOurs the objects are for the platform's own clusters, which serve no other kinds
 */
export async function unknownKindFindings(
  manifests: readonly Manifest[],
  environment: string,
  { isOurs = true }: { readonly isOurs?: boolean } = {},
): Promise<readonly Finding[]> {
  const kinds = new Map(manifests.map((manifest) => [kindKey(manifest.apiVersion, manifest.kind), manifest]));
  const unknown = await unknownKinds([...kinds.values()]);
  const byKind = Map.groupBy(manifests, ({ apiVersion, kind }) => kindKey(apiVersion, kind));
  return [...byKind].flatMap(([key, [manifest, ...others]]) => {
    const sort = unknown.get(key);
    if (manifest === undefined || sort === undefined) return [];
    const { apiVersion, kind, file } = manifest;
    const more = others.length === 0 ? '' : ` (${others.length + 1} objects)`;
    if (sort === 'missing') {
      return [
        inputFinding('unknown-kind', `There is no kind "${kind}" in "${apiVersion}"${more}.`, {
          environment,
          file,
          manifest,
          path: 'kind',
        }),
      ];
    }
    const message = `The kind "${kind}" of "${apiVersion}" is not described here: neither Kubernetes nor an operator of the platform serves it${more}.`;
    return [
      inputFinding('undescribed-kind', message, { environment, file, manifest, path: 'kind', severity: isOurs ? 'error' : 'warning' }),
    ];
  });
}
