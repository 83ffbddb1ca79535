import fc from 'fast-check';
import { oddNumbers, oddTokens } from './odd-json.ts';

// Configuration files with all that YAML has beyond maps of plain words.

const scalar = fc.oneof(
  fc.constantFrom(
    '4',
    'true',
    'no',
    '~',
    'null',
    '.nan',
    '-.inf',
    '0o17',
    '0x1F',
    '1_000',
    '2026-01-01',
    '12:30:45',
  ),
  fc.constantFrom(...oddNumbers.filter((one) => one.length < 100)),
  fc.constantFrom(...oddTokens.filter((one) => one.length < 100)).map((one) => JSON.stringify(one)),
  fc.constantFrom(
    'word',
    "'it''s'",
    '"\\x41\\u00e9"',
    '|\n    a\n    b',
    '>-\n    a\n\n    b',
    '@a',
    '`a`',
    '%a',
    '? a',
  ),
  fc.constantFrom(
    '!!binary aGk=',
    '!!set {a}',
    '!!omap [a: 1]',
    '!!js/function x',
    '!<tag:x> y',
    '!!int "a"',
    '!!str',
  ),
  fc.constantFrom('&a 4', '*a', '*none', '&a [*a]', '&b {x: *b}', '&a', '<<', '&a &b c', '!!merge <<'),
);
const value = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('any'), { maxLength: 4 }).map((all) => `[${all.join(', ')}]`) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.tuple(scalar, tie('any')), { maxLength: 3 })
        .map((all) => `{${all.map(([key, held]) => `${key}: ${held}`).join(', ')}}`),
    },
  ),
})).any;
const flag = fc.oneof(
  fc.constantFrom(
    'threads',
    'hits',
    'fields',
    'index',
    'topics',
    'impact',
    'encoder',
    'batch-size',
    'output',
  ),
  fc.constantFrom('__proto__', 'constructor', '<<', '? [a]', '*a', '&a threads', '!!str hits', '""', '1'),
);
const flags = (indent: string) =>
  fc
    .array(fc.tuple(flag, value), { maxLength: 4 })
    .map((all) => all.map(([name, held]) => `${indent}${name}: ${held}\n`).join(''));
const command = fc
  .tuple(
    fc.constantFrom(
      'search.lucene',
      'encode',
      'index.lucene',
      'none',
      '__proto__',
      '&a search.lucene',
      '<<',
      '*a',
    ),
    fc.oneof(
      flags('  '),
      flags('    ').map((inner) => `  encoder:\n${inner}`),
      value.map((one) => `  ${one}\n`),
    ),
  )
  .map(([name, below]) => `${name}:\n${below}`);

/** Ten aliases of ten aliases, and so on. */
const laughs = Array.from(
  { length: 10 },
  (_, i) => `a${i}: &a${i} [${Array(10).fill(i ? `*a${i - 1}` : 'x')}]\n`,
);
const start = fc.constantFrom(
  '',
  '',
  '',
  '',
  '%YAML 1.1\n---\n',
  '---\n',
  '--- |\n',
  '\ufeff',
  '...\n---\n',
  'a: &a 1\n',
);

export const oddYaml = fc
  .tuple(
    start,
    fc.array(command, { maxLength: 3 }),
    fc.constantFrom('', '', '...\nmore: 1\n', '---\nb: 1\n', laughs.join('')),
  )
  .map(([first, commands, last]) => Buffer.from(first + commands.join('') + last));
