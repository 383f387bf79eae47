import { spawnSync } from 'node:child_process';
import { it } from 'vitest';

/**
 * `it` for a test that needs a program which npm does not install. Without it the test is skipped and says so; where
 * REQUIRE_TOOLS is set, as in CI, it fails instead.
 */
export function itNeeds(program: string): typeof it | typeof it.skip {
  const found = spawnSync(program, ['--version']).error === undefined || spawnSync(program, ['-v']).error === undefined;
  if (found) return it;
  if (process.env['REQUIRE_TOOLS'] !== undefined) {
    it(`finds ${program} on PATH`, () => {
      throw new Error(`${program} is not on PATH, but REQUIRE_TOOLS asks for it.`);
    });
  }
  process.stderr.write(`SKIPPED: a test that needs ${program}, which is not on PATH.\n`);
  return it.skip;
}
