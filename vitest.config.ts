import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, longest first. */
const longest = [
  'test/e2e/guide.test.ts',
  'test/docs/commands.test.ts',
  'test/e2e/reproduce-nfcorpus.test.ts',
  'test/fuzz/fuzz.test.ts',
  'test/faults/reproduce.test.ts',
  'test/faults/download.test.ts',
  'test/faults/index.test.ts',
  'test/lucene/jvm/startup-archive.test.ts',
  'test/lucene/search/memory.test.ts',
  'test/lucene/search/many-indexes.test.ts',
  'test/java-interop/text.test.ts',
];

/** Begins with the files that take longest, so that none of them runs alone at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(name));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

// Each file runs in a process of its own: a process can start one JVM only.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Node loads the built code itself, as it does for a user.
    server: { deps: { external: [/\/dist\//] } },
    isolate: true,
    // Vitest leaves one core to itself, though its main process mostly waits.
    maxWorkers: availableParallelism(),
    setupFiles: ['test/support/warnings.ts'],
    sequence: { sequencer: LongestFirst },
    // Much longer than nearly all take, for a machine that is busy otherwise.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
