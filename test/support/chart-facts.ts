import { realpathSync } from 'node:fs';
import type { Manifest } from '../../policies/model.ts';
import { chartManifests } from '../../scripts/charts/facts/world.ts';
import { createSources } from '../../scripts/repository/sources.ts';

const sources = createSources(realpathSync(process.cwd()));
const known = new Map<string, readonly Manifest[]>();

/** What charts render in an environment of this repository; in another, what they render in production. */
export function chartsOf(environment: string): readonly Manifest[] {
  let found = known.get(environment) ?? chartManifests(sources, environment);
  if (found.length === 0 && environment !== 'production') found = chartsOf('production');
  known.set(environment, found);
  return found;
}

/** Only what the overlays render is reported on. */
export function isOwn({ origin }: Manifest): boolean {
  return origin === undefined;
}
