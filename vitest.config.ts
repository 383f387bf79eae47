import { defineConfig } from 'vitest/config';
import { rootOfTests } from './scripts/test-copy/root-of-tests.ts';

/** Rooms whose tests change nothing of their process: not its folder, its environment, its output, no module. */
const pure = ['alerts', 'catalog', 'charts', 'dashboards', 'documents', 'generators', 'policies', 'promql', 'rollout', 'services'].map(
  (room) => `test/${room}/**/*.test.ts`,
);

export default defineConfig({
  // This folder; where a company made it its own, a copy that speaks of the example (docs/adopt.md).
  root: await rootOfTests(import.meta.dirname),
  test: {
    // Many tests run kustomize or a whole CLI; how long that takes is the machine's business, not the test's. This ends only
    // what hangs.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Vitest would leave one of two processors idle.
    maxWorkers: '100%',
    reporters: ['default'],
    projects: [
      // Loaded once for all of them, instead of once for each file.
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      { extends: true, test: { name: 'commands', include: ['test/**/*.test.ts'], exclude: pure } },
    ],
  },
});
