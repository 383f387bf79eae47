import type { Catalog } from '../../catalog.ts';
import type { Entry } from '../../entry.ts';
import { forerunnerOf } from '../../service/names/side-by-side.ts';
import type { ServiceDefinition } from '../../service/service.ts';
import { at, type CatalogProblem, keyAt, unless } from '../problem.ts';

/** Of what both have there is one, and it is the forerunner's until that goes. */
const shared = ['uses', 'database', 'topics', 'route'] as const;

/** Services but those whose forerunner has a file, too: what they have is that of the forerunner. */
export function settledAmong(services: readonly Entry<ServiceDefinition>[]): readonly Entry<ServiceDefinition>[] {
  const there = byName(services);
  return services.filter(({ value }) => forerunnerOf(value, there) === undefined);
}

/** Services that cannot run beside the one whose place they are to take, or say something else of what both have. */
export function sideBySideProblems({ services }: Pick<Catalog, 'services'>): CatalogProblem[] {
  const there = byName(services);
  return services.flatMap((entry) => {
    const forerunner = forerunnerOf(entry.value, there);
    if (forerunner === undefined) return [];
    const { name, formerly = [], workers = {}, volumes = {}, identity } = entry.value;
    const spot = at(entry, 'formerly', formerly.length - 1);
    const alone = [entry.value, ...Object.values(workers)].some(isAlone);
    const disks = Object.values(volumes).some((volume) => 'disk' in volume);
    const cannot = (because: string) => `"${name}" cannot run beside "${forerunner.name}": ${because}.`;
    const rename = `Remove "${forerunner.name}" in the same change: "npm run ops -- rename" does that without --beside.`;
    return [
      ...unless(!alone, spot, cannot('of a process of it there may never be two pods'), rename),
      ...unless(!disks, spot, cannot('its disks go by its name'), 'Take formerly out, and copy the data: docs/runbooks/remove.md.'),
      ...unless(identity?.leaderElection !== true, spot, cannot('each of both would elect a leader'), rename),
      ...shared.flatMap((field) =>
        unless(
          JSON.stringify(entry.value[field]) === JSON.stringify(forerunner[field]),
          entry.value[field] === undefined ? at(entry) : keyAt(entry, field),
          `"${name}" is to take the place of "${forerunner.name}", and says something else in ${field}.`,
          `Write it as generators/catalog/services/${forerunner.name}.ts has it, until that service is gone.`,
        ),
      ),
    ];
  });
}

function isAlone({ settings, environments = {} }: Pick<ServiceDefinition, 'settings' | 'environments'>): boolean {
  return [settings, ...Object.values(environments)].some((own) => own?.scale !== undefined && 'single' in own.scale);
}

function byName(services: readonly Entry<ServiceDefinition>[]): ReadonlyMap<string, ServiceDefinition> {
  return new Map(services.map(({ value }) => [value.name, value]));
}
