import { existsSync } from 'node:fs';
import path from 'node:path';
import { it } from 'vitest';

/** Folders in which programs are looked for: first those that CI installs for the tests alone. */
const folders = [process.env['TEST_TOOLS'] ?? '', ...(process.env['PATH'] ?? '').split(path.delimiter)].filter((folder) => folder !== '');

/** The path of a program that npm does not install, or undefined. */
export function programPath(name: string): string | undefined {
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/**
 * `it` for a test that needs a program which npm does not install. Without it the test is skipped and says so; where
 * REQUIRE_TOOLS is set, as in CI, it fails instead.
 */
export function itNeeds(program: string): typeof it | typeof it.skip {
  if (programPath(program) !== undefined) return it;
  if (process.env['REQUIRE_TOOLS'] !== undefined) {
    it(`finds ${program}`, () => {
      throw new Error(`${program} is not on PATH, but REQUIRE_TOOLS asks for it.`);
    });
  }
  process.stderr.write(`SKIPPED: a test that needs ${program}, which is not on PATH.\n`);
  return it.skip;
}
