import { mergeConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

/** One cluster for the files that neither harm it nor need settings of their own; one file after another. */
export default mergeConfig(config, {
  test: { globalSetup: 'test/support/shared-cluster.ts', fileParallelism: false },
});
