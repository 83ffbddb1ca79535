import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { command as encodeCommand } from '#tserini/cli/commands/encode.js';
import { command as searchCommand } from '#tserini/cli/commands/search-lucene.js';
import { readConfig } from '#tserini/cli/config-file.js';
import { readRecords } from '#tserini/corpus/records.js';
import { CachedQueryEncoder } from '#tserini/encode/cached-query-encoder.js';
import { openEmbeddings } from '#tserini/encode/collection/embeddings-folder.js';
import type { Manifest } from '#tserini/encode/collection/manifest.js';
import { evaluate } from '#tserini/eval/evaluate.js';
import { loadPreferences } from '#tserini/eval/preferences/read-preferences.js';
import { Qrels } from '#tserini/eval/qrels.js';
import { loadGroupedQrels, loadQrels } from '#tserini/eval/read-qrels.js';
import { convertVectors } from '#tserini/exchange/convert-vectors.js';
import { convertRun } from '#tserini/run/convert-run.js';
import { loadRun } from '#tserini/run/read-run.js';
import type { Run, RunTopic } from '#tserini/run/run.js';
import { visitRun } from '#tserini/run/visit-run.js';
import { readTopics } from '#tserini/topics/read-topics.js';
import { npy, npzBytes, numbersOf } from '../support/npz-file.ts';
import { oddTextLines, oddVectorLines } from './odd-json.ts';
import { oddPreferences, oddQrels, oddRun, oddTopicRecords, oddTrec, oddTsv } from './odd-lines.ts';
import { oddYaml } from './odd-yaml.ts';
import type { Target } from './target.ts';

const texts =
  (...contents: readonly string[]) =>
  async () =>
    contents.map((text) => Buffer.from(text));

const records = [
  '{"_id": "d1", "title": "Hearts", "text": "of athletes", "metadata": {"url": "x"}}',
  '{"id": "d2", "contents": "Lungs\\nand hearts \\ud83e\\udd66", "text": "lungs"}',
  '{"docid": 3, "title": "", "text": "stones"}',
].join('\n');

async function readCorpus(path: string): Promise<void> {
  for await (const _ of readRecords(path, { fields: ['text'] }));
}

const vectors = [
  '{"id": "q1", "contents": "hearts of athletes", "vector": {"heart": 12, "##s": 3.5, "1995": 1}}',
  '{"id": "q2", "contents": "lungs", "vector": {"lung": 100, "|": 2, "\\u00e9": 7}}',
].join('\n');

const manifest: Manifest = {
  tserini: '1.0.0',
  model: { name: 'splade-tiny', sha256: 'a'.repeat(64) },
  corpus: { records: 2, sha256: 'b'.repeat(64) },
  quantization: { range: 5, steps: 256 },
  shard: { id: 0, of: 1 },
  input: { fields: ['text'], docidField: null, delimiter: '\n' },
  encoder: {
    ...{ fields: ['text'], maxLength: 256, addSep: false, prefix: null, dtype: 'fp32', pooling: null },
    ...{ topK: null, minWeight: null, mass: null, mask: { stopwords: false, tokens: null }, split: null },
    ...{ prompt: '', maxActiveDims: null, maskSpecialTokens: false },
  },
};

/** Valid parts of a matrix of two rows and three tokens. */
const validNumbers = { data: [0, 1, 3], indices: [0, 1, 2], indptr: [0, 1, 3], shape: [2, 3] };

/** Reads the rows of a sparse matrix. */
async function readMatrix(path: string, folder: string): Promise<void> {
  const vocabulary = join(folder, 'vocabulary.txt');
  await writeFile(vocabulary, 'a\nb\nc\n');
  await convertVectors(path, join(folder, 'matrix.jsonl'), { vocabulary });
}

/** Opens an embeddings folder in which one file is what a stranger left. */
async function openWith(name: string, contents: Buffer | string, folder: string): Promise<void> {
  const at = join(folder, 'embeddings');
  await rm(at, { recursive: true, force: true });
  await mkdir(at);
  const path = (ending: string) => join(at, `embeddings.jsonl${ending}`);
  await writeFile(path('.manifest'), JSON.stringify(manifest));
  await writeFile(path('.partial'), `${vectors}\n`);
  await writeFile(path(name), contents);
  const opened = await openEmbeddings(at, manifest);
  await opened.close();
}

const run = 'q1 Q0 d1 1 12.5 tag\nq1 Q0 d2 2 11.25 tag\nq2 Q0 d1 1 3 tag\n';
const qrels = 'q1 0 d1 2\nq1 0 d2 0\nq2 0 d1 1\n';
const config = `
search.lucene:
  threads: &threads 4
  hits: *threads
  fields: [title=2, contents]
encode:
  encoder: {encoder: splade-tiny, batch-size: 8}
`;
const commands = ['encode', 'search.lucene', 'index.lucene'];

const topics: Readonly<Record<string, readonly string[]>> = {
  'topics.tsv': ['1\tthe heart\n2\tlungs and stones\n'],
  'topics.jsonl': ['{"_id": "q1", "text": "the heart"}\n{"id": 2, "title": "lungs"}\n', `${vectors}\n`],
  'topics.trec': [
    '<top>\n<num> Number: 1\n<title> the heart\n<desc> Description:\nhearts\n<narr> Narrative:\nno lungs\n</top>\n',
  ],
  'topics.txt': ['1\tthe heart\n', '<top>\n<num> 2\n<title> lungs\n</top>\n'],
};

const madeTopics: Readonly<Record<string, fc.Arbitrary<Buffer>>> = {
  'topics.tsv': oddTsv,
  'topics.jsonl': oddTopicRecords,
  'topics.trec': oddTrec,
  'topics.txt': fc.oneof(oddTsv, oddTrec, oddTopicRecords),
};

/** The process named in a folder's lock: one that does not exist, this one, the first. An empty lock is waited for. */
const oddLock = fc
  .tuple(
    fc.constantFrom(
      '1',
      '0',
      '-1',
      '999999999',
      '2147483648',
      '1e3',
      '1.5',
      'NaN',
      ' ',
      '\0',
      `${process.pid}`,
    ),
    fc.constantFrom('', ' ', ' 0', ' 1', '\n', ' x'.repeat(50_000)),
  )
  .map((parts) => Buffer.from(parts.join('')));

/** Topic by topic, where that goes, a run must be what it is as a whole. */
async function expectVisited(path: string, whole: Run): Promise<void> {
  const seen = new Map<string, unknown>();
  const visitor = { add: (topic: RunTopic) => void seen.set(topic.topic, topic.hits()) };
  const { tag } = await visitRun(path, () => {
    seen.clear();
    return visitor;
  });
  const hits = new Map([...whole.topics].map(([id, topic]) => [id, topic.hits()]));
  if (tag !== whole.tag || !isDeepStrictEqual(seen, hits))
    throw new Error(`topic by topic: ${inspect({ tag, seen, hits }, { depth: 4 }).slice(0, 2000)}`);
}

/** What is read line by line. */
export const textTargets: readonly Target[] = [
  { name: 'corpus', file: 'corpus.jsonl', seeds: texts(records), made: oddTextLines, read: readCorpus },
  {
    name: 'corpus.gz',
    file: 'corpus.jsonl.gz',
    seeds: async () => [gzipSync(records), gzipSync(`${records}\n`.repeat(500))],
    made: oddTextLines.map((lines) => Buffer.concat([gzipSync(lines), gzipSync(records)])),
    read: readCorpus,
  },
  {
    name: 'cached-queries',
    file: 'queries.jsonl',
    seeds: texts(vectors),
    made: oddVectorLines,
    read: (path) => CachedQueryEncoder.load(path),
  },
  {
    name: 'embeddings-manifest',
    file: 'manifest',
    elsewhere: true,
    seeds: texts(JSON.stringify(manifest)),
    read: async (path, folder) => openWith('.manifest', await readFile(path), folder),
  },
  {
    name: 'embeddings-partial',
    file: 'partial',
    elsewhere: true,
    seeds: texts(`${vectors}\n`),
    made: oddVectorLines,
    read: async (path, folder) => openWith('.partial', await readFile(path), folder),
  },
  {
    name: 'embeddings-lock',
    file: 'lock',
    elsewhere: true,
    seeds: texts('999999999 1'),
    made: oddLock,
    read: async (path, folder) => openWith('.lock', await readFile(path), folder),
  },
  ...Object.entries(topics).map(
    ([file, contents]): Target => ({
      name: file,
      file,
      seeds: texts(...contents),
      made: madeTopics[file]!,
      read: (path) => readTopics(path),
    }),
  ),
  {
    name: 'qrels',
    file: 'qrels',
    made: oddQrels,
    seeds: texts(qrels, 'query-id\tcorpus-id\tscore\nq1\td1\t2\n'),
    read: (path) => loadQrels(path),
  },
  {
    name: 'qrels-groups',
    file: 'qrels',
    seeds: texts(qrels),
    made: oddQrels,
    read: (path) => loadGroupedQrels(path),
  },
  {
    name: 'preferences',
    file: 'prefs',
    made: oddPreferences,
    seeds: texts('q1 0 0 d1 1.5\nq1 0 0 d2 1\n'),
    read: (path) => loadPreferences(path),
  },
  {
    name: 'run',
    file: 'run.txt',
    // A run and judgments that do not belong together name neither.
    elsewhere: true,
    made: oddRun,
    seeds: texts(run, 'q1\td1\t1\nq1\td2\t2\n'),
    read: async (path) => {
      const loaded = await loadRun(path);
      await expectVisited(path, loaded);
      evaluate(Qrels.from([['q1', { d1: 1, d2: 0 }]]), loaded, ['map', 'ndcg_cut.10', 'bpref']);
    },
  },
  {
    name: 'run-convert',
    file: 'run.txt',
    seeds: texts(run),
    made: oddRun,
    read: (path, folder) => convertRun(path, join(folder, 'converted.txt'), 'msmarco'),
  },
  {
    name: 'npz',
    file: 'vectors.npz',
    seeds: async () => [npzBytes(), npzBytes({ indptr: [0, 0, 3], indices: [0, 1, 2] })],
    read: readMatrix,
  },
  ...(['data', 'indices', 'indptr', 'shape', 'format'] as const).map(
    (name): Target => ({
      name: `npz-${name}`,
      file: 'vectors.npz',
      seeds: async () => [
        name === 'format'
          ? npy('|S3', '()', Buffer.from('csr'))
          : npy('<i8', name === 'shape' ? '(2,)' : '(3,)', numbersOf['<i8'](validNumbers[name])),
      ],
      wrap: (contents) => npzBytes({ indices: [0, 1, 2], others: [{ name: `${name}.npy`, contents }] }),
      read: readMatrix,
    }),
  ),
  {
    name: 'config',
    file: 'tserini.yaml',
    seeds: texts(config),
    made: oddYaml,
    read: async (path) => {
      await readConfig(path, 'search.lucene', searchCommand, commands);
      await readConfig(path, 'encode', encodeCommand, commands);
    },
  },
];
