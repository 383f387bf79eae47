import type { Catalog } from '../../../generators/model/catalog.ts';
import type { Build, ServiceDefinition } from '../../../generators/model/service/service.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import { readLiteral } from '../../repository/literal/read.ts';
import { dataFile } from '../data-files.ts';
import { fileIn } from '../git/git.ts';
import { inOrder } from '../lookup.ts';

/** A build that comes to environments by the file of its service alone. */
export interface Unasked {
  readonly file: string;
  readonly message: string;
  readonly fix: string;
}

/**
 * Services that would come to environments with a way there (order, soak) by a new or another `initialRelease`, where they have no release:
 * nothing has been asked about that build.
 * @param base the branch that the change goes to
 */
export async function unaskedReleases(
  root: string,
  { services, environments, releases }: Catalog,
  base: string,
): Promise<readonly Unasked[]> {
  const gated = inOrder({ environments }).filter(({ delivery }) => delivery.from !== undefined);
  const found = services.map(async ({ file, value: { name, formerly = [], initialRelease } }): Promise<readonly Unasked[]> => {
    if (initialRelease === undefined) return [];
    const free = gated.filter((environment) => !releases.some((entry) => entry.environment === environment.name && entry.service === name));
    // Under another name it is no other build.
    const files = [file, ...formerly.slice(-1).map((old) => `${catalogFolder}/services/${old}.ts`)];
    const texts = await Promise.all(files.map((own) => fileIn(root, base, own)));
    const before = texts.flatMap((text) => initialIn(file, text) ?? [])[0];
    const same = before?.version === initialRelease.version && before.digest === initialRelease.digest;
    const comes = await Promise.all(
      free.map(async (environment) => {
        const had = await fileIn(root, base, dataFile('releases', environment.name, name));
        return same && had === undefined ? [] : [environment.name];
      }),
    );
    const names = comes.flat();
    if (names.length === 0) return [];
    return [
      {
        file,
        message: `By its initialRelease ${name} ${initialRelease.version} would come to ${names.join(', ')}, past order and soak.`,
        fix: `Leave initialRelease out: npm run ops -- deliver ${name} --env <first> --version ${initialRelease.version} --digest ${initialRelease.digest}, and promote it from there.`,
      },
    ];
  });
  return (await Promise.all(found)).flat();
}

/** The build by which the file of a service deploys it, as its text says. */
export function initialIn(file: string, text: string | undefined): Build | undefined {
  const definition = definitionOf(file);
  if (text === undefined || definition === undefined) return undefined;
  return (readLiteral(text, definition).value as Partial<ServiceDefinition> | undefined)?.initialRelease;
}
