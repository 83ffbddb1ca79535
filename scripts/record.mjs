// Writes docs/recording.md: what `npm start` shows on a terminal of 80 columns. Needs util-linux' `script`, which gives
// a command a terminal. Times are those of the machine; the clone is taken to lie in the home folder.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('..', import.meta.url));
const columns = 80;

const escapeCharacter = String.fromCharCode(27);
const parts = new RegExp(
  `${escapeCharacter}(?:\\[[?0-9;]*[a-zA-Z]|[78])|[\\r\\n]|[^${escapeCharacter}\\r\\n]+`,
  'g',
);
/** Codes that change nothing on the screen: the cursor hidden, shown, stored and restored, lines that wrap. */
const harmless = ['[?25l', '[?25h', '[?7l', '[?7h', '7', '8'];

/** What stands on the screen when the command is done: progress bars are drawn over themselves. */
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

const output = mkdtempSync(join(tmpdir(), 'tserini-recording-'));
try {
  const command = `stty cols ${columns} rows 40; exec "${process.execPath}" "${join(root, 'dist/cli/main.js')}" reproduce embedded`;
  const { stdout } = await execa('script', ['-qec', command, '/dev/null'], {
    cwd: output,
    env: { CI: '', TERM: 'xterm' },
  });
  const lines = screen(stdout.replaceAll(root, '~/tserini/'));
  const wide = lines.find((line) => line.length > columns);
  if (wide) throw new Error(`wider than ${columns} columns: ${wide}`);
  const page = [
    '# What `npm start` shows',
    '',
    `Recorded on a terminal of ${columns} columns by \`node scripts/record.mjs\`, after set-up, in a clone in \`~/tserini\`.`,
    '',
    '```',
    '$ npm start',
    ...lines,
    '```',
    '',
  ];
  writeFileSync(join(root, 'docs/recording.md'), page.join('\n'));
} finally {
  rmSync(output, { recursive: true, force: true });
}
