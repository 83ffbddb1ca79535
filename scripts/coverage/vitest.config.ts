import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { common } from '../../vitest.config.ts';

// Each file in a process of its own, without projects: `--exclude` holds for none of those.
export default defineConfig({
  test: {
    ...common,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/**/*.test.ts'],
    maxWorkers: availableParallelism(),
    setupFiles: [...common.setupFiles, fileURLToPath(new URL('setup.ts', import.meta.url))],
    // Counting takes time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
