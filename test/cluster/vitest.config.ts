import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { rootOfTests } from '../../scripts/test-copy/root-of-tests.ts';

/** By name: what patches objects (`scheduling`) comes after what applies them. */
class ByName extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

export default defineConfig({
  root: await rootOfTests(path.resolve(import.meta.dirname, '../..')),
  test: {
    include: ['test/cluster/**/*.cluster.ts'],
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
    // One process for all files: a cluster is started once, by the first who asks for it.
    isolate: false,
    fileParallelism: false,
    sequence: { sequencer: ByName },
    reporters: ['verbose'],
    teardownTimeout: 30_000,
  },
});
