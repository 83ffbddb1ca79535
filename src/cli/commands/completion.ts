import { basename } from 'node:path';
import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';
import { completions } from './complete.js';

// Both ask `tserini completion -- words…` for what may come, and leave file names to the shell.
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

/** Prints what makes a shell complete commands and flags. */
export const command: Command = {
  examples: [
    ['completion bash >> ~/.bashrc', 'Complete commands and flags in bash, from the next shell on'],
    ['completion zsh >> ~/.zshrc', 'The same in zsh'],
  ],
  positional: '[bash|zsh]',
  rawArguments: true,
  epilogue:
    'Without a name, the script is for the shell that SHELL names. It completes tserini, not npx tserini.',

  async run(flags, io) {
    const [first, ...words] = flags._ as string[];
    if (first === '--') {
      const found = await completions(words);
      return io.out(found.map((word) => `${word}\n`).join(''));
    }
    const shell = first ?? (basename(process.env.SHELL ?? '') === 'zsh' ? 'zsh' : 'bash');
    if (!Object.hasOwn(scripts, shell) || words.length > 0) {
      const value = [first, ...words].join(' ');
      throw new TseriniError(
        'USAGE',
        `completion is for ${Object.keys(scripts).join(' and ')}, not ${value}`,
        { value },
      );
    }
    await io.out(scripts[shell]!);
  },
};
