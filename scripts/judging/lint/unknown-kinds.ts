import type { Finding, Manifest } from '../../../policies/model.ts';
import { kindKey } from '../../../policies/schemas/catalog.ts';
import { inputFinding } from '../input-findings.ts';
import { unknownKinds } from '../validate/known-kinds.ts';

/** A finding for each kind that is used and that neither Kubernetes nor an operator of the platform serves, at the first of its objects. */
export async function unknownKindFindings(manifests: readonly Manifest[], environment: string): Promise<readonly Finding[]> {
  const kinds = new Map(manifests.map((manifest) => [kindKey(manifest.apiVersion, manifest.kind), manifest]));
  const unknown = await unknownKinds([...kinds.values()]);
  const byKind = Map.groupBy(manifests, ({ apiVersion, kind }) => kindKey(apiVersion, kind));
  return [...byKind].flatMap(([key, [manifest, ...others]]) => {
    if (manifest === undefined || !unknown.has(key)) return [];
    const more = others.length === 0 ? '' : ` (${others.length + 1} objects)`;
    const message = `There is no kind "${manifest.kind}" in "${manifest.apiVersion}"${more}.`;
    return [inputFinding('unknown-kind', message, { environment, file: manifest.file, manifest, path: 'kind' })];
  });
}
