import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OptionTable } from '#tserini/cli/command.js';
import { commands } from '#tserini/cli/command-table.js';
import { expandPrefixes } from '#tserini/cli/flag-prefixes.js';
import { parseFlags } from '#tserini/cli/parse.js';

const tables = await Promise.all(
  Object.entries(commands).map(async ([name, { load }]): Promise<[string, readonly OptionTable[]]> => {
    const { command } = await load();
    return [name, Object.values(command.sections ?? { flags: command.options ?? {} })];
  }),
);
const refuse = (message: string) => new Error(message);

describe.each(tables.flatMap(([name, all]) => all.map((options) => ({ name, options }))))(
  'flags of $name',
  ({ options }) => {
    const flags = Object.keys(options);

    it.skipIf(flags.length === 0)('may be cut short to what begins no other', () => {
      const cut = fc
        .constantFrom(...flags)
        .chain((flag) => fc.tuple(fc.constant(flag), fc.integer({ min: 1, max: flag.length })))
        .map(([flag, length]) => flag.slice(0, length));
      fc.assert(
        fc.property(cut, fc.constantFrom('', '=a=b'), (name, rest) => {
          const expand = () => expandPrefixes([`--${name}${rest}`, 'value'], options, refuse);
          const meant = flags.filter((flag) => flag.startsWith(name) && !options[flag]!.neverCut);
          if (flags.includes(name)) expect(expand()).toEqual([`--${name}${rest}`, 'value']);
          else if (meant.length > 1) {
            expect(expand).toThrow(`--${name} could be ${meant.map((flag) => `--${flag}`).join(' or ')}`);
          } else expect(expand()).toEqual([`--${meant[0] ?? name}${rest}`, 'value']);
        }),
      );
    });

    it('stay as they are where they are written out, after -- and with one dash', () => {
      const args = flags.flatMap((flag) => [`--${flag}`, flag, '-b']);
      expect(expandPrefixes(args, options, refuse)).toEqual(args);
      const after = ['--', ...flags.map((flag) => `--${flag.slice(0, 2)}`)];
      expect(expandPrefixes(after, options, refuse)).toEqual(after);
    });
  },
);

it("reads the command lines of Pyserini's documentation", async () => {
  const { command } = await commands['search.lucene']!.load();
  const line = '--index i --topics t --output o --hits 3 --impact --pretok --batch 32 --thr=4';
  const whole = line
    .replace('--pretok', '--pretokenized')
    .replace('--batch', '--batch-size')
    .replace('thr', 'threads');
  const parse = (text: string) => parseFlags('search.lucene', command, text.split(' '));
  expect(parse(line)).toEqual(parse(whole));
  expect(() => parse(`${line} --topics-f x`)).toThrow(
    '--topics-f could be --topics-format or --topics-field',
  );
  expect(() => parse(`${line} --out-f x`)).toThrow(/unknown flag --out-f/);
  expect(() => parse(`${line} --max-passage-d x`)).not.toThrow();
  expect(() => parse(`${line} --roc`)).toThrow(
    /--roc could be --rocchio or --rocchio.* \(see: tserini search/,
  );
});

it('takes no secret for the name of a file', async () => {
  for (const name of ['serve', 'search.opensearch', 'index.opensearch']) {
    const { command } = await commands[name]!.load();
    for (const flag of ['--api-key', '--api', '--password', '--pass']) {
      const line = ['--index', 'i', '--input', 'i', '--topics', 't', '--output', 'o', flag, 'hunter2'];
      let message = '';
      try {
        parseFlags(name, command, line);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toMatch(/unknown flag/);
      expect(message).not.toContain('hunter2');
    }
  }
});
