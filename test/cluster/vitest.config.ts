import { defineConfig } from 'vitest/config';
import { common } from '../../vitest.config.ts';

/** One cluster for the files that neither harm it nor need settings of their own; one file after another. */
export default defineConfig({
  test: {
    ...common,
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: 'test/support/shared-cluster.ts',
    fileParallelism: false,
  },
});
