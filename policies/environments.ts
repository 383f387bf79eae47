import { ownValue } from './company/own-keys.ts';

/** The four environments of the manual (1.1): each must be there. */
export const requiredEnvironments: readonly string[] = ['dev', 'test', 'staging', 'production'];

/**
 * How an environment is judged: `production` has customers, a `rehearsal` is as strong as it, in a `trial` people try things out. Every
 * Namespace says it in this label, and so does what Argo CD is told of the environment.
 */
export const tierName = 'tier';

/** From the weakest to the strongest. */
export const tiers = ['trial', 'rehearsal', 'production'] as const;
export type Tier = (typeof tiers)[number];

/** What those of the manual are where no label says it: files that are judged alone. */
const ofTheManual: Readonly<Record<string, Tier>> = { dev: 'trial', test: 'trial', staging: 'rehearsal', production: 'production' };

/**
 * The tier that labels tell, else that of an environment of the manual by its name. An environment that nobody described is judged as
 * strictly as production.
 */
export function tierOf(labels: Readonly<Record<string, string>>, environment: string): Tier {
  const told = ownValue(labels, tierName);
  const known = tiers.find((tier) => tier === told);
  return known ?? (Object.hasOwn(ofTheManual, environment) ? ofTheManual[environment] : undefined) ?? 'production';
}

/** What is judged in an environment, as far as it depends on which it is. */
export interface Tiered {
  readonly tier: Tier;
}

/** Staging is production's rehearsal (manual 1.1). */
export function isProductionLike({ tier }: Tiered): boolean {
  return tier !== 'trial';
}

/** Whether customers depend on it. */
export function isProduction({ tier }: Tiered): boolean {
  return tier === 'production';
}
