import { findingOf } from '../../../policies/finding.ts';
import type { Finding, Manifest } from '../../../policies/model.ts';
import { kindKey } from '../../../policies/schemas/catalog.ts';
import type { SchemaProblem } from '../../../policies/schemas/problem.ts';
import { validateManifest } from '../../../policies/schemas/validate-manifest.ts';
import type { KindName } from './definitions.ts';
import { loadCatalog } from './schemas.ts';

export interface ValidationOptions {
  /** Name of the environment that the object belongs to; empty for none. */
  readonly environment?: string;
  /** The object is a patch, from which nothing can be missing. */
  readonly partial?: boolean;
  /** The object is for the platform's own clusters, which serve no kind that is not described here. */
  readonly isOurs?: boolean;
}

/** Judges one object by the schema of its kind. */
export type Validator = (manifest: Manifest, options?: ValidationOptions) => readonly Finding[];

/** Whether objects of a kind can be validated. */
export async function knowsKind(apiVersion: string, kind: string): Promise<boolean> {
  return (await loadCatalog([{ apiVersion, kind }])).kinds.has(kindKey(apiVersion, kind));
}

/** Loads the schemas of the objects' kinds. The findings have no lines; `locateAll` gives them. */
export async function validatorFor(manifests: Iterable<Manifest>): Promise<Validator> {
  const kinds = new Map<string, KindName>();
  for (const { apiVersion, kind } of manifests) kinds.set(kindKey(apiVersion, kind), { apiVersion, kind });
  const catalog = await loadCatalog(kinds.values());
  const told = new Set<string>();
  return (manifest, { environment = '', partial = false, isOurs = environment !== '' } = {}) =>
    validateManifest(manifest, catalog, { partial }).flatMap((problem) => {
      if (problem.rule !== 'schema-undescribed-kind' || isOurs) return [schemaFinding(manifest, problem, environment, isOurs)];
      // Of somebody else's kinds it is enough to say it once.
      const key = kindKey(manifest.apiVersion, manifest.kind);
      if (told.has(key)) return [];
      told.add(key);
      return [schemaFinding(manifest, problem, environment, isOurs)];
    });
}

/** Judges objects by the schemas of their kinds, strictly, as `validatorFor` does. */
export async function validateObjects(manifests: readonly Manifest[], options: ValidationOptions = {}): Promise<readonly Finding[]> {
  const validate = await validatorFor(manifests);
  return manifests.flatMap((manifest) => validate(manifest, options));
}

/** The finding of a problem that a schema names. What is only deprecated is a warning, and so is a kind that somebody else may serve. */
function schemaFinding(manifest: Manifest, problem: SchemaProblem, environment: string, isOurs: boolean): Finding {
  const isKustomize = manifest.apiVersion.startsWith('kustomize.config.k8s.io/');
  const ofOperator = problem.rule === 'schema-operator-refuses';
  const manual = isKustomize ? 'Kustomize' : ofOperator ? "the operator's reference" : 'Kubernetes API reference';
  const isWarning = problem.rule === 'schema-deprecated-api' || (problem.rule === 'schema-undescribed-kind' && !isOurs);
  const severity = isWarning ? 'warning' : 'error';
  return findingOf({ id: problem.rule, severity, remediation: problem.remediation, manual }, manifest, problem, environment);
}
