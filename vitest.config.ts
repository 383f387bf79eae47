import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests run kustomize or a whole CLI; how long that takes is the machine's business, not the test's. This ends only
    // what hangs.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Vitest would leave one of two processors idle.
    maxWorkers: '100%',
    reporters: ['default'],
  },
});
