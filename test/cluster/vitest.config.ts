import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/cluster/**/*.cluster.ts'],
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
    // One process for all files: a cluster is started once, by the first who asks for it.
    isolate: false,
    fileParallelism: false,
    reporters: ['verbose'],
    teardownTimeout: 30_000,
  },
});
