import type { KubernetesObject } from '../model/object.ts';

/** Label of everything that a laptop is given: what carries it may be changed and removed by the command, and nothing else. */
export const localLabel = 'erp.example.com/local';

/** The object with the mark, and without what only Argo CD reads. */
export function marked<T extends KubernetesObject>(object: T): T {
  const { annotations = {}, labels = {}, ...metadata } = object.metadata;
  const own = Object.entries(annotations).filter(([key]) => !key.startsWith('argocd.argoproj.io/'));
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...labels, [localLabel]: 'true' },
      ...(own.length > 0 && { annotations: Object.fromEntries(own) }),
    },
  };
}
