import { describe, expect, it } from 'vitest';
import { faultsIn, mistakesIn } from './judged.ts';
import { companyCatalog } from './support.ts';

describe('services as companies have them, beside those of the catalog', () => {
  it('are described without a mistake', () => {
    expect(mistakesIn(companyCatalog)).toEqual([]);
  });

  it('are built by kustomize as they are meant, valid, and pass every rule in every environment', { timeout: 300_000 }, async () => {
    expect(await faultsIn(companyCatalog)).toEqual([]);
  });
});
