import { describe, expect, it } from 'vitest';
import { instancesOf } from '../../generators/model/instance.ts';
import type { Companion } from '../../generators/model/service/parts.ts';
import type { Amounts } from '../../generators/model/service/quantity.ts';
import type { Resources } from '../../generators/model/service/service.ts';
import { podResources } from '../../generators/resources/companions.ts';
import { catalog, digest, environment, service } from '../support/catalog.ts';

function resources(cpu: string, memory: string): Resources {
  const compute = { cpu, memory, ephemeralStorage: '64Mi' };
  return { requests: compute, limits: compute };
}

function companion(runs: Companion['runs'], cpu: string, memory: string): Companion {
  return { image: 'proxy', build: { version: '1.0.0', digest }, runs, resources: resources(cpu, memory) };
}

function claimed(companions: Readonly<Record<string, Companion>>): Amounts['limits'] | undefined {
  const [instance] = instancesOf(
    catalog([service('orders', { companions, settings: { resources: resources('1', '1Gi') } })], [environment('production')]),
  );
  const [main] = instance?.processes ?? [];
  return instance && main && podResources(instance, main).limits;
}

describe('a pod claims', () => {
  it.each<[what: string, companions: Readonly<Record<string, Companion>>, limits: { readonly cpu: string; readonly memory: string }]>([
    ['what its container does', {}, { cpu: '1000m', memory: '1Gi' }],
    [
      'what stands beside it, too',
      { a: companion('beside', '500m', '512Mi'), b: companion('beside', '500m', '512Mi') },
      { cpu: '2000m', memory: '2Gi' },
    ],
    ['no more for what ran before it and was smaller', { a: companion('before', '500m', '512Mi') }, { cpu: '1000m', memory: '1Gi' }],
    [
      'what runs before it where that is larger, amount by amount',
      { a: companion('before', '500m', '4Gi'), b: companion('before', '3', '2Gi') },
      { cpu: '3000m', memory: '4Gi' },
    ],
    [
      'what runs before it, with those beside it, which run then already',
      { a: companion('beside', '1', '1Gi'), b: companion('before', '2', '3Gi') },
      { cpu: '3000m', memory: '4Gi' },
    ],
  ])('%s', (_, companions, limits) => {
    expect(claimed(companions)).toEqual(limits);
  });
});
