import { join } from 'node:path';
import fc from 'fast-check';
import {
  evaluateFile,
  type LuceneHit,
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneSearcher,
  loadQrels,
  loadRun,
  readTopics,
  writeRun,
} from 'tserini';
import { beforeAll, describe, expect, it } from 'vitest';
import { madeQuery, madeVectors, writeVectors } from '../../support/collections.ts';
import { writeJsonl } from '../../support/corpus.ts';
import { hasSharedData, needsSharedData, sharedData } from '../../support/data.ts';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();

const expansions = {
  rm3: (searcher: LuceneImpactSearcher) => searcher.setRm3(),
  rocchio: (searcher: LuceneImpactSearcher) => searcher.setRocchio(),
};

describe.skipIf(!hasSharedData)(`Pyserini's runs with feedback${needsSharedData}`, () => {
  const data = (name: string) => sharedData(`nfcorpus-splade-v3/${name}`);
  // Without stored vectors the feedback is slow: every fifth topic of it.
  const indexes = {
    'an index of Pyserini without stored vectors': [() => data('pyserini-lucene-9.9-index'), 5],
    'an index of ours with stored vectors': [() => join(folder(), 'stored'), 1],
  } as const;
  beforeAll(async () => {
    const indexer = new LuceneIndexer(join(folder(), 'stored'), { storeDocvectors: true });
    await indexer.index(data('vectors.jsonl.gz'));
  });

  for (const [name, [index, share]] of Object.entries(indexes)) {
    for (const [kind, expand] of Object.entries(expansions)) {
      it(`${kind} from ${name}`, { timeout: 300_000 }, async () => {
        const golden = await loadRun(data(`runs/${kind}.k100.txt.gz`));
        const topics = await readTopics(data('topics.nfcorpus.test.splade-v3.tsv.gz'));
        await using searcher = await LuceneImpactSearcher.open(index());
        expand(searcher);
        const asked = topics.filter((_, i) => i % share === 0);
        const queries = asked.map(({ id, text }) => [id, text] as const);
        const rankings: (readonly [string, LuceneHit[]])[] = [];
        for await (const ranking of searcher.searchEach(queries, 100)) rankings.push(ranking);
        expect(rankings).toHaveLength(asked.length);
        for (const [topic, hits] of rankings) {
          // In the file's order, which is the ranking: trec_eval's order breaks ties in another way.
          const { docids, scores } = golden.topics.get(topic)!;
          expect(hits).toHaveLength(docids.size);
          for (const [i, { docid, score }] of hits.entries()) {
            expect(docid).toBe(docids.docid(i));
            expect(Math.abs(score / scores[i]! - 1)).toBeLessThan(1e-6);
          }
        }
        if (share > 1) return;
        const run = join(folder(), 'run.txt');
        await writeRun(run, rankings);
        expect(await figures(run)).toEqual(await figures(data(`runs/${kind}.k100.txt.gz`)));
      });
    }
  }

  async function figures(run: string): Promise<string[]> {
    const qrels = await loadQrels(sharedData('nfcorpus/qrels/test.qrels'));
    const evaluation = await evaluateFile(qrels, run, ['ndcg_cut.10', 'recall.100', 'map'], {
      complete: true,
    });
    return ['ndcg_cut_10', 'recall_100', 'map'].map((name) => evaluation.get(name)!.toFixed(4));
  }
});

describe('any collection', () => {
  const made = fc.tuple(madeVectors, madeQuery, fc.boolean());

  it('gives the same from stored vectors and from postings', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(made, async ([documents, query, useNegative]) => {
        const path = await writeVectors(join(folder(), 'made.jsonl'), documents);
        const rankings = [];
        for (const storeDocvectors of [false, true]) {
          const index = join(folder(), `made-${storeDocvectors}`);
          await new LuceneIndexer(index, { threads: 1, storeDocvectors }).index(path);
          await using searcher = await LuceneImpactSearcher.open(index);
          searcher.setRm3({ filterTerms: false });
          const rm3 = await searcher.search(query, 20);
          searcher.setRocchio({ useNegative, gamma: 0.15 });
          rankings.push([rm3, await searcher.search(query, 20)]);
        }
        expect(rankings[0]).toEqual(rankings[1]);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a searcher', () => {
  const index = () => join(folder(), 'small');
  const filler = Array.from({ length: 30 }, (_, i) => ({
    id: `filler${i}`,
    vector: [[`word${i}`, 1] as const],
  }));
  const documents = [
    {
      id: 'first',
      vector: [
        ['query', 9],
        ['common', 5],
      ] as const,
    },
    { id: 'second', vector: [['common', 8]] as const },
    { id: 'third', vector: [['other', 1]] as const },
    ...filler,
  ];
  beforeAll(async () => {
    await new LuceneIndexer(index()).index(await writeVectors(join(folder(), 's.jsonl'), documents));
  });
  const query = new Map([['query', 1]]);
  const found = async (searcher: LuceneImpactSearcher) =>
    (await searcher.search(query)).map(({ docid }) => docid);

  it('finds more with feedback, and the same as before without it again', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    expect(await found(searcher)).toEqual(['first']);
    searcher.setRm3();
    expect([searcher.isUsingRm3, searcher.isUsingRocchio]).toEqual([true, false]);
    expect(await found(searcher)).toEqual(['first', 'second']);
    searcher.unsetRocchio();
    expect(searcher.isUsingRm3).toBe(true);
    searcher.setRocchio();
    expect([searcher.isUsingRm3, searcher.isUsingRocchio]).toEqual([false, true]);
    expect(await found(searcher)).toEqual(['first', 'second']);
    searcher.unsetRm3();
    expect(searcher.isUsingRocchio).toBe(true);
    searcher.unsetRocchio();
    expect(await found(searcher)).toEqual(['first']);
    searcher.setRm3();
    searcher.unsetRm3();
    expect(await found(searcher)).toEqual(['first']);
  });

  it('takes as much of the query as it is told', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    searcher.setRm3({ originalQueryWeight: 1 });
    expect((await searcher.search(query))[0]!.score).toBe(9);
    // One term of one document: "query", of which the model then consists, as the query does.
    searcher.setRm3({ fbTerms: 1, fbDocs: 1 });
    expect(await found(searcher)).toEqual(['first']);
    searcher.setRocchio({ beta: 0 });
    expect(await found(searcher)).toEqual(['first']);
  });

  it('refuses parameters that cannot be', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    const usage = expect.objectContaining({ code: 'USAGE' });
    expect(() => searcher.setRm3({ fbTerms: 0 })).toThrow(usage);
    expect(() => searcher.setRm3({ originalQueryWeight: 1.1 })).toThrow(usage);
    expect(() => searcher.setRocchio({ topFbDocs: 0.5 })).toThrow(usage);
    expect(() => searcher.setRocchio({ gamma: Number.NaN })).toThrow(usage);
  });

  it('expands words too', async () => {
    const texts = documents.map(({ id, vector }) => {
      return { id, contents: vector.map(([token, weight]) => `${token} `.repeat(weight)).join('') };
    });
    const input = join(folder(), 'text.jsonl');
    await writeJsonl(input, texts);
    const options = { collection: 'JsonCollection', analyzer: { pretokenized: true } } as const;
    await new LuceneIndexer(join(folder(), 'text'), options).index(input);
    await using searcher = await LuceneSearcher.open(join(folder(), 'text'));
    expect(await searcher.search('query')).toHaveLength(1);
    searcher.setRm3();
    expect((await searcher.search('query')).map(({ docid }) => docid)).toEqual(['first', 'second']);
  });
});
