import type { Entry } from '../entry.ts';
import { remembered } from '../remembered.ts';
import { parseCall } from '../service/calls.ts';
import type { ServiceDefinition } from '../service/service.ts';

type Services = readonly Entry<ServiceDefinition>[];

/** An environment, as far as it says whether it has stores. */
interface Placed {
  readonly place?: { readonly role: 'primary' | 'standby' | 'stateless' };
}

/** Whether a service may run in an environment, as far as the stores of that go: where there are none, only what needs none may. */
export function fitsInto({ place }: Placed, { name }: Pick<ServiceDefinition, 'name'>, services: Services): boolean {
  return place?.role !== 'stateless' || keepingNothing(services).has(name);
}

/** Names of the services that keep nothing, and call none that does: what runs where there are no stores. */
const keepingNothing = remembered((services: Services): ReadonlySet<string> => {
  const found = new Map(services.filter(({ value }) => keepsNothing(value)).map(({ value }) => [value.name, value]));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [name, { calls = [] }] of found) {
      if (calls.map(parseCall).some((call) => !call.optional && !found.has(call.service))) found.delete(name);
    }
  }
  return new Set(found.keys());
});

function keepsNothing({ uses, volumes = {} }: ServiceDefinition): boolean {
  return uses.every((use) => use === 'tracing') && Object.values(volumes).every((volume) => !('disk' in volume));
}
