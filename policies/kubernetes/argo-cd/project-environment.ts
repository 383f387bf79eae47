import { ownKey } from '../../company/own-keys.ts';
import { requiredEnvironments, type Tier, tierName, tierOf, tiers } from '../../environments.ts';
import { textAt } from '../fields.ts';
import { perWorld } from '../per-world.ts';
import { projectEnvironment } from './argo-cd.ts';
import { deliveryFactsOf } from './delivery-facts.ts';

/** An environment as what Argo CD is told knows it. */
export interface ToldEnvironment {
  readonly name: string;
  readonly tier: Tier;
}

/**
 * Environments by name: those that the catalog declares with their tiers, those that Applications are labelled with, and where neither
 * says anything those of the manual.
 */
const toldEnvironments = perWorld((world): ReadonlyMap<string, Tier> => {
  const told = new Map<string, Tier>(requiredEnvironments.map((name) => [name, tierOf({}, name)]));
  for (const { labels } of world.ofKind('Application')) {
    const name = labels['environment'];
    if (name === undefined) continue;
    const [tier, known] = [tierOf(labels, name), told.get(name)];
    // A label makes no environment weaker.
    if (known === undefined || tiers.indexOf(tier) > tiers.indexOf(known)) told.set(name, tier);
  }
  for (const { name, written } of deliveryFactsOf(world)?.environments ?? []) {
    const tier = textAt(written, 'tier');
    told.set(name, tierOf(tier === undefined ? {} : { [ownKey(tierName)]: tier }, name));
  }
  return told;
});

/** The environment that an AppProject is for; undefined for one of no environment, which reaches Argo CD itself. */
export function environmentOfProject(project: string, world: Parameters<typeof toldEnvironments>[0]): ToldEnvironment | undefined {
  const told = toldEnvironments(world);
  const name = projectEnvironment(project, [...told.keys()]);
  const tier = name === undefined ? undefined : told.get(name);
  return name === undefined || tier === undefined ? undefined : { name, tier };
}
