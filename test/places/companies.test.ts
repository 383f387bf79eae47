import { describe, expect, it } from 'vitest';
import { faultsIn, mistakesIn } from '../services/judged.ts';
import { companies } from './company.ts';

describe('a company whose environment has places', () => {
  it.each(Object.entries(companies))('is described without a mistake: %s', (_, { catalog }) => {
    expect(mistakesIn(catalog)).toEqual([]);
  });

  it.each(Object.entries(companies))(
    'is built as it is meant, valid, and passes every rule and requirement: %s',
    { timeout: 600_000 },
    async (_, { catalog, written }) => {
      expect(await faultsIn(catalog, written)).toEqual([]);
    },
  );
});
