import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../policies/manifest.ts';
import type { World } from '../../policies/model.ts';
import { servingPlaces } from '../../policies/requirements/model/serving.ts';
import { createWorld } from '../../policies/world.ts';
import { collectEvidence, judge, loadRequirements } from '../../scripts/judging/conformance.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { chartsOf } from '../support/chart-facts.ts';
import { copyOf, present, set, type Tree } from '../support/mutations/mutation.ts';
import { asleep } from '../support/sleeping-place.ts';

const requirements = await loadRequirements();
const evidence = await collectEvidence(createSources(process.cwd()));
const production = present(evidence.environments.find(({ environment }) => environment === 'production'));
const others = evidence.environments.filter((world) => world !== production);

function worldOf(name: string, objects: readonly Tree[]): World {
  const manifests = objects.flatMap((object, document) =>
    manifestsOf(object, { file: `overlays/${name}`, document }).flatMap((item) => ('fields' in item ? [item] : [])),
  );
  return createWorld(name, manifests, undefined, chartsOf('production'), production.company);
}

const objects = (): Tree[] => production.manifests.filter(({ origin }) => origin === undefined).map(({ fields }) => copyOf(fields) as Tree);
const waiting = worldOf('production', asleep(objects()));

/** Production as its place in the west draws it, where that serves. */
function inTheWest(list: readonly Tree[]): World {
  for (const object of list) if (object['kind'] === 'Namespace') set('metadata.labels.environment', 'production-west')(object);
  return worldOf('production-west', list);
}

const serving = inTheWest(objects());

const unmet = (environments: readonly World[]) =>
  judge(requirements, { ...evidence, environments })
    .filter(({ shortfalls }) => shortfalls.length > 0)
    .map(({ requirement }) => requirement.id);

describe('where the first cluster of production waits', () => {
  it('what the manual asks of production is asked of the place that serves', () => {
    expect(unmet([...others, waiting, serving])).toEqual([]);
  });

  it('what is not met there is told', () => {
    const unscaled = () => objects().filter(({ kind }) => kind !== 'ScaledObject');
    const weak = inTheWest(unscaled());
    expect(unmet([...others, waiting, weak])).toEqual(unmet([...others, worldOf('production', unscaled())]));
    expect(unmet([...others, waiting, weak])).not.toEqual([]);
  });

  it('and none serves, production does not meet the manual', () => {
    expect(unmet([...others, waiting])).not.toEqual([]);
  });

  it('no environment of another tier, and none that waits too, stands in for it', () => {
    const names = (environments: readonly World[]) => servingPlaces(environments).map((world) => environments.indexOf(world));
    const trial: World = { ...serving, tier: 'trial' };
    const second: World = { ...waiting, environment: 'production-west' };
    expect(names([waiting, trial])).toEqual([0, 1]);
    expect(names([waiting, second])).toEqual([0, 1]);
    expect(servingPlaces([waiting, serving])).toEqual([{ ...serving, environment: 'production' }, serving]);
  });
});
