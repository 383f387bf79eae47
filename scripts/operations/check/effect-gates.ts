import type { EnvironmentFile } from '../../../generators/model/environment/environment.ts';
import type { PlacedEnvironment } from '../../../generators/model/environment/places.ts';
import { dataApplication } from '../../../generators/model/names.ts';
import { freezesIn } from '../../../generators/model/operations/freezes.ts';
import { catalogFolder } from '../../catalog/folder.ts';
import { dataFile } from '../data-files.ts';
import { freezeRefusals, holdRefusals, type Refusal } from '../gates/gates.ts';
import { fileIn } from '../git/git.ts';
import { releaseIn } from '../git/history.ts';
import type { RenderedEffect } from './effects.ts';
import type { Ruling } from './ruling.ts';

/** A refusal, and what it is about. */
export interface EffectRefusal extends Refusal {
  readonly where: string;
  readonly environment: string;
}

/** Freezes that a change meets by what it changes of what runs, whatever the cause. */
export function frozenEffects({ ruling, effects, now }: Met): readonly EffectRefusal[] {
  return [...Map.groupBy(effects, ({ environment }) => environment)].flatMap(([name, own]) => {
    const environment = named(ruling, name);
    if (environment === undefined) return [];
    return freezeRefusals(environment, freezesIn(ruling, name), now).map((refusal) => ({
      ...refusal,
      environment: name,
      where: told(name, own),
    }));
  });
}

/** Data that commands write: what each may change is judged with the commit. */
const data = new RegExp(`^${catalogFolder}/(releases|scaling|settings|freezes|thaws|incidents|retired)/`);

/** Whether what a change renders comes of data of operations alone, and of no code, definition or file by hand. */
function isDataOnly(files: readonly string[]): boolean {
  const causes = causesAmong(files);
  return causes.length > 0 && causes.every((file) => data.test(file));
}

/** Of the files that a change changes those that what is rendered is made of. */
export function causesAmong(files: readonly string[]): readonly string[] {
  return files.filter((file) => file.startsWith('generators/') || /^package(-lock)?\.json$/.test(file));
}

/** A change, as its effects and its files say it, and the gates that it meets. */
export interface Met {
  readonly root: string;
  /** The branch that the change goes to. */
  readonly base: string;
  readonly ruling: Ruling;
  readonly effects: readonly RenderedEffect[];
  /** All that the change changes. */
  readonly files: readonly string[];
  readonly now: number;
}

/** Holds that a change meets by what it changes of a held service. Commands on the service itself have their own rules. */
export async function heldEffects(
  { root, base, ruling, effects, files, now }: Met,
  services: readonly string[],
): Promise<readonly EffectRefusal[]> {
  if (isDataOnly(files)) return [];
  const found = services.flatMap((service) =>
    ruling.environments.map(async ({ value: environment }): Promise<readonly EffectRefusal[]> => {
      const own = effects.filter(
        (effect) => effect.environment === environment.name && [service, dataApplication({ name: service })].includes(effect.application),
      );
      if (own.length === 0) return [];
      const release = releaseIn(await fileIn(root, base, dataFile('releases', environment.name, service)));
      return holdRefusals(service, environment, release, now).map((refusal) => ({
        ...refusal,
        environment: environment.name,
        where: told(environment.name, own),
      }));
    }),
  );
  return (await Promise.all(found)).flat();
}

/**
 * The environments whose place begins to serve or ceases to, where a change does nothing else: a failover, which waits for no hold and for nothing that is over.
 * @param files all that the change changes
 */
export function turnedPlaces(start: Ruling, own: Ruling, files: readonly string[]): ReadonlySet<string> {
  if (!causesAmong(files).every((file) => /^generators\/catalog\/(?:environments|thaws)\//.test(file))) return new Set();
  const roleIn = ({ environments }: Ruling, name: string) => {
    const found = environments.find(({ value }) => value.name === name)?.value as PlacedEnvironment | undefined;
    return found?.place?.role;
  };
  const names = own.environments.map(({ value }) => value.name);
  return new Set(
    names.filter((name) => {
      const [was, is] = [roleIn(start, name), roleIn(own, name)];
      return was !== undefined && is !== undefined && was !== is;
    }),
  );
}

/** Some of the effects, and how many more there are. */
export function told(environment: string, effects: readonly RenderedEffect[]): string {
  const [first] = effects;
  const more = effects.length > 1 ? ` and ${effects.length - 1} more` : '';
  return first === undefined ? environment : `${environment}: ${first.object} ${first.change}${more}`;
}

function named({ environments }: Ruling, name: string): EnvironmentFile | undefined {
  return environments.find(({ value }) => value.name === name)?.value;
}
