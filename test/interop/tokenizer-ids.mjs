// Token ids of ours and of Hugging Face's tokenizers in Rust, by hand: it needs a Python with these packages, the shared
// test data beside the project, and a built project.
//
//   python3 -m venv VENV && VENV/bin/pip install tokenizers sentencepiece protobuf
//   node test/interop/tokenizer-ids.mjs --python VENV/bin/python [--texts 200000] [--seed 1]
//
// The texts hold all code points, words of all scripts, special tokens, white space and clusters, in lengths from 0 to
// some thousand characters. WordPiece is BERT's; the others are trained on some of the texts. Characters about which
// the two programs' versions of Unicode disagree are left out, and counted. Exits with 1 where ids differ.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { randomSource } from '../../bench/support/random.mjs';
import { createTokenizer } from '../../dist/model/tokenizer/tokenizer.js';

const { values } = parseArgs({
  options: {
    python: { type: 'string' },
    texts: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
  },
});
if (!values.python) throw new Error('--python is needed: a Python that has tokenizers and sentencepiece');
const folder = mkdtempSync(join(tmpdir(), 'tserini-tokens-'));
const at = (...names) => join(folder, ...names);
const script = fileURLToPath(new URL('tokenizer_ids.py', import.meta.url));
const python = async (...args) => (await execa(values.python, [script, ...args])).stdout;
const bert = fileURLToPath(new URL('../../../shared/data/bert-base-uncased', import.meta.url));
const random = randomSource(Number(values.seed));
const below = (size) => Math.floor(random() * size);
const oneOf = (list) => list[below(list.length)];
const lines = (path) => readFileSync(path, 'utf8').trimEnd().split('\n');

/** The code points that both programs take for the same. */
async function agreedCharacters() {
  console.log(await python('characters', at('characters.jsonl')));
  const agreed = new Set();
  const others = new Set();
  for (const line of lines(at('characters.jsonl'))) {
    const [code, ...theirs] = JSON.parse(line);
    const text = String.fromCodePoint(code);
    const ours = [
      /^(?![\t\n\r])[\0\uFFFD\p{Cc}\p{Cf}\p{Co}]$/u.test(text),
      `a${text}`.normalize('NFD').replaceAll(/\p{Mn}/gu, '') === 'a',
      /^\p{M}$/u.test(text),
      /^[\p{P}!-/:-@[-`{-~]$/u.test(text),
      /^\p{L}$/u.test(text),
      /^\p{N}$/u.test(text),
      text.toLowerCase(),
      ...['NFC', 'NFD', 'NFKC', 'NFKD'].map((form) => text.normalize(form)),
    ];
    if (theirs.every((value, i) => value === ours[i])) agreed.add(code);
    else others.add(code);
  }
  // What a newer version composes of characters that both have.
  for (const code of [...others]) others.add(String.fromCodePoint(code).normalize('NFD').codePointAt(0));
  for (const code of others) agreed.delete(code);
  console.log(`${agreed.size} characters, and ${others.size} that differ by the version of Unicode`);
  return [...agreed];
}

const corners = [
  ...[
    'ΛΟΓΟΣ',
    'ΣΑΣ',
    'Σ',
    'ΑΣ.',
    'İ',
    'ǅ',
    'ﬁ',
    'ẞ',
    'Straße',
    'é́',
    'café',
    'cafe\u0301',
    'Å',
    '\u212B',
    'ｶﾞ',
    'ﾊﾟ',
    '㍿',
  ],
  ...[
    '\uFEFF',
    '\u0085',
    '\u200B',
    '\u200D',
    '\u00AD',
    '\u2028',
    '\u3000',
    '\u00A0',
    '\u180E',
    '\0',
    '\uFFFD',
    '\u2581',
    '～',
  ],
  ...[
    '👨‍👩‍👧',
    '🏳️‍🌈',
    '👍🏽',
    '🇩🇪',
    '🇩',
    '1️⃣',
    '가',
    '\u1100\u1161\u11A8',
    '각\u11A8',
    'ก็',
    'क्षि',
    'நி',
    '\u0600\u0661',
    'e\u0301\u0323',
  ],
  ...[
    '[CLS]',
    '[SEP]',
    '[MASK]',
    '[UNK]',
    '<s>',
    '</s>',
    '<mask>',
    ' <mask> ',
    '<unk>',
    '<pad>',
    '[cls]',
    "don't",
    "we'LL",
    "it's",
  ],
  ...[
    '  ',
    '   ',
    '\t',
    '\r\n',
    '\n\n',
    ' \n ',
    '    ',
    '             ',
    '123',
    '½',
    '١٢٣',
    '²',
    '3.14',
    '...',
    '--',
    '¿?',
    '，。',
  ],
];

function makeTexts(count, characters) {
  const words = lines(
    fileURLToPath(new URL('../../../shared/data/nfcorpus/queries.all.tsv', import.meta.url)),
  )
    .flatMap((line) => line.split(/\s+/))
    .slice(0, 5000);
  const inRange = () => {
    // Neighbors in the list are mostly of one script.
    const start = below(characters.length - 60);
    return Array.from({ length: 1 + below(12) }, () =>
      String.fromCodePoint(characters[start + below(60)]),
    ).join('');
  };
  const plain = characters.filter((code) => code < 0x3000);
  const anywhere = () => String.fromCodePoint(random() < 0.7 ? oneOf(plain) : oneOf(characters));
  const piece = () => {
    const kind = random();
    if (kind < 0.3) return oneOf(words);
    if (kind < 0.5) return oneOf(corners);
    if (kind < 0.7) return inRange();
    if (kind < 0.99) return anywhere();
    return oneOf(['a', 'Σ', 'é', '漢', '🥦', '\u0301']).repeat(below(250));
  };
  return Array.from({ length: count }, () => {
    const size = random() < 0.01 ? below(500) : below(12);
    return Array.from({ length: size }, () => piece() + (random() < 0.5 ? ' ' : '')).join('');
  });
}

try {
  const characters = await agreedCharacters();
  const texts = makeTexts(Number(values.texts), characters);
  writeFileSync(at('texts.jsonl'), `${texts.map((text) => JSON.stringify(text)).join('\n')}\n`);
  const families = [
    'byte-level-nfc',
    'byte-level-prefix',
    'unigram',
    'unigram-spaces',
    'unigram-bytes',
    'metaspace',
    'metaspace-first',
  ];
  await python('train', at('texts.jsonl'), folder);
  for (const [name, change] of [
    ['wordpiece', {}],
    ['wordpiece-cased', { lowercase: false, strip_accents: null }],
  ]) {
    mkdirSync(at(name));
    cpSync(bert, at(name), { recursive: true });
    const definition = JSON.parse(readFileSync(at(name, 'tokenizer.json'), 'utf8'));
    Object.assign(definition.normalizer, change);
    writeFileSync(at(name, 'tokenizer.json'), JSON.stringify(definition));
    families.unshift(name);
  }
  for (const name of families) {
    await python('encode', at(name), at('texts.jsonl'));
    const tokenizer = createTokenizer(JSON.parse(readFileSync(at(name, 'tokenizer.json'), 'utf8')), {}, name);
    const expected = lines(at(name, 'ids.jsonl'));
    const different = texts.filter(
      (text, i) => JSON.stringify([...tokenizer.encode(text, 1e9)]) !== expected[i].replaceAll(' ', ''),
    );
    console.log(`${name}: ${texts.length} texts, ${different.length} with other ids`);
    different.sort((a, b) => a.length - b.length);
    for (const text of different.slice(0, 5)) {
      const theirs = JSON.parse(expected[texts.indexOf(text)]).map((id) => tokenizer.vocabulary[id]);
      const ours = [...tokenizer.encode(text, 1e9)].map((id) => tokenizer.vocabulary[id]);
      const show = (value) => (value.length > 300 ? `${value.slice(0, 300)} …` : value);
      console.log(`  ${show(JSON.stringify(text))}`);
      console.log(`    ours   ${show(ours.join(' '))}\n    theirs ${show(theirs.join(' '))}`);
    }
    if (different.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
