import { fileURLToPath } from 'node:url';
import { mergeConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

// What is built is left as it is: Node loads it, and counts it, as in the processes that tests start.
export default mergeConfig(config, {
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    setupFiles: [fileURLToPath(new URL('setup.ts', import.meta.url))],
    server: { deps: { external: [/\/dist\//] } },
    // Counting takes time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
