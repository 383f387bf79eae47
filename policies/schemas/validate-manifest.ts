import { at } from '../kubernetes/fields.ts';
import type { Manifest } from '../model.ts';
import { apiVersionProblem } from './api-versions.ts';
import { type KindEntry, kindKey, type SchemaCatalog, type SchemaError } from './catalog.ts';
import { operatorProblems } from './operators/operator-problems.ts';
import { deprecatedKustomizationFields } from './parts/kustomize.ts';
import type { SchemaProblem } from './problem.ts';
import { problemsOf } from './schema-errors.ts';
import { nameProblems, selectorProblems } from './semantics/names.ts';
import { spotOf } from './semantics/spots/spot.ts';
import { structureProblems, withoutNulls } from './structure.ts';
import { unknownKind } from './unknown-kind.ts';

export interface ManifestOptions {
  /** The object is a patch: nothing can be missing from it, and null removes a field. */
  readonly partial?: boolean;
}

/**
 * Everything in which an object disagrees with the schema of its kind, each wrong value once: what the API server of the
 * platform's Kubernetes version would refuse, or silently drop. Only the kinds in the catalog are known.
 */
export function validateManifest(
  written: Manifest,
  catalog: SchemaCatalog,
  { partial = false }: ManifestOptions = {},
): readonly SchemaProblem[] {
  const entry = catalog.kinds.get(kindKey(written.apiVersion, written.kind));
  const manifest = partial ? written : present(written, entry, catalog);
  const known = apiVersionProblem(manifest);
  // What the operator serves is not gone, whatever has become of other kinds of that version.
  const version = known?.rule === 'schema-removed-api' && entry !== undefined && entry.model === undefined ? undefined : known;
  // Nobody corrects the fields of an API version that is gone.
  if (version?.rule === 'schema-removed-api' || entry === undefined)
    return [servedInstead(version, manifest, catalog) ?? unknownKind(manifest, catalog)];

  const isKustomize = manifest.apiVersion.startsWith('kustomize.config.k8s.io/');
  const shape = isKustomize ? kustomizeProblems(manifest, entry) : objectProblems(manifest, entry, catalog, partial);
  const wrong = new Set(shape.map(({ path }) => path));
  const meaning = partial || isKustomize ? [] : meaningProblems(manifest, entry).filter(({ path }) => !wrong.has(path));
  return unique([...(version === undefined ? [] : [version]), ...shape, ...meaning]);
}

/** An object of Kubernetes as its API server reads it: null is absent. */
function present(manifest: Manifest, entry: KindEntry | undefined, { structure }: SchemaCatalog): Manifest {
  if (entry?.model === undefined) return manifest;
  const fields = withoutNulls(manifest.fields, entry.model, structure);
  return fields === manifest.fields ? manifest : { ...manifest, fields };
}

function objectProblems({ fields }: Manifest, entry: KindEntry, catalog: SchemaCatalog, partial: boolean): readonly SchemaProblem[] {
  const errors = entry.validate(fields, { partial });
  const own = entry.check === undefined || partial ? errors : errors.filter((error) => !isLeftToCheck(error, fields));
  const schema = problemsOf(own, fields, '', { partial });
  if (entry.model !== undefined) return [...schema, ...structureProblems(fields, entry.model, '', catalog.structure, { partial })];
  const { metadata } = fields;
  return [
    ...schema,
    ...problemsOf(catalog.validateMetadata(metadata, { partial }), metadata, 'metadata', { partial }),
    ...structureProblems(metadata, 'V1ObjectMeta', 'metadata', catalog.structure, { partial }),
  ];
}

/** What must be there, and what may be empty, the check of a kind of Kubernetes says as the API server does: it sets defaults first. */
function isLeftToCheck({ keyword, instancePath }: SchemaError, fields: unknown): boolean {
  if (keyword === 'required') return true;
  if (keyword !== 'enum') return false;
  let value = fields;
  for (const token of instancePath.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    value = at(value, Array.isArray(value) ? Number(key) : key);
  }
  return value === '';
}

function kustomizeProblems({ fields: written }: Manifest, { validate }: KindEntry): readonly SchemaProblem[] {
  // Kustomize takes null for absent: a list of which every entry is commented out.
  const fields = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null));
  return problemsOf(validate(fields, { partial: false }), fields, '', { partial: false }).map((problem) => {
    const instead = problem.rule === 'schema-unknown-field' ? deprecatedKustomizationFields[problem.path] : undefined;
    if (instead === undefined) return problem;
    return {
      ...problem,
      rule: 'schema-deprecated-api',
      message: `Field "${problem.path}" of kustomizations is deprecated.`,
      remediation: `Write "${instead}".`,
    };
  });
}

function meaningProblems(manifest: Manifest, { check, model }: KindEntry): readonly SchemaProblem[] {
  const ofReader = operatorProblems(manifest);
  if (check === undefined) {
    const selectors = selectorProblems(manifest).map((problem) => (model === undefined ? ofOperator(problem) : problem));
    return [...nameProblems(manifest), ...selectors, ...ofReader];
  }
  const spot = spotOf(manifest.fields);
  check(spot);
  return [...spot.found, ...ofReader];
}

/** Selectors and labels in an object of an operator are for the operator to refuse: to the API server they are texts. */
function ofOperator(problem: SchemaProblem): SchemaProblem {
  return problem.path.startsWith('metadata.') ? problem : { ...problem, rule: 'schema-operator-refuses' };
}

/** Where an operator serves the kind in another version, that version takes the place of the one that is gone. */
function servedInstead(
  version: SchemaProblem | undefined,
  { apiVersion, kind }: Manifest,
  { customKinds }: SchemaCatalog,
): SchemaProblem | undefined {
  const group = apiVersion.slice(0, apiVersion.indexOf('/') + 1);
  const served = customKinds.find((candidate) => candidate.kind === kind && candidate.apiVersion.startsWith(group) && group !== '');
  return version === undefined || served === undefined ? version : { ...version, remediation: `Write apiVersion: ${served.apiVersion}.` };
}

/** Each problem of a value once: sources overlap. */
function unique(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ rule, path }) => {
    const key = `${rule}\n${path}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
