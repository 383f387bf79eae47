import { isFurther } from '../further/further.ts';
import type { PlatformDefinition } from '../platform/platform.ts';
import type { ServiceDefinition } from '../service/service.ts';
import { type FilledStore, filledStore } from './filled.ts';
import { type Layered, placeOf } from './places.ts';

/** What a service is given of the further stores that it uses, in the order of its file. */
export function furtherOf(
  { name, uses }: Pick<ServiceDefinition, 'name' | 'uses'>,
  environment: Layered & { readonly name: string },
  platform: Pick<PlatformDefinition, 'dataLayer'>,
): readonly FilledStore[] {
  return uses.filter(isFurther).map((use) => filledStore(use, name, environment, placeOf(use, environment, platform)));
}
