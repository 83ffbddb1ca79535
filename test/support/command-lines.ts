import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { encodeCollection } from '#tserini/encode/collection/encode-collection.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';
import { embeddedCollection } from './embedded-collection.ts';
import { lookAtFiles, type Whole } from './faults.ts';
import { lookAtIndex } from './look-at-index.ts';

/** A command line of tserini. */
export interface CommandLine {
  /** The arguments after the command's name. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** It does not end by itself: it waits for a server, for standard input, or for a pipe. */
  readonly waits?: boolean;
  /** What it leaves in its folder, which is compared with what it leaves undisturbed. Absent: it writes no files. */
  readonly look?: (folder: string) => Promise<Whole>;
}

/** An address that accepts connections and never answers. */
export async function silentServer(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  server.unref();
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** Writes into a folder what {@link commandLines} reads. */
export async function writeInputs(folder: string): Promise<void> {
  const at = (name: string) => join(folder, name);
  const embeddings = at('vectors');
  await encodeCollection({
    corpus: join(embeddedCollection, 'corpus.jsonl'),
    embeddings,
    encoder: 'splade-tiny',
  });
  await new LuceneIndexer(at('impacts')).index(embeddings);
  await using reader = await LuceneIndexReader.open(at('impacts'));
  await reader.exportCiff(at('impacts.ciff.gz'));
  const documents = Array.from({ length: 8_000 }, (_, i) => ({ id: `d${i}`, n: i }));
  const lines = (of: (document: { id: string; n: number }) => object) =>
    documents.map((document) => `${JSON.stringify(of(document))}\n`).join('');
  await writeFile(
    at('many.jsonl'),
    lines(({ id, n }) => ({ id, vector: { [`t${n % 97}`]: 3, all: 1 + (n % 9) } })),
  );
  await writeFile(
    at('text.jsonl'),
    lines(({ id, n }) => ({ id, contents: n % 9 === 0 ? `thunder ${n % 97}` : `rain ${n}` })),
  );
  await new LuceneIndexer(at('words'), { collection: 'JsonCollection', storeRaw: true }).index(
    at('text.jsonl'),
  );
  const topics = Array.from({ length: 300 }, (_, i) => `${i}\twhy does thunder follow lightning ${i}\n`);
  await writeFile(at('topics.tsv'), topics.join(''));
  const run = (step: number, format: (topic: number, docid: string, rank: number) => string) =>
    Array.from({ length: 60_000 }, (_, i) =>
      format(i % 600, `d${(i * step) % 1_000_003}`, 1 + Math.floor(i / 600)),
    );
  const trec = (topic: number, docid: string, rank: number) =>
    `${topic} Q0 ${docid} ${rank} ${1000 - rank} x\n`;
  await writeFile(at('a.run'), run(7, trec).join(''));
  await writeFile(at('b.run'), run(11, trec).join(''));
  await writeFile(
    at('texts.run'),
    Array.from({ length: 30_000 }, (_, i) =>
      trec(i % 300, `d${(i % 300) * 20 + Math.floor(i / 300)}`, 1 + Math.floor(i / 300)),
    ).join(''),
  );
  await writeFile(
    at('a.msmarco'),
    run(7, (...[topic, docid, rank]) => `${topic}\t${docid}\t${rank}\n`).join(''),
  );
  const qrels = Array.from({ length: 600 }, (_, topic) => `${topic} 0 d${(topic * 7) % 1_000_003} 1\n`);
  await writeFile(at('qrels'), qrels.join(''));
  if (spawnSync('mkfifo', [at('pipe')]).status !== 0) throw new Error('no pipe could be made');
}

/**
 * A command line or more of every command, by its name, that work for a while or wait.
 * @param inputs the folder of {@link writeInputs}
 * @param silent the address of {@link silentServer}
 */
export function commandLines(
  inputs: string,
  silent: string,
): Readonly<Record<string, readonly CommandLine[]>> {
  const at = (name: string) => join(inputs, name);
  const of = (line: string) => line.replaceAll('IN/', `${inputs}/`).replaceAll('SILENT', silent).split(' ');
  const corpus = join(embeddedCollection, 'corpus.jsonl');
  const hub = { HF_ENDPOINT: silent, HF_HOME: at('no-models') };
  const nowhere = { PYSERINI_CACHE: at('no-indexes'), HF_ENDPOINT: silent };
  const writes = { look: lookAtFiles };
  const encode = (model: string) =>
    of(`input --corpus ${corpus} output --embeddings out encoder --encoder ${model} --batch-size 4`);
  const search = '--topics IN/topics.tsv --encoder splade-tiny --output run.txt';
  return {
    encode: [
      { args: encode('splade-tiny'), ...writes },
      { args: encode('naver/splade-v3'), env: hub, waits: true },
    ],
    'encode.query': [
      { args: of('--topics IN/topics.tsv --encoder splade-tiny --output queries.jsonl'), ...writes },
    ],
    'index.lucene': [
      {
        args: of(
          '--collection JsonVectorCollection --input IN/many.jsonl --index index --impact --pretokenized --threads 1',
        ),
        look: (folder) => lookAtIndex(join(folder, 'index')),
      },
    ],
    search: [
      { args: of('why does thunder follow --index IN/impacts --explain') },
      { args: ['--interactive', '--index', at('words')], waits: true },
      { args: ['thunder', '--index', 'beir-v1.0.0-nfcorpus.splade-v3'], env: nowhere, waits: true },
    ],
    'search.lucene': [
      { args: of(`--impact --index IN/impacts ${search}`), ...writes },
      { args: of(`--impact --index beir-v1.0.0-nfcorpus.splade-v3 ${search}`), env: nowhere, waits: true },
    ],
    'index.opensearch': [{ args: of('--input IN/vectors --index vectors --url SILENT'), waits: true }],
    'search.opensearch': [{ args: of(`--index vectors --url SILENT ${search}`), waits: true }],
    'search.hybrid': [{ args: of(`--impact-index IN/impacts --text-index IN/words ${search}`), ...writes }],
    topics: [
      {
        args: ['--topics', 'beir-v1.0.0-scifact-test'],
        env: { TSERINI_MIRROR: silent, PYSERINI_CACHE: at('no-topics') },
        waits: true,
      },
    ],
    qrels: [
      {
        args: ['dl19-passage'],
        env: { TSERINI_MIRROR: silent, PYSERINI_CACHE: at('no-qrels') },
        waits: true,
      },
    ],
    fusion: [{ args: of('--runs IN/a.run IN/b.run --output fused.txt'), ...writes }],
    'run.with-texts': [
      {
        args: of('--run IN/texts.run --topics IN/topics.tsv --index IN/words --output requests.jsonl'),
        ...writes,
      },
    ],
    rerank: [
      {
        args: of(
          '--run IN/texts.run --topics IN/topics.tsv --corpus IN/text.jsonl --delimiter | --encoder splade-tiny --hits 5 --output run.txt',
        ),
        ...writes,
      },
    ],
    serve: [{ args: ['--port', '0'], waits: true }],
    mcp: [{ args: [], waits: true }],
    explain: [
      {
        args: [
          ...of('--index IN/impacts --encoder splade-tiny --docid weather-01 --query'),
          'why does thunder follow',
        ],
      },
    ],
    inspect: [{ args: of('--index IN/words --validate') }],
    model: [{ args: ['splade-tiny'] }, { args: ['naver/splade-v3'], env: nowhere, waits: true }],
    prebuilt: [{ args: ['beir-v1.0.0-nfcorpus.splade-v3'], env: nowhere, waits: true }],
    'dump-vectors': [{ args: of('--index IN/impacts --output dumped.jsonl'), ...writes }],
    'vectors.convert': [{ args: of('--input IN/many.jsonl --output many.npz'), ...writes }],
    'vectors.prune': [{ args: of('--input IN/many.jsonl --list-top 50 --output pruned.jsonl'), ...writes }],
    'ciff.export': [{ args: of('--index IN/impacts --output dumped.ciff'), ...writes }],
    'ciff.import': [
      {
        args: of('--input IN/impacts.ciff.gz --index index'),
        look: (folder) => lookAtIndex(join(folder, 'index')),
      },
    ],
    'eval.trec_eval': [
      { args: of('-q -m all_trec IN/qrels IN/a.run') },
      { args: of('-m map IN/qrels -'), waits: true },
      { args: of('-m map IN/qrels IN/pipe'), waits: true },
    ],
    'eval.compare': [{ args: of('--qrels IN/qrels --runs IN/a.run IN/b.run --svg plot.svg'), ...writes }],
    'eval.msmarco_passage_eval': [{ args: of('IN/pipe IN/a.msmarco'), waits: true }],
    'eval.msmarco_doc_eval': [{ args: of('--judgments IN/pipe --run IN/a.msmarco'), waits: true }],
    'eval.convert_msmarco_run_to_trec_run': [{ args: of('--input IN/a.msmarco --output a.txt'), ...writes }],
    'eval.convert_trec_run_to_msmarco_run': [{ args: of('--input IN/a.run --output a.tsv'), ...writes }],
    reproduce: [{ args: of('embedded --output out'), look: lookAtReproduction }],
    java: [
      {
        args: ['--install'],
        env: { TSERINI_MIRROR: silent, PIP_INDEX_URL: silent, TSERINI_CACHE: at('no-java') },
        waits: true,
      },
    ],
    doctor: [{ args: [] }],
    completion: [{ args: ['bash'] }],
  };
}

/** Runs and vectors; the marks of what is done hold times, and indexes are looked at elsewhere. */
async function lookAtReproduction(folder: string): Promise<Whole> {
  const found = Object.entries(await lookAtFiles(join(folder, 'out')));
  return Object.fromEntries(found.filter(([name]) => /^(vectors|runs)/.test(name)));
}
