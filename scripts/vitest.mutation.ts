import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// For scripts/mutation.mjs: the tests that import what is mutated, and that as it stands in src, not built.
const source = fileURLToPath(new URL('../src/', import.meta.url));

export default defineConfig({
  resolve: { alias: [{ find: /^#tserini\/(.*)\.js$/, replacement: `${source}$1.ts` }] },
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/eval/**/*.test.ts', 'test/encode/quantise.test.ts', 'test/cli/eval-*.test.ts'],
    // Slow, and no stricter here than trec_eval's own fixtures.
    testNamePattern: /^(?!the figures of Pyserini)/,
    testTimeout: 60_000,
  },
});
