import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

export default mergeConfig(config, {
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    setupFiles: [fileURLToPath(new URL('setup.ts', import.meta.url))],
    // Counting takes time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
