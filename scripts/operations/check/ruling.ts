import { isDeepStrictEqual } from 'node:util';
import type { Catalog } from '../../../generators/model/catalog.ts';
import type { Entry } from '../../../generators/model/entry.ts';
import type { EnvironmentFile } from '../../../generators/model/environment/environment.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import type { Delivery, FreezeEntry } from '../../../generators/model/operations/operations.ts';
import { dividedPlaces } from '../../../generators/model/problems/places/divided.ts';
import { validatorOf } from '../../../generators/model/problems/shape/schema.ts';
import { timeOf } from '../../../generators/model/time.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { withVersions } from '../../catalog/versions.ts';
import { contentsAt } from '../../repository/contents-at.ts';
import { definitionOf } from '../../repository/literal/definitions.ts';
import { readLiteral } from '../../repository/literal/read.ts';
import { parseYaml } from '../../repository/yaml.ts';
import { UserError } from '../../terminal/errors.ts';
import { gitNames } from '../git/git.ts';

/** What decides which gates there are: the paths of versions, times, freezes and thaws. */
export type Ruling = Pick<Catalog, 'freezes' | 'thaws'> & { readonly environments: readonly Entry<EnvironmentFile>[] };

/**
 * The gates that a commit declares.
 * @throws UserError when a file of an environment cannot be read there: nobody would know what to ask
 */
export async function rulingAt(root: string, commit: string): Promise<Ruling> {
  const folders = ['environments', 'freezes', 'thaws'].map((kind) => `${catalogFolder}/${kind}/`);
  const names = await gitNames(root, ['ls-tree', '-r', '-z', '--name-only', commit, '--', ...folders]);
  const texts = contentsAt(root, commit, names);
  const environments = [...texts].flatMap(([file, text]): readonly Entry<EnvironmentFile>[] => {
    const definition = definitionOf(file);
    if (definition === undefined || text === undefined) return [];
    const value = readLiteral(text, definition).value as EnvironmentFile | undefined;
    if (Array.isArray(value?.delivery?.freezes)) return dividedPlaces({ file, value });
    return unreadable(commit, file);
  });
  const freezes = [...texts].flatMap(([file, text]): readonly FreezeEntry[] => {
    const [, environment] = freezeFiles.exec(file) ?? [];
    if (environment === undefined || text === undefined) return [];
    const value: unknown = parseYaml(text).documents[0]?.value;
    return validatorOf('freezes')(value) ? [{ file, environment, value }] : unreadable(commit, file);
  });
  const thaws = [...texts].flatMap(([file, text]): Ruling['thaws'] => {
    const [, environment, service] = thawFiles.exec(file) ?? [];
    if (environment === undefined || service === undefined || text === undefined) return [];
    const value: unknown = parseYaml(text).documents[0]?.value;
    return validatorOf('thaws')(value) ? [{ file, environment, service, value }] : unreadable(commit, file);
  });
  return { environments, freezes, thaws };
}

const freezeFiles = new RegExp(`^${catalogFolder}/freezes/([^/]+)\\.yaml$`);
const thawFiles = new RegExp(`^${catalogFolder}/thaws/([^/]+)/([^/]+)\\.yaml$`);

function unreadable(commit: string, file: string): never {
  throw new UserError({
    what: `The gates of ${file} cannot be read.`,
    where: `${commit.slice(0, 12)}:${file}`,
    how: 'Put that file right on the branch that the change goes to, and merge that first.',
  });
}

/**
 * The gates that a change meets: those of the branch that it goes to, with what the change makes stricter, and with its thaws. What it
 * makes less strict is for the next one.
 * @param base of the branch that it goes to
 * @param start of the commit at which the work left it
 * @param own of the change
 */
export function rulingFor(base: Ruling, start: Ruling, own: Ruling): Ruling {
  const named = ({ environments }: Ruling, name: string) => environments.find(({ value }) => value.name === name);
  const names = [...new Set([...base.environments, ...own.environments].map(({ value }) => value.name))];
  return {
    environments: names.flatMap((name): readonly Entry<EnvironmentFile>[] => {
      const [ruled, begun, mine] = [named(base, name), named(start, name), named(own, name)];
      if (ruled === undefined || mine === undefined) return [ruled ?? mine].filter((entry) => entry !== undefined);
      const delivery = stricter(ruled.value.delivery, begun?.value.delivery, mine.value.delivery);
      return [{ ...mine, value: { ...mine.value, delivery } }];
    }),
    freezes: names.map((name) => {
      const [ruled, begun, mine] = [base, start, own].map((ruling) => freezesIn(ruling, name).freezes);
      return { file: '', environment: name, value: { freezes: withNew(ruled ?? [], begun ?? [], mine ?? []) } };
    }),
    thaws: withNew(base.thaws, start.thaws, own.thaws),
  };
}

function stricter(ruled: Delivery, begun: Delivery | undefined, mine: Delivery): Delivery {
  const from = ruled.from ?? mine.from;
  const isRaised = mine.soakHours !== begun?.soakHours;
  return {
    ...(from !== undefined && { from }),
    soakHours: isRaised ? Math.max(ruled.soakHours, mine.soakHours) : ruled.soakHours,
    freezes: withNew(ruled.freezes, begun?.freezes ?? [], mine.freezes),
  };
}

/** What rules, and what a change has that was not there when it began. */
function withNew<T>(ruled: readonly T[], begun: readonly T[], mine: readonly T[]): readonly T[] {
  const isIn = (list: readonly T[], item: T) => list.some((other) => isDeepStrictEqual(other, item));
  return [...ruled, ...mine.filter((item) => !isIn(begun, item) && !isIn(ruled, item))];
}

/** The environments as they rule, with the versions of the change. */
export function inForce({ environments }: Ruling, { versions }: Catalog): Catalog['environments'] {
  return environments.map((entry) => withVersions(entry, versions));
}

/** What a change takes away of the gates of an environment, in words; empty where it only adds. */
export function loosened(start: Ruling, own: Ruling, name: string, now: number): readonly string[] {
  const [was, is] = [start, own].map(({ environments }) => environments.find(({ value }) => value.name === name)?.value.delivery);
  if (was === undefined) return [];
  const [before, after] = [freezesIn(start, name), freezesIn(own, name)];
  const covered = ({ from, to }: { readonly from: string; readonly to: string }) =>
    after.freezes.some((freeze) => timeOf(freeze.from) <= Math.max(now, timeOf(from)) && timeOf(to) <= timeOf(freeze.to));
  return [
    ...(is !== undefined && is.from === was.from ? [] : [`${name} gets its versions from elsewhere`]),
    ...(is !== undefined && is.soakHours >= was.soakHours ? [] : [`a version stays for a shorter time in ${name}`]),
    ...was.freezes
      .filter((freeze) => !is?.freezes.some((other) => isDeepStrictEqual({ ...other, reason: '' }, { ...freeze, reason: '' })))
      .map((freeze) => `the freeze "${freeze.name}" of ${name} is another one, or gone`),
    ...before.freezes
      .filter((freeze) => timeOf(freeze.to) > now && !covered(freeze))
      .map((freeze) => `the freeze "${freeze.name}" of ${name} is shorter, or gone`),
  ];
}
