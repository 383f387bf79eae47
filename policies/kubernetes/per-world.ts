import type { World } from '../model.ts';

/** Makes a function that computes an index of a world on first use and keeps it for as long as the world lives. */
export function perWorld<T>(compute: (world: World) => T): (world: World) => T {
  const kept = new WeakMap<World, { readonly value: T }>();
  return (world) => {
    let entry = kept.get(world);
    if (entry === undefined) {
      entry = { value: compute(world) };
      kept.set(world, entry);
    }
    return entry.value;
  };
}
