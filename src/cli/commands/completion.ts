import { basename } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import { type Command, type CommandTable, dashed, type OptionTable } from '../command.js';

// yargs' own completion offers flags where a flag's value is a file name, and knows no sections.

// Both ask `tserini completion -- words…` for candidates, and complete file names themselves where it has none.
const scripts: Readonly<Record<string, string>> = {
  bash: `_tserini() {
  local IFS=$'\\n'
  COMPREPLY=($(tserini completion -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _tserini tserini
`,
  zsh: `#compdef tserini
_tserini() {
  local -a found
  found=(\${(f)"$(tserini completion -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then compadd -a found; else _files; fi
}
compdef _tserini tserini
`,
};

/** Prints a shell's completion script, or the candidates that the script asks for. */
export const command: Command = {
  examples: [
    ['completion bash >> ~/.bashrc', 'Complete commands and flags in each new bash'],
    ['completion zsh >> ~/.zshrc', 'The same in zsh'],
  ],
  positional: '[bash|zsh]',
  rawArguments: true,
  epilogue: 'The default is the shell that SHELL names. Completion is for tserini, not for npx tserini.',

  async run(flags, io, commands) {
    const [first, ...words] = flags._ as string[];
    if (first === '--') {
      const found = await candidates(commands, words);
      return io.out(found.map((word) => `${word}\n`).join(''));
    }
    const shell = first ?? (basename(process.env.SHELL ?? '') === 'zsh' ? 'zsh' : 'bash');
    if (!Object.hasOwn(scripts, shell) || words.length > 0) {
      const value = [first, ...words].join(' ');
      const known = Object.keys(scripts).join(' and ');
      throw new TseriniError('USAGE', `completion is for ${known}, not ${value}`, { value });
    }
    await io.out(scripts[shell]!);
  },
};

/**
 * The words that can complete the last one. None where a file name is expected, or nothing fits.
 * @param words the command line after `tserini`; the last may be empty or incomplete
 */
async function candidates(commands: CommandTable, words: readonly string[]): Promise<string[]> {
  const begun = words.at(-1) ?? '';
  const matching = (all: readonly string[]) => all.filter((word) => word.startsWith(begun));
  const name = words[0] ?? '';
  if (words.length < 2) return matching([...Object.keys(commands), '--help', '--version']);
  if (!Object.hasOwn(commands, name)) return [];
  const { command } = await commands[name]!.load();
  if (command.rawArguments) return [];
  const before = words.slice(1, -1);
  const { options, sections } = tableAt(command, before);
  const flag = Object.entries(options).find(([option]) => dashed(option) === before.at(-1))?.[1];
  if (flag && flag.type !== 'boolean') return matching((flag.choices ?? []).map(String));
  if (begun !== '' && !begun.startsWith('-')) return matching(sections);
  const unused = Object.keys(options)
    .map(dashed)
    .filter((option) => !before.includes(option));
  return matching([...sections, ...unused, '--config', '--verbose', '--help']);
}

/** The flags that may follow these words, and the sections that have not begun. */
function tableAt(command: Command, before: readonly string[]): { options: OptionTable; sections: string[] } {
  if (!command.sections) return { options: command.options ?? {}, sections: [] };
  const names = Object.keys(command.sections);
  const last = before.findLast((word) => names.includes(word));
  return {
    options: last === undefined ? {} : command.sections[last]!,
    sections: names.filter((section) => !before.includes(section)),
  };
}
