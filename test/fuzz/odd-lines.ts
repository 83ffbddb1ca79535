import fc from 'fast-check';
import { oddNumbers, oddTokens } from './odd-json.ts';

// Topics, judgments and runs whose columns, tags and keys are there, and not where or what they should be.

const short = oddTokens.filter((token) => token.length < 100);
const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('q1', 'q2', 'd1', 'd2', '1', '2', '10') },
  { weight: 1, arbitrary: fc.constantFrom(...short) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 5 }) },
);
const number = fc.oneof(
  { weight: 6, arbitrary: fc.nat(9).map(String) },
  { weight: 2, arbitrary: fc.double({ noNaN: true }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom(...oddNumbers, 'inf', '-infinity', '1e', '.', '+', '1d', '0x1p3') },
);
const end = fc.oneof(
  { weight: 9, arbitrary: fc.constant('\n') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\r\n', '\r', '', '\n\n', '\n#', ' \n', '\0\n', '\u2028', '\u0085'),
  },
);
const between = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(' ', '\t') },
  { weight: 1, arbitrary: fc.constantFrom('  ', ' \t ', '\u000b', '\f', '\u00a0', ',', '') },
);

/** Lines of columns, of which now and then one is missing, is there twice, or is something else. */
function columns(...kinds: readonly fc.Arbitrary<string>[]): fc.Arbitrary<Buffer> {
  const cells = fc.oneof(
    { weight: 9, arbitrary: fc.tuple(...kinds) },
    { weight: 1, arbitrary: fc.array(fc.oneof(word, number), { maxLength: 8 }) },
  );
  const line = fc
    .tuple(cells, between, end)
    .map(([all, separator, ended]: [string[], string, string]) => all.join(separator) + ended);
  return fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => Buffer.from(lines.join('')));
}

export const oddRun = fc.oneof(
  columns(word, fc.constant('Q0'), word, number, number, word),
  columns(word, word, number),
);
export const oddQrels = columns(word, fc.constant('0'), word, number);
export const oddPreferences = columns(word, number, number, word, number);
export const oddTsv = columns(word, word);

const tag = fc.constantFrom('top', 'num', 'title', 'desc', 'narr', 'topics', 'topx', 'TOP', 'Num', 'b');
const text = fc.oneof(
  word,
  fc.constantFrom('Number: 1', 'Number:', ' Description:\n', 'AR26', '9'.repeat(5000)),
);
const pieces = fc.oneof(
  { weight: 4, arbitrary: tag.map((name) => `<${name}>`) },
  { weight: 2, arbitrary: tag.map((name) => `</${name}>`) },
  { weight: 3, arbitrary: text },
  { weight: 1, arbitrary: tag.map((name) => `<${name} `) },
  { weight: 1, arbitrary: tag.map((name) => `<${name} a="b>c">`) },
  {
    weight: 1,
    arbitrary: fc.tuple(tag, fc.boolean()).map(([name, is]) => `<${name}${is ? '>' : ' '}`.repeat(40_000)),
  },
);
const topic = fc
  .tuple(number, text, fc.array(pieces, { maxLength: 3 }))
  .map(([id, title, more]) => `<top>\n<num> ${id}\n<title> ${title}\n${more.join('')}</top>\n`);
export const oddTrec = fc
  .array(fc.oneof({ weight: 3, arbitrary: topic }, { weight: 1, arbitrary: pieces }), { maxLength: 8 })
  .map((parts) => Buffer.from(parts.join('')));

const value = fc.oneof(
  { weight: 4, arbitrary: word.map((one) => JSON.stringify(one)) },
  { weight: 1, arbitrary: number },
  {
    weight: 1,
    arbitrary: fc.constantFrom('null', 'true', '{}', '[]', '[["a"]]', '{"toString": 1}', '{"valueOf": {}}'),
  },
);
const key = fc.constantFrom(
  'id',
  '_id',
  'qid',
  'text',
  'title',
  'query',
  'contents',
  'input',
  '__proto__',
  'toString',
);
const record = fc
  .tuple(value, value, fc.array(fc.tuple(key, value), { maxLength: 3 }))
  .map(([id, query, more]) =>
    [['id', id], ['text', query], ...more].map(([k, v]) => `"${k}": ${v}`).join(', '),
  );
export const oddTopicRecords = fc
  .array(fc.tuple(record, end), { minLength: 1, maxLength: 6 })
  .map((records) => Buffer.from(records.map(([one, ended]) => `{${one}}${ended}`).join('')));
