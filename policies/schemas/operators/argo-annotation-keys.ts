import { distance } from 'fastest-levenshtein';
import { below } from '../../kubernetes/fields.ts';
import type { Manifest } from '../../model.ts';
import { nearest, type SchemaProblem } from '../problem.ts';
import { refused } from './refusal.ts';

const host = 'argocd.argoproj.io';
/** What decides how an object is applied. */
const ofObjects = ['sync-wave', 'sync-options', 'compare-options', 'hook', 'hook-delete-policy'];
/** What Argo CD reads or writes under its name (3.4, common/common.go, pkg/apis/application/v1alpha1/application_annotations.go, gitops-engine). */
const known = [
  ...ofObjects,
  ...['application-set-refresh', 'auto-label-cluster-info', 'client-side-apply-migration-manager', 'deletion-approved', 'hook-finalizer'],
  ...['hydrate', 'ignore-default-links', 'ignore-healthcheck', 'ignore-resource-updates', 'installation-id', 'kubernetes-version'],
  ...['managed-by-url', 'manifest-generate-paths', 'refresh', 'secret-type', 'skip-reconcile', 'tracking-id'],
];

/** Annotations that are nearly those of Argo CD: it reads them not, and says nothing. */
export function misspeltAnnotations(annotations: Manifest['annotations']): readonly SchemaProblem[] {
  return Object.keys(annotations).flatMap((key) => {
    const meant = meantBy(key);
    if (meant === undefined || meant === key) return [];
    const message = `Argo CD knows no annotation ${JSON.stringify(key)}, and drops it without a word.`;
    return [refused(below('metadata.annotations', key), message, `Write ${JSON.stringify(meant)}.`)];
  });
}

function meantBy(key: string): string | undefined {
  const [prefix = '', name, ...more] = key.split('/');
  if (name === undefined || more.length > 0) return undefined;
  if (prefix === host) {
    const meant = known.includes(name) ? name : nearest(name, known);
    return meant === undefined ? undefined : `${host}/${meant}`;
  }
  // `argoproj.io/sync-wave`, `argocd.argoprj.io/hook`: what is said is plain, only whom it is said to is not.
  const isNear =
    distance(prefix.toLowerCase(), host) <= 3 || ['argoproj.io', 'argocd.io', 'argo-cd.argoproj.io', 'argocd'].includes(prefix);
  return isNear && ofObjects.includes(name) ? `${host}/${name}` : undefined;
}
