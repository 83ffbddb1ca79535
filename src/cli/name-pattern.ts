import type { OptionTable } from './command.js';

/** The flag of commands that list published names. */
export const listFlag = (what: string) =>
  ({
    list: {
      type: 'boolean',
      describe: `List the names that ${what} takes, those that hold PATTERN if one is given`,
    },
  }) satisfies OptionTable;

/**
 * Whether a name holds a pattern, capitals or not; `*` stands for anything.
 * @param pattern undefined for every name
 */
export function holds(pattern: string | undefined): (name: string) => boolean {
  const parts = (pattern ?? '').split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const wanted = new RegExp(parts.join('.*'), 'i');
  return (name) => wanted.test(name);
}
