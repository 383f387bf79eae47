import { inFolder } from '../../../generators/model/names.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { partsOf } from '../../repository/environments.ts';
import { freezeRefusals } from '../gates/gates.ts';
import { retirementRefusals } from '../gates/retirement.ts';
import { gitNames } from '../git/git.ts';
import { environmentOf, releaseOf } from '../lookup.ts';
import { type CheckFinding, type CheckRequest, gateFinding } from './finding.ts';
import { inForce, type Ruling } from './ruling.ts';

/** Services that end in an environment, by a release that goes or by what was built of it: in the order in which versions come. */
export async function endsAgainst(
  { root, catalog, base, now }: CheckRequest,
  ruling: Ruling,
  start: string,
): Promise<readonly CheckFinding[]> {
  const known = new Set(await gitNames(root, ['ls-tree', '-z', '--name-only', base, '--', `${catalogFolder}/services/`]));
  const folders = new Map(catalog.services.map(({ value }) => [value.name, value.folder]));
  const kept = new Set(await gitNames(root, ['ls-tree', '-r', '-d', '-z', '--name-only', 'HEAD', '--', 'overlays']));
  // In another folder than before.
  const isMoved = (environment: string, name: string) => kept.has(`overlays/${environment}/${inFolder(name, folders.get(name))}`);
  const isService = (name: string) => known.has(`${catalogFolder}/services/${name}.ts`);
  const folder = `${catalogFolder}/releases`;
  const removed = ['diff', '--name-only', '--no-renames', '--diff-filter=D', '-z', start, 'HEAD', '--', folder, 'overlays'];
  const gone = (await gitNames(root, removed)).flatMap((file) => {
    const [, released, of] = /^generators\/catalog\/releases\/([^/]+)\/([^/]+)\.yaml$/.exec(file) ?? [];
    const { environment: built, application = '' } = (file.endsWith('/kustomization.yaml') && partsOf(file)) || {};
    if (released !== undefined && of !== undefined) return [{ name: released, service: of, file }];
    if (built === undefined || !isService(application) || isMoved(built, application)) return [];
    return [{ name: built, service: application, file }];
  });
  // A service that has both is told by its release, which comes first.
  const ends = [...new Map(gone.toReversed().map((end) => [`${end.name}/${end.service}`, end])).values()].toReversed();
  const gated = { ...catalog, ...ruling, environments: inForce(ruling, catalog) };
  const found = ends.map(async ({ name, service, file }) => {
    // An environment that goes takes its releases along.
    if (!catalog.environments.some(({ value }) => value.name === name)) return [];
    const environment = environmentOf(gated, name);
    const renamed = catalog.services.some(
      ({ value }) => value.formerly?.includes(service) && releaseOf(catalog, name, value.name) !== undefined,
    );
    const refusals = [
      ...(renamed ? [] : await retirementRefusals({ root, base, catalog: gated, environment, service, now })),
      ...freezeRefusals(environment, freezesIn(ruling, name), now),
    ];
    return refusals.map((refusal) => gateFinding(file, refusal));
  });
  return (await Promise.all(found)).flat();
}
