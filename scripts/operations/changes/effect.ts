import { isDeepStrictEqual } from 'node:util';
import type { Application, KubernetesObject } from '../../../generators/model/object.ts';

/** How something differs between two states. */
export type Difference = 'added' | 'changed' | 'removed';

/** Objects that a change adds, removes or makes different, each as `Kind namespace/name`, with its environment. */
export interface Effect {
  readonly environment: string;
  readonly object: string;
  readonly change: Difference;
}

/** How what the catalog means differs between two catalogs. */
export function effectsOf(before: readonly Application[], after: readonly Application[]): readonly Effect[] {
  return differences(objectsOf(before), objectsOf(after)).map(({ key, change }) => {
    const [environment = '', object = ''] = key.split('\n');
    return { environment, object, change };
  });
}

/** What two states of things, each by its key, have not in common, sorted by key. */
export function differences(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly { readonly key: string; readonly change: Difference }[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return keys.flatMap((key): readonly { readonly key: string; readonly change: Difference }[] => {
    if (!before.has(key)) return [{ key, change: 'added' }];
    if (!after.has(key)) return [{ key, change: 'removed' }];
    return isDeepStrictEqual(before.get(key), after.get(key)) ? [] : [{ key, change: 'changed' }];
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
