import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commands } from '#tserini/cli/command-table.js';
import {
  LuceneIndexer,
  loadRun,
  type ScoreExplanation,
  SpladeDocumentEncoder,
  SpladeQueryEncoder,
} from '#tserini/index.js';
import { startServer } from '#tserini/server/start-server.js';
import type { EncodeResponse, SearchResponse } from '#tserini/serving/results.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { writeRouterModel } from '../support/router-model.ts';
import { runCommand } from '../support/run-command.ts';
import { ask, startServerProcess } from '../support/server.ts';
import { tempFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

// Models whose queries are looked up: the same vectors on each way from texts to hits.

const queries = ['the keeper of the lighthouse', 'boats with flour and salt', 'w5 w7 oil for the winter'];
const documents = [
  'The keeper of the lighthouse wrote down everything that passed the rock during the long winter.',
  'Boats with flour and salt, boats with coffee. w5 w6 w7',
  'The night train leaves platform three before the rain w1999 w5.',
];

type Run = (...args: string[]) => Promise<string>;

/** Runs a command in a process of its own. */
const spawned: Run = async (...args) => {
  const { exitCode, stdout, stderr } = await tserini(args);
  expect({ args, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ args, exitCode: 0, stderr: '' });
  return stdout;
};

/** Runs a command in this process, which starts a JVM once for all of them. */
const here: Run = async (name, ...args) => {
  const { command } = await commands[name!]!.load();
  return (await runCommand(name!, command, args)).out;
};

async function expectSameVectors(model: string, run: Run): Promise<void> {
  const folder = await tempFolder();
  const path = (name: string) => join(folder, name);
  const corpus = documents.map((text, i) => JSON.stringify({ id: `d${i}`, text }));
  await writeFile(path('corpus.jsonl'), `${corpus.join('\n')}\n`);
  await writeFile(path('queries.tsv'), queries.map((text, i) => `q${i}\t${text}\n`).join(''));

  const input = ['input', '--corpus', path('corpus.jsonl')];
  await run('encode', ...input, 'output', '--embeddings', path('vectors'), 'encoder', '--encoder', model);
  await using forDocuments = await SpladeDocumentEncoder.load(model);
  const encoded = readVectors(path('vectors/embeddings.jsonl')).map(({ vector }) => [...vector]);
  expect(encoded).toEqual((await forDocuments.encode(documents)).map((vector) => [...vector]));

  await using forQueries = await SpladeQueryEncoder.load(model);
  const vectors = (await forQueries.encode(queries)).map((vector) => [...vector]);
  const topics = ['--topics', path('queries.tsv')];
  await run('encode.query', ...topics, '--encoder', model, '--output', path('queries.jsonl'));
  expect(readVectors(path('queries.jsonl')).map(({ vector }) => [...vector])).toEqual(vectors);

  const collection = ['--collection', 'JsonVectorCollection', '--input', path('vectors')];
  await run(
    'index.lucene',
    ...collection,
    '--index',
    path('index'),
    '--impact',
    '--pretokenized',
    '--storeRaw',
  );
  const search = (name: string, ...encoder: string[]) =>
    run('search.lucene', '--index', path('index'), ...topics, '--impact', ...encoder, '--output', path(name));
  await search('run.txt', '--encoder', model);
  await search('cached.txt', '--encoder', path('queries.jsonl'), '--encoder-class', 'cached');
  expect(readFileSync(path('run.txt'), 'utf8')).toBe(readFileSync(path('cached.txt'), 'utf8'));

  const of = [
    '--index',
    path('index'),
    '--query',
    queries[0]!,
    '--docid',
    'd0',
    '--encoder',
    model,
    '--json',
  ];
  const { matching, unmatched } = JSON.parse(await run('explain', ...of)) as ScoreExplanation;
  const weights = [...matching, ...unmatched].map(({ term, queryWeight }): [string, number] => [
    term,
    queryWeight,
  ]);
  expect(new Map(weights)).toEqual(new Map(vectors[0]));

  const indexes = [{ name: 'small', path: path('index'), encoder: model }];
  const server = await startServer({ indexes, port: 0 });
  try {
    const { topics: runs } = await loadRun(path('run.txt'));
    for (const [i, text] of queries.entries()) {
      const query = encodeURIComponent(text);
      const { json } = await ask<EncodeResponse>(server.url, `/v1/encode?index=small&text=${query}`);
      expect(json.vector.map(({ term, weight }) => [term, weight])).toEqual(vectors[i]);
      const found = await ask<SearchResponse>(server.url, `/v1/small/search?query=${query}`);
      const hits = runs.get(`q${i}`)?.hits({ ties: 'ascending' }) ?? [];
      expect(found.json.candidates.map(({ docid }) => docid)).toEqual(hits.map(({ docid }) => docid));
    }
  } finally {
    await server.stop();
  }
}

it('a model made by the test', { timeout: 120_000 }, async () => {
  const { folder } = await writeRouterModel(join(await tempFolder(), 'model'));
  await expectSameVectors(folder, spawned);
});

it
  .skipIf(!hasSharedData)
  .each(['12-router-idf', '13-router-idf-log1p', '14-router-saved', '15a-router-bag-of-words'])(
  `%s${needsSharedData}`,
  { timeout: 120_000 },
  async (name) => expectSameVectors(sharedData(`sparse-models/${name}`), here),
);

const onLinux = process.platform === 'linux';

it.skipIf(!onLinux || !hasSharedData)(
  `a server of NFCorpus with such a model runs without ONNX Runtime, in little memory${needsSharedData}`,
  { timeout: 240_000 },
  async () => {
    const folder = await tempFolder();
    await new LuceneIndexer(join(folder, 'index')).index(sharedData('nfcorpus-splade-v3/vectors.jsonl.gz'));
    const index = `nfcorpus=${join(folder, 'index')},encoder=${sharedData('sparse-models/12-router-idf')}`;
    await using server = await startServerProcess(['--heap', '64m', '--index', index]);
    for (let i = 0; i < 50; i++) {
      const { status } = await ask(server.url, `/v1/nfcorpus/search?query=the+keeper+of+w${i}+oil`);
      expect(status).toBe(200);
    }
    const of = (name: string) => readFileSync(`/proc/${server.pid}/${name}`, 'utf8');
    expect(of('maps')).not.toContain('onnxruntime');
    expect(Number(/^VmRSS:\s+(\d+) kB/m.exec(of('status'))![1]) / 1024).toBeLessThan(300);
  },
);
