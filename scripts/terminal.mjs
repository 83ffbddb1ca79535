// What a command shows on a terminal. Needs util-linux' `script`, which gives a command a terminal.

import { execa } from 'execa';

const escapeCharacter = String.fromCharCode(27);
const parts = new RegExp(
  `${escapeCharacter}(?:\\[[?0-9;]*[a-zA-Z]|[78])|[\\r\\n]|[^${escapeCharacter}\\r\\n]+`,
  'g',
);
/** Codes that change nothing on the screen: the cursor hidden, shown, stored and restored, lines that wrap. */
const harmless = ['[?25l', '[?25h', '[?7l', '[?7h', '7', '8'];

/** What stands on the screen when a command is done: progress bars are drawn over themselves. */
function screen(stream) {
  const lines = [''];
  let column = 0;
  for (const [part] of stream.matchAll(parts)) {
    const line = lines.at(-1);
    const code = part.startsWith(escapeCharacter) ? part.slice(1) : '';
    const [, place] = /^\[(\d*)G$/.exec(code) ?? [];
    if (part === '\n') lines.push('');
    if (part === '\n' || part === '\r') column = 0;
    else if (place !== undefined) column = Number(place || 1) - 1;
    else if (code === '[K' || code === '[0K') lines[lines.length - 1] = line.slice(0, column);
    else if (code && !harmless.includes(code)) throw new Error(`what does ${JSON.stringify(code)} do?`);
    else if (!code) {
      lines[lines.length - 1] =
        line.padEnd(column).slice(0, column) + part + line.slice(column + part.length);
      column += part.length;
    }
  }
  return lines.map((line) => line.trimEnd());
}

/**
 * Runs a command on a terminal.
 * @param command for a shell
 * @param cwd the folder that it runs in
 * @param columns the terminal's width
 * @param shorten from what is shown to what is kept, such as a folder's name
 * @returns the lines that stand there at its end
 * @throws Error where a line is wider, or the command fails
 */
export async function onTerminal(command, { cwd, columns, shorten = (text) => text }) {
  const { stdout } = await execa(
    'script',
    ['-qec', `stty cols ${columns} rows 40; exec ${command}`, '/dev/null'],
    {
      cwd,
      env: { CI: '', TERM: 'xterm' },
    },
  );
  const lines = screen(shorten(stdout));
  const wide = lines.find((line) => line.length > columns);
  if (wide) throw new Error(`wider than ${columns} columns: ${wide}`);
  return lines;
}
