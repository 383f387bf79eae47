import type { Manifest } from '../model.ts';
import { builtInKinds } from './api-versions.ts';
import type { SchemaCatalog } from './catalog.ts';
import { isSlip, nearest, type SchemaProblem } from './problem.ts';

/**
 * What is said of an object of a kind that is not in the catalog: of a group of Kubernetes, of an operator of the platform, or of one that
 * is nearly spelt like those, that there is no such kind; of all other groups, that nobody here knows.
 */
export function unknownKind({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>, catalog: Kinds): SchemaProblem {
  const known = [...builtInKinds, ...catalog.customKinds];
  const group = groupOf(apiVersion);
  const groups = [...new Set([...known.map((candidate) => groupOf(candidate.apiVersion)), ...otherGroups])].filter((name) => name !== '');
  const isKnown = group === '' || groups.includes(group);
  const meantGroup = isKnown ? group : groups.find((name) => isSlip(group, name));
  if (meantGroup === undefined) return undescribed(apiVersion, kind);
  const elsewhere = known.filter((candidate) => candidate.kind === kind);
  const gone = catalog.goneKinds.some((candidate) => candidate.apiVersion === apiVersion && candidate.kind === kind);
  const instead = elsewhere.find((candidate) => groupOf(candidate.apiVersion) === meantGroup) ?? (isKnown ? elsewhere[0] : undefined);
  if (gone && instead !== undefined) {
    return {
      rule: 'schema-removed-api',
      path: 'apiVersion',
      message: `${kind} of "${apiVersion}" is no longer served by its operator.`,
      remediation: `Write apiVersion: ${instead.apiVersion}.`,
    };
  }
  if (instead !== undefined) {
    return {
      rule: 'schema-unknown-kind',
      path: 'apiVersion',
      message: `There is no kind "${kind}" in "${apiVersion}": did you mean "${instead.apiVersion}"?`,
      remediation: `Write apiVersion: ${instead.apiVersion}.`,
    };
  }
  const inVersion = known.filter((candidate) => candidate.apiVersion === apiVersion).map((candidate) => candidate.kind);
  const meant = nearest(kind, inVersion.length > 0 ? inVersion : known.map((candidate) => candidate.kind));
  return {
    rule: 'schema-unknown-kind',
    path: 'kind',
    message: `There is no kind "${kind}" in "${apiVersion}"${meant === undefined ? '.' : `: did you mean "${meant}"?`}`,
    remediation: meant === undefined ? 'Correct apiVersion and kind.' : `Write kind: ${meant}.`,
  };
}

/** Groups of Kubernetes 1.35 of which no kind is in the list of common ones. */
const otherGroups = [
  ...['authentication.k8s.io', 'authorization.k8s.io', 'events.k8s.io', 'flowcontrol.apiserver.k8s.io', 'internal.apiserver.k8s.io'],
  ...['resource.k8s.io', 'storagemigration.k8s.io', 'extensions'],
];

type Kinds = Pick<SchemaCatalog, 'customKinds' | 'goneKinds'>;

function undescribed(apiVersion: string, kind: string): SchemaProblem {
  return {
    rule: 'schema-undescribed-kind',
    path: 'apiVersion',
    message: `The kind "${kind}" of "${apiVersion}" is not described here: neither Kubernetes nor an operator of the platform serves it, and it is not judged.`,
    remediation: 'Judge it where its operator runs, or correct apiVersion and kind.',
  };
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
