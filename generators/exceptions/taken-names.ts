import type { Catalog } from '../model/catalog.ts';
import type { Entry } from '../model/entry.ts';
import type { KubernetesObject } from '../model/object.ts';
import { plainInstancesIn } from '../model/plain-instances.ts';
import { at, type CatalogProblem, problem } from '../model/problems/problem.ts';
import type { ServiceDefinition } from '../model/service/service.ts';
import { serviceObjects } from '../resources/service-objects.ts';

/**
 * Services of whose objects two could bear one name: all names of what is drawn begin with that of the service, so only where the name of
 * one goes on that of the other. Most catalogs have none.
 */
export function neighbours(
  services: Catalog['services'],
): readonly (readonly [shorter: Entry<ServiceDefinition>, longer: Entry<ServiceDefinition>])[] {
  const byName = new Map(services.map((entry) => [entry.value.name, entry]));
  return services.flatMap((longer) => {
    const parts = longer.value.name.split('-');
    return parts.slice(1).flatMap((_, index) => {
      const shorter = byName.get(parts.slice(0, index + 1).join('-'));
      return shorter === undefined ? [] : [[shorter, longer] as const];
    });
  });
}

/** Objects of one kind and name that two services would both draw, whether they run in one environment yet or not. */
export function takenNames(catalog: Catalog): readonly CatalogProblem[] {
  const plain = plainInstancesIn(catalog);
  const known = new Map<string, ReadonlySet<string>>();
  const drawn = (name: string) => {
    const found = known.get(name) ?? new Set(plain(name).flatMap((instance) => serviceObjects(instance).map(nameOf)));
    known.set(name, found);
    return found;
  };
  return neighbours(catalog.services).flatMap(([shorter, longer]) => {
    const theirs = drawn(shorter.value.name);
    const both = [...drawn(longer.value.name)].filter((name) => theirs.has(name));
    if (both.length === 0) return [];
    const [one, other] = [shorter.value.name, longer.value.name];
    const message = `"${one}" and "${other}" would both draw ${both.slice(0, 3).join(', ')}${both.length > 3 ? ', ...' : ''}.`;
    const part = other.slice(one.length + 1);
    return [
      problem(
        at(longer, 'name'),
        message,
        `Give it a name that does not go on "${one}" by "-${part}", or change what of "${one}" is called "${part}".`,
      ),
    ];
  });
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} "${metadata.name}"`;
}
