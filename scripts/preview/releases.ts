import { loadCatalog } from '../catalog/catalog.ts';
import { marksOf, releaseIn } from '../operations/git/history.ts';
import { namesOf } from '../operations/lookup.ts';
import type { Sources } from '../repository/sources.ts';
import type { Impact } from './impacts/impact.ts';
import { goesBack, migrationImpacts, type ReleaseMove } from './impacts/migrations.ts';

const releaseFile = /^generators\/catalog\/releases\/([^/]+)\/([^/]+)\.yaml$/;

/**
 * What releases that change do to databases. History is asked only of a service that goes back.
 * @param root of the repository, and the commit whose history tells what was marked
 * @throws UserError in a shallow clone, where a service goes back
 */
export async function releaseImpacts(
  { root, start }: { readonly root: string; readonly start: string },
  sides: { readonly work: Sources; readonly base: Sources },
  files: readonly string[],
): Promise<readonly Impact[]> {
  const moves = files.flatMap((file): ReleaseMove[] => {
    const [, environment, service] = releaseFile.exec(file) ?? [];
    if (environment === undefined || service === undefined) return [];
    return [{ environment, service, file, before: releaseIn(sides.base.text(file)), after: releaseIn(sides.work.text(file)) }];
  });
  const back = moves.filter(goesBack);
  const catalog = back.length === 0 ? undefined : await loadCatalog(root);
  const marks = new Map<string, Awaited<ReturnType<typeof marksOf>>>();
  for (const { service } of back) {
    if (catalog !== undefined && !marks.has(service)) marks.set(service, await marksOf(root, start, namesOf(catalog, service)));
  }
  return moves.flatMap((move) => migrationImpacts(move, marks.get(move.service) ?? []));
}
