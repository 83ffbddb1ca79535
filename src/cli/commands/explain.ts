import { Analyzer } from '../../lucene/analysis/analyzer.js';
import { analyzerDifference, analyzerFacts } from '../../lucene/analysis/analyzer-facts.js';
import { LuceneIndexReader } from '../../lucene/read/lucene-index-reader.js';
import type { ScoreExplanation, Unmatched } from '../../search/explanation.js';
import { TseriniError } from '../../util/errors.js';
import { formatTable } from '../../util/table.js';
import { formatWeight } from '../bar.js';
import type { Command } from '../command.js';
import { analyzerFlags, readAnalyzer } from '../flags/analyzer-flags.js';
import {
  logTruncated,
  onnxEncoderFlag,
  openQueryEncoder,
  queryEncoderFlags,
  withOnnxEncoder,
} from '../flags/encoder-flags.js';
import { indexDescription, indexFolder } from '../flags/index-flag.js';
import { textSearchFlags } from '../flags/search-flags.js';
import { bm25Settings, impliedEncoder } from '../published-settings.js';
import { given, grouped, text } from '../values.js';

/** Explains the score and rank of a document. */
export const command: Command = {
  examples: [
    [
      'explain --index index/nfcorpus --query "how to prevent aneurysms" --encoder splade-tiny --docid MED-4555',
      'Show what each term adds to the score',
    ],
    [
      'explain --index index/bm25 --query "how to prevent aneurysms" --docid MED-4555 --json',
      'The same for BM25, as JSON',
    ],
  ],
  options: {
    index: { type: 'string', demandOption: true, describe: indexDescription },
    query: { type: 'string', demandOption: true, describe: 'The query' },
    docid: { type: 'string', demandOption: true, describe: 'The document' },
    ...onnxEncoderFlag,
    ...queryEncoderFlags,
    pretokenized: {
      type: 'boolean',
      describe: 'The query is tokens, each repeated by its weight',
    },
    'min-idf': { type: 'number', default: 0, describe: 'Drop query terms with ln(N / df) at or below this' },
    k1: textSearchFlags.k1!,
    b: textSearchFlags.b!,
    'bm25.accurate': { type: 'boolean', describe: 'BM25 for an index built with --bm25.accurate' },
    ...analyzerFlags,
    json: { type: 'boolean', describe: 'Print JSON' },
  },

  async run(asGiven, io) {
    const flags = await withOnnxEncoder(asGiven);
    const query = String(flags.query);
    const docid = String(flags.docid);
    if (flags.encoder && flags.pretokenized) {
      throw new TseriniError('USAGE', '--encoder and --pretokenized exclude each other');
    }
    const named = String(flags.index);
    const name = text(flags, 'encoder') ?? (flags.pretokenized ? undefined : await impliedEncoder(named, io));
    const bm25 = await bm25Settings(named, flags, io);
    const index = await indexFolder(String(flags.index), io);
    const encoder = name ? await openQueryEncoder(name, flags, io) : undefined;
    try {
      const analysis = readAnalyzer(flags);
      const analyzer = analysis && (await Analyzer.create(analysis));
      await using reader = await LuceneIndexReader.open(index, given({ encoder, analyzer }));
      const { kind, analyzer: indexed } = reader.description;
      if (kind !== 'text' && !encoder && !flags.pretokenized) {
        throw new TseriniError(
          'USAGE',
          'this is an impact index: give --encoder for a text query, or --pretokenized for an encoded one',
        );
      }
      if (kind === 'text' && encoder) {
        throw new TseriniError('USAGE', `this is a text index, which takes no --encoder: ${index}`);
      }
      const other = analysis && indexed && analyzerDifference(indexed, await analyzerFacts(analysis));
      if (other) io.log(`warning: ${other}: ${index}`);
      const explanation = await reader.explain(query, docid, {
        minIdf: flags['min-idf'] as number,
        ...given({
          k1: flags.k1 as number | undefined,
          b: flags.b as number | undefined,
          accurate: flags['bm25.accurate'] as boolean | undefined,
        }),
        ...bm25,
      });
      if (!explanation) {
        throw new TseriniError('NOT_FOUND', `the index has no document ${docid}: ${index}`, { value: docid });
      }
      const truncated = encoder?.counts?.truncated ? true : undefined;
      await io.out(
        flags.json ? `${JSON.stringify({ ...explanation, truncated })}\n` : formatExplanation(explanation),
      );
    } finally {
      logTruncated(encoder?.counts, io);
      await encoder?.close();
    }
  },
};

const reasons: Readonly<Record<Unmatched, string>> = {
  notInDocument: 'not in this document',
  notInIndex: 'not in the index',
  tooCommon: 'in every document, or in too many',
};

function formatExplanation(explanation: ScoreExplanation): string {
  const { docid, score, rank, matching, unmatched } = explanation;
  const place = rank === undefined ? 'no hit' : `rank ${grouped(rank)}`;
  const lines = [`${docid}: ${place}, score ${formatWeight(score)}`, ''];
  if (matching.length > 0) {
    const rows = matching.map((row) => [
      row.term,
      formatWeight(row.queryWeight),
      formatWeight(row.documentWeight),
      formatWeight(row.product),
      `${(row.share * 100).toFixed(1)} %`,
      grouped(row.df),
    ]);
    const sum = ['sum', '', '', formatWeight(score), '', ''];
    lines.push(...formatTable([['term', 'query', 'document', 'product', 'share', 'df'], ...rows, sum]), '');
  }
  if (unmatched.length > 0) {
    const rows = unmatched.map(({ term, queryWeight, df, reason }) => [
      term,
      formatWeight(queryWeight),
      grouped(df),
      reasons[reason],
    ]);
    lines.push(...formatTable([['adds nothing', 'query', 'df', 'because'], ...rows]), '');
  }
  return lines.join('\n');
}
