import type { Finding, Manifest } from '../../../policies/model.ts';
import { kindKey } from '../../../policies/schemas/catalog.ts';
import { inputFinding } from '../input-findings.ts';
import { unknownKinds } from '../validate/known-kinds.ts';

/** A finding for each object of a kind that neither Kubernetes nor an operator of the platform serves. */
export async function unknownKindFindings(manifests: readonly Manifest[], environment: string): Promise<readonly Finding[]> {
  const kinds = new Map(manifests.map((manifest) => [kindKey(manifest.apiVersion, manifest.kind), manifest]));
  const unknown = await unknownKinds([...kinds.values()]);
  return manifests
    .filter(({ apiVersion, kind }) => unknown.has(kindKey(apiVersion, kind)))
    .map((manifest) => {
      const message = `There is no kind "${manifest.kind}" in "${manifest.apiVersion}".`;
      return inputFinding('unknown-kind', message, { environment, file: manifest.file, manifest, path: 'kind' });
    });
}
