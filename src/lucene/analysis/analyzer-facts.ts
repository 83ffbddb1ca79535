import { createHash } from 'node:crypto';
import type { AnalyzerFacts } from '../../search/index-description.js';
import { readEntries } from '../../util/files/read-lines.js';
import type { AnalyzerOptions } from './analyzer.js';

/** @throws TseriniError `NOT_FOUND`, `INPUT`, `IO` (the file of stop words) */
export async function analyzerFacts(options: AnalyzerOptions = {}): Promise<AnalyzerFacts> {
  const { language = 'en', stemmer = 'porter', keepStopwords, stopwords, pretokenized } = options;
  if (pretokenized) return { pretokenized: 'yes' };
  if (language !== 'en') return { language };
  const list = stopwords === undefined ? 'lucene' : `sha256:${await hashOf(stopwords)}`;
  return { language, stemmer, stopwords: keepStopwords ? 'none' : list };
}

async function hashOf(path: string): Promise<string> {
  const words = await readEntries('file of stop words', path);
  return createHash('sha256').update(words.join('\n')).digest('hex');
}

/** The options that analyze queries as an index was analyzed; stop words of a file are not among them. */
export function analyzerOf({ language, stemmer, stopwords, pretokenized }: AnalyzerFacts): AnalyzerOptions {
  if (pretokenized) return { pretokenized: true };
  return {
    ...(language === undefined ? {} : { language }),
    ...(stemmer === undefined ? {} : { stemmer: stemmer as 'porter' | 'krovetz' | 'none' }),
    ...(stopwords === 'none' ? { keepStopwords: true } : {}),
  };
}

const names = ['language', 'stemmer', 'stopwords', 'pretokenized'] as const;

/** `language en, stemmer porter, stopwords lucene` */
export function formatAnalyzer(facts: AnalyzerFacts): string {
  return names.flatMap((name) => (facts[name] === undefined ? [] : [`${name} ${facts[name]}`])).join(', ');
}

/** What is different about the analysis of queries, in one line; undefined if it is that of the index. */
export function analyzerDifference(index: AnalyzerFacts, queries: AnalyzerFacts): string | undefined {
  if (names.every((name) => index[name] === queries[name])) return undefined;
  return `the index was analyzed with ${formatAnalyzer(index)}; queries are analyzed with ${formatAnalyzer(queries)}`;
}
