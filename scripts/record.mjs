// Writes docs/recording.md: what `npm start` shows on a terminal of 80 columns. Times are those of the machine; the clone is
// taken to lie in the home folder.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTerminal } from './terminal.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const columns = 80;

const output = mkdtempSync(join(tmpdir(), 'tserini-recording-'));
try {
  const lines = await onTerminal(
    `"${process.execPath}" "${join(root, 'dist/cli/main.js')}" reproduce embedded`,
    {
      cwd: output,
      columns,
      shorten: (text) => text.replaceAll(root, '~/tserini/'),
    },
  );
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
