import fc from 'fast-check';

// JSON as text, so that it can be what no JavaScript value is: keys twice, numbers beyond float64, halves of pairs.

/** Numbers as they may stand in JSON, and some that may not. */
export const oddNumbers: readonly string[] = [
  ...[
    '0',
    '-0',
    '-0.0',
    '1',
    '1.5',
    '0.999',
    '12',
    '255',
    '1e2',
    '1E+2',
    '1e-7',
    '1e400',
    '-1e400',
    '1e-400',
  ],
  ...['2147483646', '2147483647', '2147483647.5', '2147483648', '4294967296', '9007199254740993'],
  ...[
    '9223372036854775808',
    '-1',
    '-0.5',
    'NaN',
    'Infinity',
    '-Infinity',
    '+1',
    '01',
    '.5',
    '5.',
    '1e',
    '0x10',
  ],
  ...['9'.repeat(1001), `0.${'1'.repeat(1001)}`, `1${'0'.repeat(400)}e-400`],
];

/** Tokens: what Java, JavaScript and Lucene take differently, and what looks like something else. */
export const oddTokens: readonly string[] = [
  ...[
    'a',
    'b',
    '##c',
    '1995',
    '07',
    '|',
    '"',
    '\\',
    '/',
    'vector',
    'id',
    'contents',
    '__proto__',
    'toString',
    '',
  ],
  ...['é', 'e\u0301', '日本', '\uff21', '🥦', '𝒜', '\ufffd', '\ud83e', '\udd66', '\udd66\ud83e', 'x\ud800'],
  ...['\u00a0', 'x\u00a0y', '\u2007z', '\u202f', '\ufeff', '\ufeffa', '\u200b', '\u180e', '\u0085'],
  ...[' ', 'a b', ' a', 'b ', 'a\tb', 'a\nb', '\r', '\u001cb', 'a\u001f', '\u000bv', '\u2028', '\u3000x'],
  ...['\0', 'a\0b', '\u0001', '\u007f', '␛', '␛0000', '␛d83e', '%2E', 'a.b', '1 a', '{', '}', '"vector": {'],
  ...['é'.repeat(16383), 'x'.repeat(32766), 'x'.repeat(32767)],
];

/** A string in JSON: as JavaScript writes it, all escaped, or as bytes that only JSON's grammar allows. */
function quoted(text: string, how: number): string {
  if (how === 0) return JSON.stringify(text);
  const escaped = Array.from({ length: text.length }, (_, i) =>
    text.charCodeAt(i).toString(16).padStart(4, '0'),
  );
  return `"${escaped.map((unit) => `\\u${how === 1 ? unit : unit.toUpperCase()}`).join('')}"`;
}

const plainString = fc
  .tuple(fc.oneof(fc.constantFrom(...oddTokens), fc.string({ unit: 'binary', maxLength: 6 })), fc.nat(2))
  .map(([text, how]) => quoted(text, text.length > 1000 ? 0 : how));

/** A token that keeps to what most tokens are, so that most records are valid. */
const token = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('"a"', '"b"', '"1995"', '"7"', '"10"', '"\\u00e9"') },
  { weight: 1, arbitrary: plainString },
);
const weight = fc.oneof(
  { weight: 12, arbitrary: fc.nat(300).map(String) },
  { weight: 3, arbitrary: fc.double({ min: 0, max: 1000, noNaN: true }).map(String) },
  { weight: 1, arbitrary: fc.constantFrom(...oddNumbers) },
  { weight: 1, arbitrary: fc.constantFrom('null', 'true', '"1"', '[1]', '{}') },
);
const gap = fc.oneof(
  { weight: 9, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.constant(' ') },
  { weight: 1, arbitrary: fc.constantFrom('\t', '\r', '\n', '\u00a0', '\ufeff', '/* */') },
);

const member = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc.tuple(gap, key, gap, value).map(([before, name, between, text]) => `${before}${name}${between}:${text}`);
const object = (members: fc.Arbitrary<string>, most = 6) =>
  fc.array(members, { maxLength: most }).map((parts) => `{${parts.join(',')}}`);

const vector = object(member(token, weight));
const deep = fc
  .tuple(fc.constantFrom('[', '{"a":', '[{"vector":'), fc.constantFrom(3, 999, 1001, 20_000), fc.boolean())
  .map(([open, depth, closed]) => {
    const close = [...open].reverse().flatMap((sign) => (sign === '[' ? [']'] : sign === '{' ? ['}'] : []));
    return `${open.repeat(depth)}1${closed ? close.join('').repeat(depth) : ''}`;
  });
/** Something that a reader has to pass over. */
const other = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(plainString, weight, vector) },
  { weight: 3, arbitrary: vector.map((inner) => `{"vector": ${inner}, "id": "no"}`) },
  { weight: 1, arbitrary: deep },
);

const id = fc.oneof(
  { weight: 8, arbitrary: fc.nat(9).map((n) => `"d${n}"`) },
  { weight: 2, arbitrary: plainString },
  { weight: 2, arbitrary: fc.constantFrom(...oddNumbers, 'null', 'true', '{}', '[]', '""') },
);
const record = (...required: fc.Arbitrary<string>[]) =>
  fc
    .tuple(
      fc.tuple(...required),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        {
          weight: 2,
          arbitrary: fc.array(
            fc.oneof(
              member(plainString, other),
              member(fc.constantFrom('"id"', '"vector"', '"contents"', '"title"', '"x"'), other),
              ...required,
            ),
            { maxLength: 3 },
          ),
        },
      ),
      fc.boolean(),
    )
    .map(
      ([first, more, moreFirst]) => `{${(moreFirst ? [...more, ...first] : [...first, ...more]).join(',')}}`,
    );

const idMember = member(fc.constant('"id"'), id);
const vectorRecord = record(
  idMember,
  member(
    fc.constant('"vector"'),
    fc.oneof({ weight: 9, arbitrary: vector }, { weight: 1, arbitrary: other }),
  ),
);
const textRecord = record(
  idMember,
  member(
    fc.constant('"contents"'),
    fc.oneof({ weight: 9, arbitrary: plainString }, { weight: 1, arbitrary: other }),
  ),
);

/** Records in lines, whose ends, order and first bytes are odd at times. */
const lines = (records: fc.Arbitrary<string>) =>
  fc
    .tuple(
      fc.oneof(
        { weight: 9, arbitrary: fc.constant('') },
        { weight: 1, arbitrary: fc.constantFrom('\ufeff', '\n', '\r\n', '[', '\u001e', '\0') },
      ),
      fc.array(fc.tuple(records, fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n', ' \n', '\t\n', ',\n')), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.boolean(),
    )
    .map(([start, all, ended]) => {
      const text = start + all.map(([one, end]) => one + end).join('');
      // Halves of pairs, which no UTF-8 has, stand in these only as escapes.
      return Buffer.from(ended ? text : text.trimEnd());
    });

export const oddVectorLines = lines(vectorRecord);
export const oddTextLines = lines(textRecord);
