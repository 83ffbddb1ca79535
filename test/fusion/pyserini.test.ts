import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/fusion.js';
import { runCommand } from '../support/run-command.ts';
import { tempFolder } from '../support/temp.ts';

interface Reference {
  readonly cases: readonly {
    /** Of the lines, ranks and scores of the first run. */
    readonly order: string;
    readonly options: Readonly<Record<string, string | number | boolean>>;
    readonly runs: readonly string[];
    readonly fused: string;
  }[];
}

// Made by pyserini_reference.py beside it.
const { cases }: Reference = JSON.parse(
  readFileSync(new URL('pyserini-reference.json', import.meta.url), 'utf8'),
);

it.each(cases.map((one, number) => ({ ...one, number, method: one.options.method })))(
  'fuses as pyserini.fusion does: $number, $method, $order',
  async ({ options, runs, fused }) => {
    const folder = await tempFolder();
    const paths = runs.map((_, number) => join(folder, String(number)));
    await Promise.all(paths.map((path, number) => writeFile(path, runs[number]!)));
    const output = join(folder, 'fused');
    const { resort, ...values } = options;
    const flags = Object.entries(values).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const args = ['--runs', ...paths, ...flags, ...(resort ? ['--resort'] : []), '--runtag', 'fused'];
    await runCommand('fusion', command, [...args, '--output', output]);
    expect(await readFile(output, 'utf8')).toBe(fused);
  },
);
