import { readFileSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { LuceneImpactSearcher, readTopics, SpladeQueryEncoder } from '#tserini/index.js';
import { tserini } from '../support/cli.ts';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { mainInProcess } from '../support/main-in-process.ts';
import { readNfcorpus } from '../support/nfcorpus.ts';
import { suiteFolder } from '../support/temp.ts';
import {
  type Comparison,
  compareVectors,
  type GoldenRecord,
  parseVectorLine,
  readVectors,
} from '../support/vectors.ts';

// The guide as a person types it, on NFCorpus, with splade-tiny in place of SPLADE-v3. A part of the corpus is encoded;
// the vectors of the rest are the reference's. (`node bench/guide.mjs` encodes all of it.)

/** Of so many documents one is encoded. */
const share = 48;

const folder = suiteFolder();
const facts = hasSharedData ? readFileSync(sharedData('README.md'), 'utf8') : '';
const golden = (name: string) => sharedData(`nfcorpus-splade-tiny/${name}`);
const isEncoded = (_: unknown, i: number) => i % share === 0;
const linesOf = (text: string) => text.trimEnd().split('\n');

/** Types a command line in the folder; every word is on its own. */
async function type(line: string, run: typeof mainInProcess | typeof tserini = tserini) {
  const result = await run(line.split(' '), { cwd: folder() });
  expect(result, line).toMatchObject({ exitCode: 0 });
  return result.stdout;
}

type Vector = ReadonlyMap<string, number>;

function same(a: Vector, b: Vector): boolean {
  return a.size === b.size && [...a].every(([token, weight]) => b.get(token) === weight);
}

/** A run and the vectors of its documents. */
class Side {
  readonly #lines = new Map<string, string[]>();
  readonly #vectors: ReadonlyMap<string, Vector>;
  readonly #frequency = new Map<string, number>();

  constructor(run: string, records: readonly GoldenRecord[]) {
    for (const line of run.trimEnd().split('\n')) {
      const topic = line.slice(0, line.indexOf(' '));
      const lines = this.#lines.get(topic) ?? [];
      lines.push(line);
      this.#lines.set(topic, lines);
    }
    this.#vectors = new Map(records.map(({ id, vector }) => [id, vector]));
    for (const { vector } of records) {
      for (const [token, weight] of vector) {
        if (weight > 0) this.#frequency.set(token, (this.#frequency.get(token) ?? 0) + 1);
      }
    }
  }

  get topics(): number {
    return this.#lines.size;
  }

  lines(topic: string): string {
    return this.#lines.get(topic)!.join('\n');
  }

  docids(topic: string): string[] {
    return this.#lines.get(topic)!.map((line) => line.split(' ')[2]!);
  }

  weight(docid: string, token: string): number {
    return this.#vectors.get(docid)!.get(token) ?? 0;
  }

  /** Every score of a topic is the inner product, without the terms that all documents have. */
  expectScores(topic: string, query: Vector): void {
    const terms = [...query].filter(([token]) => this.#frequency.get(token) !== this.#vectors.size);
    for (const line of this.#lines.get(topic)!) {
      const [, , docid, , score] = line.split(' ');
      const product = terms.reduce((sum, [token, weight]) => sum + weight * this.weight(docid!, token), 0);
      // The adjustment of ties takes less than 1000 × 1e-6.
      if (Math.abs(product - Number(score)) > 0.0011) expect(Number(score), line).toBeCloseTo(product, 2);
    }
  }
}

describe.skipIf(!hasSharedData)(`the guide on NFCorpus${needsSharedData}`, () => {
  beforeAll(async () => {
    const corpus = linesOf(await readNfcorpus('corpus.jsonl')).filter(isEncoded);
    await writeFile(join(folder(), 'corpus.jsonl'), `${corpus.join('\n')}\n`);
    const judged = new Set(readVectors(golden('queries.test.jsonl.gz')).map(({ id }) => id));
    const queries = linesOf(readFileSync(sharedData('nfcorpus/queries.all.tsv'), 'utf8'));
    const asked = queries.filter((line) => judged.has(line.slice(0, line.indexOf('\t'))));
    await writeFile(join(folder(), 'queries.tsv'), `${asked.join('\n')}\n`);
    await copyFile(sharedData('nfcorpus/qrels/test.qrels'), join(folder(), 'test.qrels'));
  });

  it('encodes: the same records, weights equal but for rounding', { timeout: 900_000 }, async () => {
    await type(
      'encode input --corpus corpus.jsonl --fields title text output --embeddings encode/nfcorpus ' +
        'encoder --encoder splade-tiny --encoder-class splade --fields title text --max-length 512 --device cpu',
    );
    const lines = linesOf(readFileSync(join(folder(), 'encode/nfcorpus/embeddings.jsonl'), 'utf8'));
    const expected = readVectors(golden('vectors.jsonl.gz')).filter(isEncoded);
    expect(lines).toHaveLength(expected.length);
    const total: Comparison = { weights: 0, unequal: 0, largest: 0, reordered: 0 };
    for (const [i, line] of lines.entries()) {
      const { id, vector } = parseVectorLine(line);
      expect(id).toBe(expected[i]!.id);
      compareVectors(total, vector, expected[i]!.vector);
    }
    console.log(`${total.unequal} of ${total.weights} weights differ, by ${total.largest} at most`);
    expect(total.largest).toBeLessThanOrEqual(1);
    expect(total.unequal / total.weights).toBeLessThanOrEqual(0.001);
    expect(total.reordered).toBe(0);
  });

  it('indexes and searches: the same run but for what those weights explain', {
    timeout: 900_000,
  }, async () => {
    const references = linesOf(gunzipSync(readFileSync(golden('vectors.jsonl.gz'))).toString('utf8'));
    const rest = references.filter((line, i) => !isEncoded(line, i));
    await writeFile(join(folder(), 'encode/nfcorpus/rest.jsonl'), `${rest.join('\n')}\n`);
    await type(
      'index.lucene --collection JsonVectorCollection --input encode/nfcorpus --index index/nfcorpus ' +
        '--generator DefaultLuceneDocumentGenerator --threads 4 --impact --pretokenized',
    );
    await type(
      'search.lucene --index index/nfcorpus --topics queries.tsv --output runs/run.txt --hits 1000 ' +
        '--encoder splade-tiny --remove-query --output-format trec --impact --threads 4',
    );
    const run = readFileSync(join(folder(), 'runs/run.txt'), 'utf8');
    const queries = await readTopics(join(folder(), 'queries.tsv'));
    await using encoder = await SpladeQueryEncoder.load('splade-tiny');
    const text = new Map(queries.map((query) => [query.id, query.text]));
    const ours = new Side(
      run,
      ['embeddings', 'rest'].flatMap((name) => readVectors(join(folder(), `encode/nfcorpus/${name}.jsonl`))),
    );
    const theirs = new Side(
      gunzipSync(readFileSync(golden('pyserini-run.txt.gz'))).toString('utf8'),
      readVectors(golden('vectors.jsonl.gz')),
    );
    const counts = { topics: 0, equal: 0, vectorsEqual: 0 };
    expect(ours.topics).toBe(theirs.topics);
    const asked = readVectors(golden('queries.test.jsonl.gz'));
    expect(asked).toHaveLength(theirs.topics);
    // To look at every score of a topic takes long.
    for (const query of asked.filter((_, i) => i % 4 === 0)) {
      const ourQuery = await encoder.encode(text.get(query.id)!);
      // Each side's scores are what its own vectors say: nothing but the vectors makes a difference.
      ours.expectScores(query.id, ourQuery);
      theirs.expectScores(query.id, query.vector);
      const equal = ours.lines(query.id) === theirs.lines(query.id);
      const docids = [...ours.docids(query.id), ...theirs.docids(query.id)];
      const tokens = [...query.vector.keys()];
      const sameVectors =
        same(ourQuery, query.vector) &&
        docids.every((id) => tokens.every((token) => ours.weight(id, token) === theirs.weight(id, token)));
      if (sameVectors) expect(equal, `topic ${query.id}`).toBe(true);
      counts.topics++;
      if (equal) counts.equal++;
      if (sameVectors) counts.vectorsEqual++;
    }
    console.log(
      `${counts.equal} of ${counts.topics} topics have the same run, line for line; ` +
        `in ${counts.vectorsEqual} of them the query's weights, and those of every hit for its tokens, are equal`,
    );
    expect(counts.vectorsEqual).toBeGreaterThan(0);
  });

  it('evaluates: the metrics of the original, to four decimals', async () => {
    const row = /^\| splade-tiny `pyserini-run` \|(.*)\|$/m
      .exec(facts)![1]!
      .split('|')
      .map((cell) => cell.trim());
    const measures = ['ndcg_cut.10', 'recall.100', 'recall.1000', 'map'];
    for (const [i, measure] of measures.entries()) {
      const name = measure.replace('.', '_').padEnd(22);
      const line = `eval.trec_eval -c -m ${measure} test.qrels runs/run.txt`;
      expect(await type(line, mainInProcess)).toBe(`${name}\tall\t${row[i]}`);
    }
  });

  it('answers from a program as the guide shows', async () => {
    await using encoder = await SpladeQueryEncoder.load('splade-tiny');
    await using searcher = await LuceneImpactSearcher.open(join(folder(), 'index/nfcorpus'), encoder);
    const hits = await searcher.search('How to Help Prevent Abdominal Aortic Aneurysms');
    const expected = /in place of SPLADE-v3: ((?:MED-\d+ \d+,? ?)+)/.exec(facts)![1]!.trim();
    expect(hits.map(({ docid, score }) => `${docid} ${score}`).join(', ')).toBe(expected);
  });
});
