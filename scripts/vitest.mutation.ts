import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// For scripts/mutation.mjs: the tests that import what is mutated, as source, not built.
const source = fileURLToPath(new URL('../src/', import.meta.url));

/** The first failure ends the run for a change: slow property tests come last. */
class SlowLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const slowness = ({ moduleId }: TestSpecification) =>
      ['/test/cli/', '/significance.', '/measures.'].findIndex((part) => moduleId.includes(part));
    return files.sort((a, b) => slowness(a) - slowness(b));
  }
}

export default defineConfig({
  resolve: { alias: [{ find: /^#tserini\/(.*)\.js$/, replacement: `${source}$1.ts` }] },
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: process.env.TSERINI_MUTATION_TESTS
      ? JSON.parse(process.env.TSERINI_MUTATION_TESTS)
      : ['test/eval/**/*.test.ts', 'test/vector/quantize.test.ts', 'test/cli/eval-*.test.ts'],
    // Slow, and no stricter here than trec_eval's own fixtures.
    exclude: ['test/eval/pyserini-metrics.test.ts'],
    setupFiles: ['scripts/vitest.mutation-setup.ts'],
    sequence: { sequencer: SlowLast },
    isolate: false,
    testTimeout: 60_000,
  },
});
