import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { rootOfTests } from '../../scripts/test-copy/root-of-tests.ts';

export default defineConfig({
  root: await rootOfTests(path.resolve(import.meta.dirname, '../..')),
  test: {
    include: ['test/argo-cd/**/*.argo-cd.ts'],
    // One story, told in order: what a test expects is what those before it left.
    sequence: { concurrent: false },
    // Each wait has a limit of its own, which says what it waited for.
    testTimeout: 3_600_000,
    hookTimeout: 900_000,
    teardownTimeout: 60_000,
    fileParallelism: false,
    reporters: ['verbose'],
  },
});
