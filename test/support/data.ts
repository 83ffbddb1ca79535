import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root =
  process.env.TSERINI_TEST_DATA ?? fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/** Whether the shared test data lies beside the project's folder. */
export const hasSharedData = existsSync(root);

/** What a test that needs the data says where it is skipped. */
export const needsSharedData = hasSharedData ? '' : ' (skipped: the folder ../shared/data is absent)';

/** @returns the path of a file of the shared test data */
export function sharedData(path: string): string {
  return root + path;
}
