import { describe, expect, it } from 'vitest';
import { faultsIn, mistakesIn } from '../services/judged.ts';
import { catalogOf, companies } from './companies.ts';

describe('a company whose stores somebody else runs', () => {
  const cases = Object.entries(companies).map(([name, elsewhere]) => [name, catalogOf(elsewhere)] as const);

  it.each(cases)('is described without a mistake: %s', (_, catalog) => {
    expect(mistakesIn(catalog)).toEqual([]);
  });

  it.each(cases)('is built as it is meant, valid, and passes every rule and requirement: %s', { timeout: 600_000 }, async (_, catalog) => {
    expect(await faultsIn(catalog)).toEqual([]);
  });
});
