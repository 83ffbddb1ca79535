import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Analyzer } from '#tserini/lucene/analysis/analyzer.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { LuceneIndexReader } from '#tserini/lucene/read/lucene-index-reader.js';
import { LuceneSearcher, type TextQueryOptions } from '#tserini/lucene/search/lucene-searcher.js';
import { formatRunLines } from '#tserini/run/write-run.js';
import { anseriniJar, needsAnserini, runOracle } from '../support/anserini.ts';
import { hasSharedData, needsSharedData } from '../support/data.ts';
import { firstDifference, postingLines } from '../support/postings.ts';
import { suiteFolder } from '../support/temp.ts';
import { nfcorpusQueries, writeNfcorpusText } from '../support/text-collection.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const linesOf = async (name: string) => (await readFile(path(name), 'utf8')).trimEnd().split('\n');

interface Search {
  /** Arguments of Anserini's SearchCollection. */
  readonly theirs: string;
  readonly set?: (searcher: LuceneSearcher) => void;
  readonly options?: Partial<TextQueryOptions>;
}

const searches: Record<string, Search> = {
  bm25: { theirs: '-bm25' },
  'bm25 with k1 and b': {
    theirs: '-bm25 -bm25.k1 1.2 -bm25.b 0.75',
    set: (searcher) => searcher.setBm25(1.2, 0.75),
  },
  'bm25 of documents and of the query': {
    theirs: '-bm25.querySide',
    set: (searcher) => searcher.setBm25(0.9, 0.4, { querySide: true }),
  },
  'bm25 of the query with k1 and b, and rm3': {
    theirs: '-bm25.querySide -bm25.k1 1.2 -bm25.b 0.75 -rm3',
    set: (searcher) => {
      searcher.setBm25(1.2, 0.75, { querySide: true });
      searcher.setRm3();
    },
  },
  'query likelihood': { theirs: '-qld', set: (searcher) => searcher.setQld() },
  'query likelihood with mu': { theirs: '-qld -qld.mu 250', set: (searcher) => searcher.setQld(250) },
  'two fields': {
    theirs: '-bm25 -fields title=2 contents=1',
    options: { fields: { title: 2, contents: 1 } },
  },
  'three fields': {
    theirs: '-bm25 -fields title=0.7 text=1.3 contents=2.1',
    options: { fields: { title: 0.7, text: 1.3, contents: 2.1 } },
  },
  'bm25 and rm3': { theirs: '-bm25 -rm3', set: (searcher) => searcher.setRm3() },
  'bm25 and rocchio': { theirs: '-bm25 -rocchio', set: (searcher) => searcher.setRocchio() },
};

const bestField: Partial<TextQueryOptions> = {
  fields: { title: 2, contents: 1 },
  dismax: true,
  tiebreaker: 0.3,
};

const englishAnalysers = {
  'porter, stop words dropped': { oracle: ['porter', 'drop'], options: {} },
  'krovetz, stop words kept': {
    oracle: ['krovetz', 'keep'],
    options: { stemmer: 'krovetz', keepStopwords: true },
  },
  'no stemmer, stop words of a file': { oracle: ['none', 'stopwords'], options: { stemmer: 'none' } },
} as const;

/** Fewer than many a topic has documents. */
const hits = 300;

/** Every third topic, as every third document: the golden run has them all. */
const queries = async () => (await nfcorpusQueries()).filter((_, i) => i % 3 === 0);

const slug = (name: string) => name.replaceAll(/[ ,]+/g, '-');

async function run(index: string, search: Omit<Search, 'theirs'>): Promise<string[]> {
  await using searcher = await LuceneSearcher.open(path(index));
  search.set?.(searcher);
  let lines = '';
  for await (const [id, found] of searcher.searchEach(await queries(), hits, 2, search.options)) {
    lines += formatRunLines(id, found, 'Anserini');
  }
  return lines.trimEnd().split('\n');
}

describe.skipIf(!hasSharedData || !anseriniJar)(
  `the words of NFCorpus, beside Anserini${needsSharedData}${needsAnserini}`,
  { timeout: 300_000 },
  () => {
    let texts: string[];

    beforeAll(async () => {
      await mkdir(path('collection'));
      const collection = await writeNfcorpusText(path('collection'), 3);
      const records = (await readFile(collection, 'utf8')).trimEnd().split('\n');
      texts = records.map((line) =>
        (JSON.parse(line) as { contents: string }).contents.replaceAll(/\s/g, ' '),
      );
      await writeFile(path('texts'), `${texts.join('\n')}\n`);
      await writeFile(path('topics.tsv'), (await queries()).map((q) => `${q.join('\t')}\n`).join(''));
      await writeFile(path('stopwords'), 'the\nof\npatient\nThe\n');

      const generator = [
        '-collection',
        'JsonCollection',
        '-input',
        path('collection'),
        '-threads',
        '1',
        '-quiet',
      ];
      const topics = ['-topics', path('topics.tsv'), '-topicReader', 'TsvString', '-hits', `${hits}`];
      await runOracle('TextOracle', folder(), [
        ['index', ...generator, '-index', path('theirs'), '-storeDocvectors', '-fields', 'title', 'text'],
        ['index', ...generator, '-index', path('theirs.accurate'), '-bm25.accurate'],
        ...['contents', 'title'].map((field) => [
          'postings',
          path('theirs'),
          field,
          path(`postings.${field}`),
        ]),
        ...Object.entries(searches).map(([name, { theirs }]) => [
          ...['search', '-index', path('theirs'), ...topics, '-output', path(`run.${slug(name)}`)],
          ...theirs.split(' '),
        ]),
        [
          ...['search', '-index', path('theirs.accurate'), ...topics, '-output', path('run.accurate')],
          '-bm25.accurate',
        ],
        [
          ...['dismax', path('theirs'), path('topics.tsv'), `${hits}`, path('run.dismax')],
          ...['0.3', 'title', '2', 'contents', '1'],
        ],
        ...Object.entries(englishAnalysers).map(
          ([
            name,
            {
              oracle: [stemmer, words],
            },
          ]) => [
            ...['analyze', 'en', stemmer, words === 'stopwords' ? path(words) : words],
            ...[path('texts'), path(`terms.${slug(name)}`)],
          ],
        ),
      ]);
      const fields = ['title', 'text'];
      await new LuceneIndexer(path('ours'), { collection: 'JsonCollection', fields }).index(collection);
      const accurate = { collection: 'JsonCollection', bm25Accurate: true } as const;
      await new LuceneIndexer(path('ours.accurate'), accurate).index(collection);
    }, 300_000);

    it.each(['contents', 'title'])('have every posting of the field %s', async (field) => {
      await using reader = await LuceneIndexReader.open(path('ours'), { field });
      const expected = await linesOf(`postings.${field}`);
      expect(firstDifference(await postingLines(reader), expected)).toBeUndefined();
    });

    it.each(Object.keys(searches))('give the same run byte for byte: %s', async (name) => {
      const expected = await linesOf(`run.${slug(name)}`);
      for (const index of ['ours', 'theirs']) {
        expect(firstDifference(await run(index, searches[name]!), expected), index).toBeUndefined();
      }
    });

    it('give the same run with accurate lengths', async () => {
      const set = (searcher: LuceneSearcher) => searcher.setBm25(0.9, 0.4, { accurate: true });
      const expected = await linesOf('run.accurate');
      for (const index of ['ours.accurate', 'theirs.accurate']) {
        expect(firstDifference(await run(index, { set }), expected), index).toBeUndefined();
      }
    });

    it('give the same run by the best field', async () => {
      const expected = await linesOf('run.dismax');
      for (const index of ['ours', 'theirs']) {
        expect(firstDifference(await run(index, { options: bestField }), expected), index).toBeUndefined();
      }
    });

    it.each(Object.entries(englishAnalysers))(
      'give the same terms: %s',
      async (name, { oracle, options }) => {
        const stopwords = oracle[1] === 'stopwords' ? { stopwords: path('stopwords') } : {};
        const analyzer = await Analyzer.create({ ...options, ...stopwords });
        const ours = texts.map((text) => analyzer.analyze(text).join(' '));
        expect(firstDifference(ours, await linesOf(`terms.${slug(name)}`))).toBeUndefined();
      },
    );
  },
);
