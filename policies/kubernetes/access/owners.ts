import type { Manifest, World } from '../../model.ts';
import { perWorld } from '../per-world.ts';

/** The service whose an object is, by the label that says so. */
export function ownerOf({ labels }: Manifest): string | undefined {
  return labels['app'] ?? labels['app.kubernetes.io/name'];
}

/** Names of everybody who has an account, the longest first: `sales-report` is not `sales`. */
export const owners: (world: World) => readonly string[] = perWorld((world) => [
  ...new Set(
    world
      .ofKind('ServiceAccount')
      .filter(({ origin }) => origin === undefined)
      .map(({ name }) => name)
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1)),
  ),
]);

/** Whose a name is that says so at its end, or as a whole part of a path: the longest name of somebody that it holds. */
export function meant(text: string, world: World): string | undefined {
  return owners(world).find((owner) => isCalledAfter(text, owner));
}

/** Whose a name is that says so at its beginning: `sales-kafka` is of `sales`, where nobody is called `sales-kafka`. */
export function begunBy(text: string, world: World): string | undefined {
  return owners(world).find((owner) => text === owner || text.startsWith(`${owner}-`));
}

/** Whether a name ends in that of somebody: `erp-production-sales` in `sales`. */
export function isCalledAfter(text: string, owner: string): boolean {
  return text === owner || ['-', '/', '_'].some((between) => text.endsWith(`${between}${owner}`));
}
