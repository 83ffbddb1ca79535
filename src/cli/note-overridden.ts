import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import type { Io } from './command.js';

/** Says that a file in the working folder overrides a published name. */
export async function noteOverridden(
  what: string,
  given: string,
  isPublished: (name: string) => Promise<boolean>,
  io: Io,
): Promise<void> {
  if (/[\\/]/.test(given) || !(await statOrUndefined(given)) || !(await isPublished(given))) return;
  io.log(`warning: ${given} is a file here, and is read in place of the published ${what} of that name`);
}
