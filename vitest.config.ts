import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests run kustomize or a whole CLI; how long that takes is the machine's business, not the test's.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Vitest would leave one of two processors idle.
    maxWorkers: '100%',
    reporters: ['default'],
  },
});
