import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import { command as topicsCommand } from '#tserini/cli/commands/topics.js';
import { readConfig } from '#tserini/cli/config-file.js';
import { readRecords } from '#tserini/corpus/records.js';
import { CachedQueryEncoder } from '#tserini/encode/cached-query-encoder.js';
import { evaluateFile } from '#tserini/eval/evaluate.js';
import { loadJudgments } from '#tserini/eval/judgments.js';
import { evaluateMsMarcoPassage } from '#tserini/eval/msmarco-passage.js';
import { loadQrels } from '#tserini/eval/read-qrels.js';
import { loadZScores } from '#tserini/eval/zscores.js';
import { fuseRuns } from '#tserini/fusion/fuse-runs.js';
import { loadTokenizer } from '#tserini/model/tokenizer/load-tokenizer.js';
import { VectorCollection } from '#tserini/opensearch/collection.js';
import { readDocument } from '#tserini/opensearch/document.js';
import { convertRun } from '#tserini/run/convert-run.js';
import { loadRun } from '#tserini/run/read-run.js';
import { readTopics } from '#tserini/topics/read-topics.js';
import { TseriniError } from '#tserini/util/errors.js';
import { readJson } from '#tserini/util/files/json-file.js';
import { readEntries } from '#tserini/util/files/read-lines.js';
import { formatSamples } from '../support/topic-samples.ts';
import { type Layout, laidOut } from './odd-layout.ts';
import type { Target } from './target.ts';

/** A text file, and what its reader finds in it. */
export interface LayoutReader extends Layout {
  readonly name: string;
  /** @param folder for what it makes */
  readonly find: (path: string, folder: string) => Promise<unknown>;
}

/** The law: what is laid out otherwise is read as the same, or refused with file and line. */
export function layoutTarget(reader: LayoutReader): Target {
  const { name, file, text, find } = reader;
  let clean: Promise<unknown> | undefined;
  const findClean = async (folder: string) => {
    const path = join(folder, `clean-${file}`);
    await writeFile(path, await seed(reader));
    return find(path, folder);
  };
  return {
    name: `layout-${name}`,
    file,
    seeds: async () => [await seed(reader)],
    made: laidOut(reader),
    isOnlyMade: true,
    read: async (path, folder) => {
      clean ??= findClean(folder);
      const expected = await clean;
      let found: unknown;
      try {
        found = await find(path, folder);
      } catch (error) {
        const hasPlace =
          error instanceof TseriniError && new RegExp(`${file}(:|, line )\\d+: `).test(error.message);
        if (hasPlace) return;
        throw error instanceof TseriniError ? new Error(`no file and line: ${error.message}`) : error;
      }
      if (!isDeepStrictEqual(found, expected)) {
        throw new Error(
          `not what the clean file says: ${inspect({ found, expected }, { depth: 6 }).slice(0, 2000)}`,
        );
      }
    },
  };

  async function seed(of: LayoutReader): Promise<Buffer> {
    const { gzipSync } = await import('node:zlib');
    return of.file.endsWith('.gz') ? gzipSync(text) : Buffer.from(text);
  }
}

const columns = { between: [' ', '\t', '  ', ' \t '], counts: true };
const trecRun = '1 Q0 11 1 12.5 tag\n1 Q0 d2 2 11.25 tag\n2 Q0 11 1 3 tag\nq3 Q0 é 1 -1e3 tag\n';
const msmarcoRun = '1\t11\t1\n1\t12\t2\n2\t11\t1\nq3\té\t1\n';
const qrels = '1 0 11 2\n1 0 d2 0\n2 0 11 1\nq3 0 é 1\n';
const beir = 'query-id\tcorpus-id\tscore\n1\t11\t2\n2\t11\t1\nq3\té\t1\n';
const judgments = 'q3 u1 s d1 1.5\nq3 u1 s d2 1\n1 u1 s 11 2\n1 u2 s 12 1\n';
const records =
  '{"id": "d1", "title": "Hearts-é", "text": "athletes"}\n{"id": 858891879127167001, "text": "lungs", "x": NaN}\n';
const vectors =
  '{"id": "q1", "contents": "é", "vector": {"é": 12, "1995": 1.5}}\n{"id": 7.0, "vector": {"b": 2}}\n';

async function convert(path: string, folder: string, to: 'trec' | 'msmarco'): Promise<string> {
  const output = join(folder, 'converted');
  await convertRun(path, output, to);
  return readFile(output, 'utf8');
}

/** Everything but the tag, in front of which a word changes no number. */
async function rankings(path: string) {
  const { topics } = await loadRun(path);
  return [...topics].map(([id, topic]) => [id, topic.hits()]);
}

async function evaluated(path: string, run: string, folder: string) {
  const runPath = join(folder, 'other-run');
  await writeFile(runPath, run);
  const { topics, overall } = await evaluateFile(await loadQrels(path), runPath, ['map', 'ndcg', 'num_q']);
  return [topics, overall];
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

const readers: readonly LayoutReader[] = [
  { name: 'run', file: 'run.txt', text: trecRun, ...columns, find: rankings },
  { name: 'run.gz', file: 'run.gz', text: trecRun, ...columns, find: rankings },
  { name: 'run-msmarco', file: 'run.tsv', text: msmarcoRun, ...columns, find: rankings },
  // Two lines of three numbers are as many columns as a line of the other format.
  {
    name: 'run-two-lines',
    file: 'run.tsv',
    text: '1\t11\t1\n1\t12\t2\n',
    ...columns,
    counts: false,
    find: rankings,
  },
  {
    name: 'run-evaluated',
    file: 'run.txt',
    text: trecRun,
    ...columns,
    find: async (path, folder) => {
      const other = join(folder, 'other-qrels');
      await writeFile(other, qrels);
      const judged = await loadQrels(other);
      const { topics, overall } = await evaluateFile(judged, path, ['map', 'ndcg', 'num_ret']);
      return [topics, overall, await evaluateMsMarcoPassage(judged, path)];
    },
  },
  {
    name: 'fusion',
    file: 'run.txt',
    text: trecRun,
    ...columns,
    find: async (path) => {
      const run = await loadRun(path);
      return [...fuseRuns([run, run]).topics].map(([id, topic]) => [id, topic.hits()]);
    },
  },
  {
    name: 'to-msmarco',
    file: 'run.txt',
    text: trecRun,
    ...columns,
    find: (path, at) => convert(path, at, 'msmarco'),
  },
  {
    name: 'to-trec',
    file: 'run.tsv',
    text: msmarcoRun,
    ...columns,
    find: (path, at) => convert(path, at, 'trec'),
  },
  { name: 'qrels', file: 'qrels', text: qrels, ...columns, find: (path, at) => evaluated(path, trecRun, at) },
  {
    name: 'qrels-beir',
    file: 'qrels.tsv',
    text: beir,
    ...columns,
    find: (path, at) => evaluated(path, trecRun, at),
  },
  ...(['qrels_jg', 'qrels_prefs'] as const).map(
    (format): LayoutReader => ({
      ...{ name: format, file: 'qrels', text: qrels, ...columns },
      find: (path) => loadJudgments(path, format),
    }),
  ),
  { name: 'prefs', file: 'prefs', text: judgments, ...columns, find: (path) => loadJudgments(path, 'prefs') },
  {
    ...{
      name: 'z-scores',
      file: 'zscores',
      text: 'q3 map 0.5 0.25\n1 P_5 0.2 0\n1 map 0.9 0.1\n',
      ...columns,
    },
    find: (path) => loadZScores(path),
  },
  ...formatSamples.map(({ format, name, text, isDetected }): LayoutReader => {
    const isLoose = /^\s*[<{[]/.test(text);
    return {
      ...{ name: `topics-${format}`, file: name, text, ...(isLoose && { between: [' ', '\t', '  '] }) },
      find: async (path) => {
        const topics = await readTopics(path, isDetected === false ? { format } : {});
        // Ends of lines are part of some texts.
        return topics.map((topic) => [topic.id, topic.text.replace(/\s+/g, ' ').trim()]);
      },
    };
  }),
  {
    name: 'topics.gz',
    file: 'topics.tsv.gz',
    text: '11\tred é\n9\tgreen\n',
    find: (path) => readTopics(path),
  },
  {
    ...{ name: 'corpus', file: 'corpus.jsonl', text: records, between: [' ', '\t', '  '] },
    find: (path) => all(readRecords(path, { fields: ['title', 'text'] })),
  },
  { name: 'corpus.gz', file: 'corpus.jsonl.gz', text: records, find: (path) => all(readRecords(path)) },
  {
    ...{ name: 'cached-queries', file: 'queries.jsonl', text: vectors, between: [' ', '\t', '  '] },
    find: async (path) => {
      const encoder = await CachedQueryEncoder.load(path);
      return [await encoder.encode('é'), await encoder.encode('7.0')];
    },
  },
  {
    ...{ name: 'vectors', file: 'vectors.jsonl', text: vectors, between: [' ', '\t', '  '] },
    find: async (path) =>
      (await all((await VectorCollection.open(path)).lines())).map((line) => readDocument(line)),
  },
  {
    name: 'entries',
    file: 'whitelist',
    text: 'd1\n d 2\né\n',
    find: (path) => readEntries('whitelist', path),
  },
  {
    ...{ name: 'config', file: 'tserini.yaml', text: 'topics:\n  topics: é\n  list: true\n' },
    find: (path) => readConfig(path, 'topics', topicsCommand, ['topics']),
  },
  {
    name: 'json',
    file: 'config.json',
    text: '{"a": "é",\n "b": [1]}\n',
    find: (path) => readJson(path, 'config'),
  },
  {
    ...{
      name: 'vocabulary',
      file: 'vocab.txt',
      text: '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\né\nred\n',
      isExact: true,
    },
    find: async (path, folder) => {
      const model = join(folder, 'model-of-vocabulary');
      await mkdir(model, { recursive: true });
      await writeFile(join(model, 'vocab.txt'), await readFile(path));
      return (await loadTokenizer(model)).vocabulary;
    },
  },
];

/** Readers of text that need no JVM. */
export const layoutTargets: readonly Target[] = readers.map(layoutTarget);
