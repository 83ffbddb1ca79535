import type { AnalyzerOptions } from '../../lucene/analysis/analyzer.js';
import type { Flags, OptionTable } from '../command.js';
import { given, text } from '../values.js';

/** How text becomes terms: the same flags at indexing and at search. */
export const analyzerFlags: OptionTable = {
  language: { type: 'string', describe: 'Language of the text, by its two-letter code (default: en)' },
  stemmer: {
    type: 'string',
    choices: ['porter', 'krovetz', 'none'],
    describe: 'Stemmer of English (default: porter)',
  },
  keepStopwords: { type: 'boolean', describe: 'Keep the stop words of English' },
  stopwords: { type: 'string', describe: 'File with stop words for English, one a line' },
};

/** The analysis that the flags ask for; undefined where none of them was given. */
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
