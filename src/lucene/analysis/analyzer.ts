import { readEntries } from '../../util/files/read-lines.js';
import type { StartedCall } from '../jvm/calls.js';
import { callJava, callJavaSync, javaClass, javaText } from '../jvm/jvm.js';

/** How text becomes terms; it must be the same at indexing and at search time. */
export interface AnalyzerOptions {
  /**
   * Code of the language: `en` (the default) is analyzed as in Anserini, the others by Lucene's own
   * analyzers: ar bn da de es fa fi fr hi hu id it ko nl no pt ru sv te th tr zh, by white space ha so sw
   * yo, and, not in Anserini, bg ca ckb cs el et eu ga gl hy lt lv ne ro sr ta.
   */
  readonly language?: string;
  /** English only. Default `porter`. */
  readonly stemmer?: 'porter' | 'krovetz' | 'none';
  /** English only: keep stop words. */
  readonly keepStopwords?: boolean;
  /** English only: a file of stop words, one per line, in lower case, instead of Lucene's list. */
  readonly stopwords?: string;
  /** The text consists of terms already, separated by white space. */
  readonly pretokenized?: boolean;
}

/** The shim's `TextAnalyzer`, a parameter of other classes of the shim. */
export interface JavaAnalyzer {
  analyzeSync(text: string): Buffer;
}

/** Makes the shim's `AnalyzerOptions`. */
export async function javaAnalyzerOptions({ stopwords, ...options }: AnalyzerOptions): Promise<object> {
  const Options = await javaClass<new () => Record<string, unknown>>('analysis.AnalyzerOptions');
  const java = new Options();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) java[name] = typeof value === 'string' ? javaText(value) : value;
  }
  if (stopwords !== undefined) {
    const words = options.keepStopwords ? [] : await readEntries('file of stop words', stopwords);
    java.stopwords = javaText(words.join('\n'));
  }
  return java;
}

/** Makes the shim's `TextAnalyzer`. Throws as {@link Analyzer.create} does. */
export async function javaAnalyzer(options: AnalyzerOptions): Promise<JavaAnalyzer> {
  const java = await javaAnalyzerOptions(options);
  const TextAnalyzer = await javaClass<{ startCreateSync(options: object): StartedCall<JavaAnalyzer> }>(
    'analysis.TextAnalyzer',
  );
  return callJava(() => TextAnalyzer.startCreateSync(java));
}

/**
 * Turns text into the terms that BM25 indexes and searches: by default split at Unicode's word boundaries,
 * without possessive 's, in lower case, without stop words, with Porter's stems.
 *
 * ```ts
 * const analyzer = await Analyzer.create();
 * analyzer.analyze("The patient's statins"); // ['patient', 'statin']
 * ```
 */
export class Analyzer {
  readonly #java: JavaAnalyzer;

  private constructor(java: JavaAnalyzer) {
    this.#java = java;
  }

  /**
   * @throws TseriniError `USAGE` (an unknown language or stemmer, or options that exclude each other),
   *   `NOT_FOUND`, `INPUT` (the file of stop words), `JVM`
   */
  static async create(options: AnalyzerOptions = {}): Promise<Analyzer> {
    return new Analyzer(await javaAnalyzer(options));
  }

  /** @returns the terms in the order of the text, repeated as often as they occur */
  analyze(text: string): string[] {
    const terms = callJavaSync(() => this.#java.analyzeSync(javaText(text))).toString();
    return terms === '' ? [] : terms.split('\n');
  }
}
