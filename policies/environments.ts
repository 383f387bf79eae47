/** The four environments of the manual (1.1): each must be there. */
export const requiredEnvironments: readonly string[] = ['dev', 'test', 'staging', 'production'];

const relaxed: readonly string[] = ['dev', 'test'];

/** Staging is production's rehearsal (manual 1.1); an environment that nobody described is judged as strictly. */
export function isProductionLike(environment: string): boolean {
  return !relaxed.includes(environment);
}

/** Whether it is production, or an environment of which nothing else is known. */
export function isProduction(environment: string): boolean {
  return !relaxed.includes(environment) && environment !== 'staging';
}

/** Groups whose members may act in production, and on Argo CD itself (manual 1.1). */
export const productionGroups: readonly string[] = ['erp-ops'];
