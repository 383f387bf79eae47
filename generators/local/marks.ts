import type { KubernetesObject } from '../model/object.ts';
import { inDomain, ownKey } from '../model/platform/own-keys.ts';
import type { PlatformDefinition } from '../model/platform/platform.ts';

/** Label of everything that a laptop is given: what carries it may be changed and removed by the command, and nothing else. */
export const localLabel = ownKey('local');

/** The label as it is on objects: in the domain of the company. */
export function localLabelOf({ labelDomain }: Pick<PlatformDefinition, 'labelDomain'>): string {
  return inDomain(localLabel, labelDomain);
}

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
