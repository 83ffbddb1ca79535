import type { LuceneHit } from '../lucene/search/hit.js';
import { LuceneImpactSearcher } from '../lucene/search/lucene-impact-searcher.js';
import { LuceneSearcher } from '../lucene/search/lucene-searcher.js';
import type { Tokenizer } from '../model/tokenizer/tokenizer.js';
import type { ImpactSearcher } from '../search/impact-searcher.js';
import type { Topic } from '../topics/topic.js';
import type { Flags, Io } from './command.js';
import { readAnalyzer } from './flags/analyzer-flags.js';
import { logTruncated, startOpeningQueryEncoder } from './flags/encoder-flags.js';
import { setFeedback } from './flags/feedback-flags.js';
import { readFilter } from './flags/filter-flag.js';
import { readFields } from './flags/search-flags.js';
import { readTwoPhase } from './flags/two-phase-flags.js';
import { given, text } from './values.js';

/** A search as the flags ask for it. */
export interface TopicSearcher extends AsyncDisposable {
  /** The hits of each topic, in the order of the topics. */
  searchEach(
    topics: readonly Topic[],
    hits: number,
    threads?: number,
  ): AsyncGenerator<readonly [string, LuceneHit[]]>;
  /** The same by an exact search; the other where that is exact. */
  searchExactly: TopicSearcher['searchEach'];
  /** How many of a query's terms the index has; absent for text search. */
  readonly knownTerms?: ImpactSearcher['knownTerms'];
}

const asQueries = (topics: readonly Topic[]) => topics.map(({ id, text }) => [id, text] as const);

export function openSearcher(flags: Flags, io: Io): Promise<TopicSearcher> {
  return flags.impact ? openImpactSearcher(flags, io) : openTextSearcher(flags, io);
}

async function openImpactSearcher(flags: Flags, io: Io): Promise<TopicSearcher> {
  const filter = await readFilter(flags);
  const model = text(flags, 'encoder');
  // The model loads on its own thread while this one is blocked by the start of the JVM, and opens the index.
  const encoder = model === undefined ? undefined : await startOpeningQueryEncoder(model, flags, io);
  const options = given({
    minIdf: flags['min-idf'] as number | undefined,
    onWarning: (message: string) => io.log(`warning: ${message}`),
  });
  const searcher = await LuceneImpactSearcher.open(String(flags.index), encoder, options).catch(
    async (error) => {
      await encoder?.close();
      throw error;
    },
  );
  await encoder?.loaded.catch(async (error) => {
    await searcher.close();
    throw error;
  });
  setFeedback(flags, searcher);
  const exact = given({ fields: readFields(flags), filter, signal: io.signal });
  const asAsked = { ...exact, ...readTwoPhase(flags) };
  return {
    searchEach: (topics, hits, threads) => searcher.searchEach(asQueries(topics), hits, threads, asAsked),
    searchExactly: (topics, hits, threads) => searcher.searchEach(asQueries(topics), hits, threads, exact),
    knownTerms: (query) => searcher.knownTerms(query, asAsked),
    async [Symbol.asyncDispose]() {
      await searcher.close();
      logTruncated(encoder?.counts, io);
      await encoder?.close();
    },
  };
}

async function openTextSearcher(flags: Flags, io: Io): Promise<TopicSearcher> {
  const filter = await readFilter(flags);
  const model = text(flags, 'tokenizer');
  const tokenizer = model === undefined ? undefined : await openTokenizer(model);
  const analyzer = tokenizer ? { pretokenized: true } : readAnalyzer(flags);
  const onWarning = (message: string) => io.log(`warning: ${message}`);
  const searcher = await LuceneSearcher.open(String(flags.index), analyzer, { onWarning });
  const options = given({
    fields: readFields(flags),
    dismax: flags.dismax === true,
    tiebreaker: flags['dismax.tiebreaker'] as number | undefined,
    filter,
    signal: io.signal,
  });
  const prepare = (topic: Topic) =>
    tokenizer ? { id: topic.id, text: tokenizer.tokenize(topic.text).join(' ') } : topic;
  try {
    if (flags.qld) searcher.setQld(flags['qld.mu'] as number | undefined);
    else {
      const [k1, b] = [flags.k1, flags.b] as (number | undefined)[];
      const accurate = flags['bm25.accurate'] as boolean | undefined;
      searcher.setBm25(k1, b, given({ accurate, querySide: flags.bm25qs as boolean | undefined }));
    }
  } catch (error) {
    await searcher.close();
    throw error;
  }
  setFeedback(flags, searcher);
  const searchEach: TopicSearcher['searchEach'] = (topics, hits, threads) =>
    searcher.searchEach(asQueries(topics.map(prepare)), hits, threads, options);
  return {
    searchEach,
    searchExactly: searchEach,
    [Symbol.asyncDispose]: () => searcher.close(),
  };
}

async function openTokenizer(model: string): Promise<Tokenizer> {
  // Imported here because most searches need no tokenizer.
  const { loadModelTokenizer } = await import('../model/model-tokenizer.js');
  return loadModelTokenizer(model, 'query');
}
