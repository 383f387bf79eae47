import { describe, expect, it } from 'vitest';
import { manifestsOf } from '../../policies/manifest.ts';
import type { World } from '../../policies/model.ts';
import { servingFor } from '../../policies/requirements/model/serving.ts';
import { createWorld } from '../../policies/world.ts';
import { collectEvidence, judge, loadRequirements } from '../../scripts/judging/conformance.ts';
import { inNamesOfManual, placedNames } from '../../scripts/judging/manual-names.ts';
import { createSources } from '../../scripts/repository/sources.ts';
import { chartsOf } from '../support/chart-facts.ts';
import { copyOf, present, set, type Tree } from '../support/mutations/mutation.ts';
import { asleep } from '../support/sleeping-place.ts';

const requirements = await loadRequirements();
const sources = createSources(process.cwd());
const evidence = await collectEvidence(sources);
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

const asked = (environments: readonly World[]) => inNamesOfManual({ ...evidence, environments }, placedNames(sources));
const unmet = (environments: readonly World[]) =>
  judge(requirements, asked(environments))
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
    const trial: World = { ...serving, tier: 'trial' };
    const second = worldOf('production-west', asleep(objects()));
    const labels = (environments: readonly World[]) =>
      asked(environments).environments.map((world) => [world.environment, world.find('Namespace', '', 'erp-prod')?.labels['environment']]);
    expect(labels([waiting, trial])[0]).toEqual(['production', 'production']);
    expect(unmet([...others, waiting, trial])).toEqual(unmet([...others, waiting]));
    expect(unmet([...others, waiting, second])).toEqual(unmet([...others, waiting]));
    expect(servingFor([waiting, trial, second, serving], waiting)).toBe(serving);
    expect(servingFor([serving, production], production)).toBe(undefined);
  });
});
