import type { Check } from '../../doctor/check.js';
import { examine } from '../../doctor/doctor.js';
import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';

/** Says what of the things that this program needs is there. */
export const command: Command = {
  examples: [
    ['doctor', 'Look at Node, Java, Lucene, ONNX Runtime, the machine, caches and disk'],
    ['doctor --json', 'The same for programs, or for a report of a fault'],
  ],
  options: { json: { type: 'boolean', describe: 'Print JSON' } },
  epilogue:
    '✓ is in order, ✗ is missing and needed, ! is worth a look. The exit status is 1 where there is a ✗.',

  async run(flags, io) {
    const found: Check[] = [];
    for await (const check of examine(io.signal)) {
      found.push(check);
      if (!flags.json) await io.out(format(check));
    }
    if (flags.json) await io.out(`${JSON.stringify(found, undefined, 2)}\n`);
    const missing = found.filter(({ ok, needed }) => needed && !ok).map(({ name }) => name);
    if (missing.length > 0)
      throw new TseriniError('NOT_FOUND', `needed and not in order: ${missing.join(', ')}`);
  },
};

function format({ name, ok, needed, found, details = [], remedy }: Check): string {
  const mark = ok ? '✓' : needed ? '✗' : '!';
  const more = [...details, ...(remedy ? [`to mend it: ${remedy}`] : [])];
  return [`${mark} ${name.padEnd(20)}${found}`, ...more.map((line) => `    ${line}`), ''].join('\n');
}
