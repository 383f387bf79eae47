import type { Fields } from './value.ts';

/** API groups whose lists kustomize merges by key. Everything else is a custom resource: its lists are replaced whole. */
const builtInGroups: readonly string[] = [
  '',
  'admissionregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
];

/** Keys of the lists that a strategic-merge patch merges, by field name (Kubernetes API: patch merge key, list map keys). */
const keysByField: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
};

/** Whether strategic merge knows the kind's lists. */
export function isBuiltIn(apiVersion: string): boolean {
  return builtInGroups.includes(apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '');
}

/** The keys by which kustomize merges a list; undefined for a list that it replaces. */
export function mergeKeys(field: string, items: readonly Fields[]): readonly string[] | undefined {
  const keys = field === 'ports' ? portKeys(items) : keysByField[field];
  if (keys === undefined) return undefined;
  return items.every((item) => keys.every((key) => item[key] !== undefined)) ? keys : undefined;
}

/** `ports` is a list of containers and of Services, each with its own key. */
function portKeys(items: readonly Fields[]): readonly string[] | undefined {
  if (items.every((item) => item['containerPort'] !== undefined)) return ['containerPort', 'protocol'];
  return items.every((item) => item['port'] !== undefined) ? ['port', 'protocol'] : undefined;
}
