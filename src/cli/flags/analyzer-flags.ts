import type { AnalyzerOptions } from '../../lucene/analysis/analyzer.js';
import type { Flags, OptionTable } from '../command.js';
import { given, text } from '../values.js';

/** How text becomes terms, at indexing and at search. */
export const analyzerFlags: OptionTable = {
  language: { type: 'string', describe: 'Language of the text, by its two-letter code (default: en)' },
  stemmer: {
    type: 'string',
    choices: ['porter', 'krovetz', 'none'],
    describe: 'English stemmer (default: porter)',
  },
  keepStopwords: { type: 'boolean', describe: 'Keep English stop words' },
  stopwords: { type: 'string', describe: 'File of English stop words, one per line' },
};

/** The analysis that the flags describe; undefined if none of them was given. */
export function readAnalyzer(flags: Flags): AnalyzerOptions | undefined {
  const options = given({
    language: text(flags, 'language'),
    stemmer: text(flags, 'stemmer') as AnalyzerOptions['stemmer'],
    keepStopwords: flags.keepStopwords === true ? true : undefined,
    stopwords: text(flags, 'stopwords'),
    pretokenized: flags.pretokenized === true ? true : undefined,
  });
  return Object.keys(options).length > 0 ? options : undefined;
}
