import { titleOf } from './diff/pairs.ts';
import type { ChangedObject } from './impacts/impact.ts';
import { isVersionLabel } from './impacts/restarts.ts';

/** Objects that changed in the same way, but for the names of their application and environment. */
export interface Shape {
  readonly kind: string;
  readonly objects: readonly ChangedObject[];
}

/**
 * Groups changed objects by what changed in them: the riskiest groups first, of those the largest, then in the order of the objects.
 * @param namespaces of each environment
 * @param rankOf how risky the change of an object is: more is worse
 */
export function shapesOf(
  changed: readonly ChangedObject[],
  namespaces: ReadonlyMap<string, readonly string[]>,
  rankOf: (object: ChangedObject) => number,
): readonly Shape[] {
  const groups = Map.groupBy(changed, (object) => shapeOf(object, namespaces.get(object.pair.environment) ?? []));
  return [...groups.values()]
    .map((objects) => ({ kind: objects[0]?.pair.kind ?? '', objects }))
    .map((shape) => ({ ...shape, rank: Math.max(...shape.objects.map(rankOf)) }))
    .sort((a, b) => b.rank - a.rank || b.objects.length - a.objects.length)
    .map(({ kind, objects }) => ({ kind, objects }));
}

/** What changed in an object, with placeholders for what differs between services and environments anyway. */
function shapeOf({ pair, changes, contents }: ChangedObject, namespaces: readonly string[]): string {
  const { environment, application, kind, name, before, after } = pair;
  const stem = application.replace(/-service$/, '');
  const anonymous = (text: string) =>
    [...namespaces, application, application.replaceAll('-', '_'), stem, stem.replaceAll('-', '_'), environment]
      .filter((word) => word.length > 2)
      .reduce((current, word) => current.replaceAll(word, '<>'), text)
      .replace(/sha256:[0-9a-f]{64}/g, '<digest>');
  const kept = changes.filter(({ path }) => !isVersionLabel(path));
  const state = before === undefined ? 'new' : after === undefined ? 'gone' : 'changed';
  return anonymous(JSON.stringify([kind, name, state, contents, kept.map(({ path, from, to }) => [path, from ?? null, to ?? null])]));
}

/** `Deployment in 3 applications of dev, test`: where a shape is found. */
export function whereOf({ objects }: Shape): { readonly environments: readonly string[]; readonly applications: readonly string[] } {
  return {
    environments: [...new Set(objects.map(({ pair }) => pair.environment))],
    applications: [...new Set(objects.map(({ pair }) => pair.application))],
  };
}

/** The names of the objects of a shape. */
export function titlesOf({ objects }: Shape): readonly string[] {
  return objects.map(({ pair }) => `${pair.environment}: ${titleOf(pair)}`);
}
