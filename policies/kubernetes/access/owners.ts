import type { Manifest, World } from '../../model.ts';
import { perWorld } from '../per-world.ts';

/** The service whose an object is, by the label that says so. */
export function ownerOf({ labels }: Manifest): string | undefined {
  return labels['app'] ?? labels['app.kubernetes.io/name'];
}

/** Names of everybody who has an account. */
export const owners: (world: World) => ReadonlySet<string> = perWorld(
  (world) =>
    new Set(
      world
        .ofKind('ServiceAccount')
        .filter(({ origin }) => origin === undefined)
        .map(({ name }) => name),
    ),
);

/** Whose a name is that says so at its end, or as a whole part of a path: the longest name of somebody that it holds. */
export function meant(text: string, world: World): string | undefined {
  const known = owners(world);
  if (known.has(text)) return text;
  for (let index = 0; index < text.length; index += 1) {
    if (isBetween(text, index) && known.has(text.slice(index + 1))) return text.slice(index + 1);
  }
  return undefined;
}

/** Whose a name is that says so at its beginning: `sales-kafka` is of `sales`, where nobody is called `sales-kafka`. */
export function begunBy(text: string, world: World): string | undefined {
  const known = owners(world);
  for (let end = text.length; end > 0; end = text.lastIndexOf('-', end - 1)) {
    if (known.has(text.slice(0, end))) return text.slice(0, end);
  }
  return undefined;
}

const between: readonly string[] = ['-', '/', '_'];

function isBetween(text: string, index: number): boolean {
  return between.includes(text[index] ?? '');
}

/** Whether a name ends in that of somebody: `erp-production-sales` in `sales`. */
export function isCalledAfter(text: string, owner: string): boolean {
  return text === owner || (text.endsWith(owner) && isBetween(text, text.length - owner.length - 1));
}
