import { describe, expect, it } from 'vitest';
import fc from '../../support/random.ts';
import { company } from './company.ts';
import { faultsOf, mistakesOf } from './judged.ts';

/** How many companies more than in every run: `RANDOM_SERVICES=200 npx vitest run test/services/random`; others by `RANDOM_SEED`. */
const more = Number(process.env['RANDOM_SERVICES'] ?? '0');

describe('services of any combination of fields', () => {
  it('are described without a mistake', () => {
    fc.assert(
      fc.property(company, (services) => {
        expect(mistakesOf(services)).toEqual([]);
      }),
      { numRuns: 25 + 10 * more },
    );
  });

  it('are built as they are meant, valid, and pass every rule', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(company, async (services) => {
        expect(await faultsOf(services)).toEqual([]);
      }),
      // A smaller company costs as much to look at: the findings say which service it is.
      { numRuns: 3 + more, endOnFailure: true },
    );
  });
});
