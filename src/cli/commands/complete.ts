import type { Command, OptionTable } from '../command.js';
import { commands } from '../command-table.js';

const dashed = (name: string) => (name.length === 1 ? `-${name}` : `--${name}`);

/**
 * What may stand where the last of the words begins. Nothing means a file name, or that there is nothing to say.
 * @param words the command line after `tserini`; the last may be empty or unfinished
 */
export async function completions(words: readonly string[]): Promise<string[]> {
  const begun = words.at(-1) ?? '';
  const name = words[0] ?? '';
  if (words.length < 2) return matching([...Object.keys(commands), '--help', '--version'], begun);
  if (!Object.hasOwn(commands, name)) return [];
  const { command } = await commands[name]!.load();
  if (command.rawArguments) return [];
  const before = words.slice(1, -1);
  const { options, more } = tableAt(command, before);
  const last = before.at(-1) ?? '';
  const flag = Object.entries(options).find(([option]) => dashed(option) === last)?.[1];
  if (flag && flag.type !== 'boolean') return matching((flag.choices ?? []).map(String), begun);
  if (begun !== '' && !begun.startsWith('-')) return matching(more, begun);
  const unused = Object.keys(options)
    .map(dashed)
    .filter((option) => !before.includes(option));
  return matching([...more, ...unused, '--config', '--verbose', '--help'], begun);
}

/** The flags that may stand after these words, and the sections that have not begun. */
function tableAt(command: Command, before: readonly string[]): { options: OptionTable; more: string[] } {
  const sections = command.sections;
  if (!sections) return { options: command.options ?? {}, more: [] };
  const begun = before.filter((word) => Object.hasOwn(sections, word));
  const last = begun.at(-1);
  return {
    options: last === undefined ? {} : sections[last]!,
    more: Object.keys(sections).filter((section) => !begun.includes(section)),
  };
}

function matching(words: readonly string[], begun: string): string[] {
  return words.filter((word) => word.startsWith(begun));
}
