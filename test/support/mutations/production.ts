import type { Manifest } from '../../../policies/model.ts';
import { titleOf } from './mutation.ts';

/** The rendered production environment, as the tables of mutations ask about it. */
export interface Production {
  readonly manifests: readonly Manifest[];
  /** All objects of a kind, or those of them with these names. Throws when there is none: a table would be silently empty. */
  ofKind(kind: string, ...names: readonly string[]): readonly Manifest[];
  /** The objects of the services, without the platform's. */
  ofServices(kind: string): readonly Manifest[];
  /** The ConfigMap of a service, whose name ends in a hash. */
  configOf(service: string): Manifest | undefined;
  /** Titles of the objects of a kind. */
  titles(kind: string): readonly string[];
}

/** Answers questions about the rendered objects. */
export function productionOf(manifests: readonly Manifest[]): Production {
  const some = (found: readonly Manifest[], what: string) => {
    if (found.length === 0) throw new Error(`Production renders no ${what}.`);
    return found;
  };
  const ofKind = (kind: string, ...names: readonly string[]) =>
    some(
      manifests.filter((manifest) => manifest.kind === kind && (names.length === 0 || names.includes(manifest.name))),
      [kind, ...names].join(' '),
    );
  return {
    manifests,
    ofKind,
    ofServices: (kind) =>
      some(
        ofKind(kind).filter((manifest) => manifest.namespace === 'erp-prod' && isOfService(manifest)),
        `${kind} of a service`,
      ),
    configOf: (service) => manifests.find((manifest) => manifest.kind === 'ConfigMap' && serviceOf(manifest) === service),
    titles: (kind) => ofKind(kind).map(titleOf),
  };
}

/** The debug pod has labels as a service has, and is none. */
function isOfService({ labels }: Manifest): boolean {
  return labels['app'] !== undefined && labels['app'] !== 'break-glass';
}

/** The service that an object belongs to, by its label. */
export function serviceOf({ labels }: Manifest): string {
  return labels['app'] ?? '';
}
