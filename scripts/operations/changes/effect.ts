import { isDeepStrictEqual } from 'node:util';
import type { Application, KubernetesObject } from '../../../generators/model/object.ts';

/** Objects that a change adds, removes or makes different, each as `Kind namespace/name`, with its environment. */
export interface Effect {
  readonly environment: string;
  readonly object: string;
  readonly change: 'added' | 'changed' | 'removed';
}

/** How what the catalog means differs between two catalogs. */
export function effectsOf(before: readonly Application[], after: readonly Application[]): readonly Effect[] {
  const [old, now] = [objectsOf(before), objectsOf(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].toSorted();
  return keys.flatMap((key): readonly Effect[] => {
    const [environment = '', object = ''] = key.split('\n');
    if (!old.has(key)) return [{ environment, object, change: 'added' }];
    if (!now.has(key)) return [{ environment, object, change: 'removed' }];
    return isDeepStrictEqual(old.get(key), now.get(key)) ? [] : [{ environment, object, change: 'changed' }];
  });
}

/** The effects in a sentence for each kind of change. */
export function effectText(effects: readonly Effect[]): string {
  if (effects.length === 0) return 'No object that runs changes.';
  return (['added', 'changed', 'removed'] as const)
    .flatMap((change) => {
      const own = effects.filter((effect) => effect.change === change);
      if (own.length === 0) return [];
      const shown = own.slice(0, 8).map(({ environment, object }) => `- ${environment}: ${object}`);
      const more = own.length > shown.length ? [`- and ${own.length - shown.length} more`] : [];
      return [`${own.length} object${own.length === 1 ? '' : 's'} ${change}:`, ...shown, ...more];
    })
    .join('\n');
}

function objectsOf(applications: readonly Application[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(
    applications.flatMap(({ variants }) =>
      variants.flatMap(({ environment, objects }) => objects.map((object) => [`${environment}\n${idOf(object)}`, object] as const)),
    ),
  );
}

function idOf({ kind, metadata: { namespace, name } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
