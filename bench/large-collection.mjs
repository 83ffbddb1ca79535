// A large collection of real English text: passages of Debian's packages, encoded with splade-tiny.
//
//   node bench/large-collection.mjs [--folder DIR] [--parts N] [--queries N]
//
// The sources are the descriptions of all packages, WordNet's glosses, the GNU dictionary of English and manual pages:
// over 300,000 distinct passages. apt-get downloads them by name to the folder (default: tserini-bench in the user's
// cache); nothing is installed. Passages are shuffled and encoded in 32 parts of about 11,000, each of which is a sample
// of all sources: --parts N ends after N of them. Run again, it resumes. The folder then has
//
//   passages.jsonl   id and text; the id is the source and the number there
//   vectors/         a folder for each part
//   topics.tsv       queries: synopses of packages and headwords; topics.encoded.tsv, their tokens

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { largeFolder } from './support/large-folder.mjs';
import { dictionaryEntries, manualPages, packageDescriptions, wordnetGlosses } from './support/passages.mjs';
import { tserini } from './support/peers.mjs';
import { randomSource } from './support/random.mjs';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: largeFolder },
    parts: { type: 'string', default: '32' },
    queries: { type: 'string', default: '1000' },
  },
});
const path = (...parts) => join(values.folder, ...parts);
/** Into how many parts the passages are divided. */
const parts = 32;
const packages = ['wordnet-base', 'dict-gcide', 'manpages', 'manpages-dev', 'git-man'];

function run(file, args, options = {}) {
  execFileSync(file, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options });
}

/** The files of the packages, unpacked, and the archive's lists with their long descriptions. */
function fetchSources() {
  const done = path('sources', 'complete');
  if (existsSync(done)) return;
  const lists = path('sources', 'lists');
  const debs = path('sources', 'debs');
  for (const folder of [join(lists, 'partial'), debs, path('sources', 'files')])
    mkdirSync(folder, { recursive: true });
  // As root, apt-get downloads as another user, who may not write here.
  const asUser = ['-q=2', '-o', 'APT::Sandbox::User=root'];
  run('apt-get', ['update', ...asUser, '-o', `Dir::State::lists=${lists}`, '-o', 'Acquire::Languages=en']);
  run('apt-get', ['download', ...asUser, '-o', `Dir::State::lists=${lists}`, ...packages], { cwd: debs });
  for (const deb of readdirSync(debs)) run('dpkg-deb', ['-x', join(debs, deb), path('sources', 'files')]);
  writeFileSync(done, '');
}

function descriptions() {
  const lists = path('sources', 'lists');
  const files = readdirSync(lists).filter((name) => /_Translation-en/.test(name));
  // It knows how apt-get compresses its lists.
  const read = (name) =>
    execFileSync('/usr/lib/apt/apt-helper', ['cat-file', join(lists, name)], { maxBuffer: 2 ** 30 });
  return files.map((name) => read(name).toString('utf8')).join('\n\n');
}

/** All passages, each once, whatever its case and white space. */
function readPassages() {
  const files = path('sources', 'files', 'usr', 'share');
  const sources = {
    debian: packageDescriptions(descriptions()),
    wordnet: wordnetGlosses(join(files, 'wordnet')),
    gcide: dictionaryEntries(readFileSync(join(files, 'dictd', 'gcide.dict.dz'))),
    manual: manualPages(join(files, 'man')),
  };
  const seen = new Set();
  const passages = [];
  const queries = {};
  for (const [source, entries] of Object.entries(sources)) {
    const before = passages.length;
    const asked = new Set();
    for (const entry of entries) {
      for (const text of entry.passages) {
        const key = text.toLowerCase();
        if (seen.has(key)) continue;
        seen.add(key);
        passages.push({ id: `${source}-${passages.length - before}`, text });
      }
      if (entry.query !== undefined && /^[\w',() -]{8,60}$/.test(entry.query)) asked.add(entry.query);
    }
    if (asked.size > 0) queries[source] = [...asked];
    console.log(`${(passages.length - before).toLocaleString('en-US').padStart(9)} passages of ${source}`);
  }
  return { passages, queries };
}

function shuffle(items, random) {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
  return items;
}

function writeWhole(file, text) {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function writeCollection() {
  if (existsSync(path('topics.tsv'))) return;
  const { passages, queries } = readPassages();
  const random = randomSource(42);
  const lines = shuffle(passages, random).map((passage) => `${JSON.stringify(passage)}\n`);
  writeWhole(path('passages.jsonl'), lines.join(''));
  // As many of each source.
  const each = Math.ceil(Number(values.queries) / Object.keys(queries).length);
  const asked = Object.values(queries).flatMap((all) => shuffle(all, random).slice(0, each));
  writeWhole(
    path('topics.tsv'),
    shuffle(asked, random)
      .map((query, i) => `${i + 1}\t${query}\n`)
      .join(''),
  );
}

function runTserini(...args) {
  const [file, ...first] = tserini;
  const { status } = spawnSync(file, [...first, ...args.flat()], { stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`tserini ${args[0]} ended with ${status}; run this script again to resume`);
}

function encodeTopics() {
  const output = path('topics.encoded.tsv');
  if (existsSync(output)) return;
  runTserini('encode.query', '--topics', path('topics.tsv'), '--encoder', 'splade-tiny', '--output', output);
}

/** A part that is complete ends at once, and one that was stopped resumes. */
function encodePart(part) {
  const folder = path('vectors', String(part).padStart(2, '0'));
  const input = ['input', '--corpus', path('passages.jsonl'), '--shard-id', part, '--shard-num', parts];
  runTserini('encode', input, 'output', '--embeddings', folder, 'encoder', '--encoder', 'splade-tiny');
  return join(folder, 'embeddings.jsonl');
}

/** Prints counts and mean lengths. */
function describe(files) {
  let [count, words, terms] = [0, 0, 0];
  for (const file of files) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line === '') continue;
      const { contents, vector } = JSON.parse(line);
      count++;
      words += contents.split(' ').length;
      terms += Object.keys(vector).length;
    }
  }
  const mean = (sum) => (sum / count).toFixed(1);
  console.log(
    `${count.toLocaleString('en-US')} passages encoded: ${mean(words)} words, ${mean(terms)} terms on average`,
  );
}

mkdirSync(values.folder, { recursive: true });
fetchSources();
writeCollection();
encodeTopics();
describe(Array.from({ length: Number(values.parts) }, (_, part) => encodePart(part)));
