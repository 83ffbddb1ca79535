import { defineConfig } from 'vitest/config';

// Each file runs in a process of its own: a process can start one JVM only.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    isolate: true,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
