import type { Check } from '../../doctor/check.js';
import { examine } from '../../doctor/doctor.js';
import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';

/** Checks what this program needs. */
export const command: Command = {
  examples: [
    ['doctor', 'Check Node, Java, Lucene, ONNX Runtime, the machine, caches and disk'],
    ['doctor --json', 'The same as JSON, for programs and bug reports'],
  ],
  options: { json: { type: 'boolean', describe: 'Print JSON' } },
  epilogue:
    '✓ is in order, ✗ is required and not in order, ! is a warning. The exit status is 1 if there is a ✗.',

  async run(flags, io) {
    const found: Check[] = [];
    for await (const check of examine(io.signal)) {
      found.push(check);
      if (!flags.json) await io.out(format(check));
    }
    if (flags.json) await io.out(`${JSON.stringify(found, undefined, 2)}\n`);
    const missing = found.filter(({ ok, needed }) => needed && !ok).map(({ name }) => name);
    if (missing.length > 0)
      throw new TseriniError('NOT_FOUND', `required and not in order: ${missing.join(', ')}`);
  },
};

function format({ name, ok, needed, found, details = [], remedy }: Check): string {
  const mark = ok ? '✓' : needed ? '✗' : '!';
  const more = [...details, ...(remedy ? [`fix: ${remedy}`] : [])];
  return [`${mark} ${name.padEnd(20)}${found}`, ...more.map((line) => `    ${line}`), ''].join('\n');
}
