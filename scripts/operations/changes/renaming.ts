import type { Catalog } from '../../../generators/model/catalog.ts';
import type { ServiceDefinition } from '../../../generators/model/service/service.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { createSources, type Sources } from '../../repository/sources.ts';
import { UserError } from '../../terminal/errors.ts';
import type { Edit } from '../data-files.ts';
import { serviceOf } from '../lookup.ts';
import type { Change, Ground } from './change.ts';
import { copied, movedData, type Renaming, renamedFile, stepOf, withCalls } from './renaming-parts.ts';
import { arrival, nextStep } from './side-by-side.ts';

/**
 * What another name of a service changes. At once: its file, which says what it was called and keeps its image, the data that commands have
 * written for it, and the calls of others. Or in steps, each of them the next one of what is committed: the new name comes beside the old one;
 * callers and jobs go over; the old name goes. What it has in the data layer stays where it is.
 * @throws Refused where an environment that it runs in is frozen, and there is no incident; and while both names run other builds
 * @throws UserError for a service whose disks, sealed secrets, own objects or adjustments go by its name, and for a name that another has
 */
export async function planRenaming(ground: Ground, request: Renaming): Promise<Change> {
  const { catalog, workspace } = ground;
  const { service: old, to } = request;
  const service = serviceOf(catalog, old);
  const follower = catalog.services.find(({ value }) => value.name === to);
  if (follower?.value.formerly?.at(-1) === old) return nextStep(ground, request, service);
  if (follower !== undefined) {
    throw new UserError({ what: `"${to}" is a service already.`, where: follower.file, how: 'Choose a name that no service has.' });
  }
  const sources = createSources(workspace.repository);
  assertMovable(catalog, service, sources);
  return request.beside === true ? arrival(ground, request, service) : atOnce(ground, request, service);
}

function atOnce(ground: Ground, request: Renaming, service: ServiceDefinition): Change {
  const { workspace, catalog } = ground;
  const { service: old, to } = request;
  const sources = createSources(workspace.repository);
  const moved = movedData(catalog, old, to);
  const edits: readonly (readonly [string, Edit])[] = [
    ...moved.flatMap(({ file, target }): readonly (readonly [string, Edit])[] => [
      [file, undefined],
      [target, sources.text(file)],
    ]),
    ...catalog.services.flatMap(({ file, value }): readonly (readonly [string, Edit])[] => {
      const text = sources.text(file) ?? '';
      if (value.name === old)
        return [
          [file, undefined],
          [`${catalogFolder}/services/${to}.ts`, renamedFile(file, text, service, to)],
        ];
      const called = withCalls(file, text, value, old, to);
      return called === text ? [] : [[file, called]];
    }),
  ];
  return stepOf(ground, request, {
    branch: `rename/${old}/${to}`,
    subject: `rename(${to}): was ${old}`,
    edits,
    next: [
      ...copied(service, to),
      `After it: see the pods of ${to} ready before you confirm that the Applications of ${old} go (docs/runbooks/remove.md).`,
    ],
  });
}

function assertMovable(catalog: Catalog, { name, volumes = {}, objects = [] }: ServiceDefinition, sources: Sources): void {
  const problem = (what: string, how: string) => new UserError({ what, where: `${catalogFolder}/services/${name}.ts`, how });
  if (Object.values(volumes).some((volume) => 'disk' in volume)) {
    throw problem(
      `${name} has disks, and they go by its name.`,
      'Start a service of the new name beside it, copy the data, and remove this one: docs/runbooks/remove.md.',
    );
  }
  if (catalog.sealedSecrets.some((entry) => entry.service === name)) {
    throw problem(
      `Sealed secrets of ${name} are sealed for that name.`,
      'Move them to Vault first, or seal them for the new name by hand.',
    );
  }
  if (objects.length > 0)
    throw problem(
      `${name} has objects of its own, and they go by its name.`,
      'Take "objects" out of its file first, and write them again under the new name when that runs.',
    );
  const adjustments = `generators/adjustments/${name}.ts`;
  if (sources.text(adjustments) !== undefined)
    throw problem(`${adjustments} goes by its name.`, 'Rename that file as well, in the same commit, by hand.');
}
