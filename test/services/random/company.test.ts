import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { company } from './company.ts';
import { faultsOf, mistakesOf } from './judged.ts';

/** How many companies more than those of every run: `RANDOM_SERVICES=200 npx vitest run test/services/random`. */
const more = Number(process.env['RANDOM_SERVICES'] ?? '0');
/** The companies of every run are the same, so that none is red for what it did not change; those beyond are others each time. */
const seed = more > 0 ? {} : { seed: 20261129 };

describe('services of any combination of fields', () => {
  it('are described without a mistake', () => {
    fc.assert(
      fc.property(company, (services) => {
        expect(mistakesOf(services)).toEqual([]);
      }),
      { ...seed, numRuns: 25 + 10 * more },
    );
  });

  it('are built as they are meant, valid, and pass every rule', { timeout: 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(company, async (services) => {
        expect(await faultsOf(services)).toEqual([]);
      }),
      { ...seed, numRuns: 3 + more },
    );
  });
});
