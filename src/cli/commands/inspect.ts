import { formatAnalyzer } from '../../lucene/analysis/analyzer-facts.js';
import type { Posting } from '../../lucene/read/index-view.js';
import { LuceneIndexReader } from '../../lucene/read/lucene-index-reader.js';
import { validateIndex } from '../../lucene/read/validate-index.js';
import { listFieldTypes } from '../../search/field-types.js';
import type { IndexDescription } from '../../search/index-description.js';
import { TseriniError } from '../../util/errors.js';
import { formatTable } from '../../util/table.js';
import { describeWeights } from '../../vector/quantize.js';
import { bar, formatWeight } from '../bar.js';
import type { Command, Io } from '../command.js';
import { indexDescription, indexFolder } from '../flags/index-flag.js';
import { grouped, text, wholeNumber } from '../values.js';

interface View {
  readonly reader: LuceneIndexReader;
  readonly io: Io;
  /** How many terms or postings to show. */
  readonly top: number;
  readonly json: boolean;
}

/** Shows what is in an index. */
export const command: Command = {
  examples: [
    ['inspect --index index/nfcorpus', 'The statistics of an index, and how it was made'],
    [
      'inspect --index index/nfcorpus --docid MED-4555',
      "A document's heaviest terms, and its text if stored",
    ],
    [
      'inspect --index index/nfcorpus --term abdominal --top 5',
      'The documents with the highest weights of a term',
    ],
    ['inspect --index index/nfcorpus --validate', 'Check every file of the index'],
  ],
  options: {
    index: { type: 'string', demandOption: true, describe: indexDescription },
    docid: { type: 'string', describe: 'Show a document' },
    term: { type: 'string', describe: 'Show the postings of an indexed term' },
    field: { type: 'string', default: 'contents', describe: 'Field whose terms are read' },
    top: { type: 'number', default: 20, describe: 'Number of terms or postings to show, heaviest first' },
    validate: { type: 'boolean', describe: "Run Lucene's CheckIndex over all of the index" },
    json: { type: 'boolean', describe: 'Print JSON: all terms of a document, all postings of a term' },
  },

  async run(flags, io) {
    const docid = text(flags, 'docid');
    const term = text(flags, 'term');
    const asked = [docid, term, flags.validate || undefined].filter((value) => value !== undefined);
    if (asked.length > 1)
      throw new TseriniError('USAGE', '--docid, --term and --validate exclude each other');
    const json = flags.json === true;
    const index = await indexFolder(String(flags.index), io);
    if (flags.validate) return validate(index, io, json);
    await using reader = await LuceneIndexReader.open(index, { field: String(flags.field) });
    const view = { reader, io, top: wholeNumber(flags, 'top')!, json };
    if (docid !== undefined) await showDocument(view, docid);
    else if (term !== undefined) await showPostings(view, term);
    else await showStats(view);
  },
};

async function validate(index: string, io: Io, json: boolean): Promise<void> {
  const { sound, segments, documents, problems } = await validateIndex(index);
  if (json) await io.out(`${JSON.stringify({ sound, segments, documents, problems })}\n`);
  if (!sound) {
    throw new TseriniError(
      'INDEX',
      `the index is damaged; build it again: ${problems.join('; ')} (${index})`,
    );
  }
  if (!json) await io.out(`sound: ${grouped(documents)} documents in ${grouped(segments)} segments\n`);
}

async function showStats({ reader, io, json }: View): Promise<void> {
  const stats = await reader.stats();
  const { description } = reader;
  const impacts = await reader.isImpactIndex();
  if (json) return io.out(`${JSON.stringify({ ...stats, impacts, description })}\n`);
  const { documents, nonEmptyDocuments, uniqueTerms, totalTerms } = stats;
  const lines = formatTable([
    ['documents', grouped(documents)],
    ['documents, non-empty', grouped(nonEmptyDocuments)],
    ['unique terms', grouped(uniqueTerms)],
    [impacts ? 'total terms (sum of weights)' : 'total terms', grouped(totalTerms)],
  ]);
  await io.out(`${[...lines, '', ...factLines(description)].join('\n')}\n`);
}

/** How an index was made, as it records it or as its contents show. */
function factLines(description: IndexDescription): string[] {
  const { kind, isRecorded, version, records, analyzer, lengths, fields, fieldTypes, stores, collections } =
    description;
  const rows: (readonly [name: string, value: string | undefined])[] = [
    ['kind', `${kind ?? 'unknown'}${isRecorded ? '' : ' (by its contents: another program made it)'}`],
    ['made by', version && `tserini ${version}`],
    ['records', records],
    ['fields', fields.join(', ')],
    ['field types', fieldTypes && listFieldTypes(fieldTypes)],
    ['analyzer', analyzer && formatAnalyzer(analyzer)],
    ['lengths', lengths],
    ['stores', stores.join(', ') || 'ids'],
  ];
  for (const { name, documents, model, quantization, scale } of collections) {
    rows.push(
      ['collection', `${name}, ${grouped(documents)} documents`],
      ['model', model && `${model.name}, sha256 ${model.sha256}`],
      ['weights', quantization === undefined ? undefined : describeWeights(quantization)],
      ['scale', scale === undefined ? undefined : String(scale)],
    );
  }
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${value}`]));
}

async function showDocument({ reader, io, top, json }: View, docid: string): Promise<void> {
  const vector = await reader.getDocumentVector(docid);
  const document = await reader.doc(docid);
  if (!vector || !document) throw new TseriniError('NOT_FOUND', `the index has no document ${docid}`);
  const { luceneDocid, contents, raw } = document;
  if (json) {
    return io.out(`${JSON.stringify({ docid, luceneDocid, contents, raw, vector: [...vector] })}\n`);
  }
  const heaviest = [...vector].sort((a, b) => b[1] - a[1]);
  const most = heaviest[0]?.[1] ?? 0;
  const rows = heaviest.slice(0, top).map(([term, weight]) => [term, formatWeight(weight)]);
  const bars = formatTable(rows).map((line, i) => `${line}  ${bar(heaviest[i]![1], most)}`);
  const more = heaviest.length > top ? [`… and ${grouped(heaviest.length - top)} more terms`] : [];
  const body = contents ?? raw;
  await io.out(
    [
      `${docid}: document ${grouped(luceneDocid)} of the index, ${grouped(vector.size)} terms`,
      ...(body === undefined ? [] : ['', body.trim()]),
      '',
      ...bars,
      ...more,
      '',
    ].join('\n'),
  );
}

async function showPostings({ reader, io, top, json }: View, term: string): Promise<void> {
  const { df, cf } = await reader.getTermCounts(term);
  if (df === 0) throw new TseriniError('NOT_FOUND', `the index has no term ${term}`, { value: term });
  if (json) {
    await io.out(`{"term":${JSON.stringify(term)},"df":${df},"cf":${cf},"postings":[`);
    let separator = '';
    for await (const posting of reader.postings(term)) {
      await io.out(`${separator}\n${JSON.stringify(posting)}`);
      separator = ',';
    }
    return io.out('\n]}\n');
  }
  const heaviest = await heaviestPostings(reader, term, top);
  const most = heaviest[0]?.tf ?? 0;
  const rows = heaviest.map(({ docid, tf }) => [docid, formatWeight(tf)]);
  const bars = formatTable(rows).map((line, i) => `${line}  ${bar(heaviest[i]!.tf, most)}`);
  const more = df > top ? [`… and ${grouped(df - top)} more documents`] : [];
  await io.out([`${term}: df ${grouped(df)}, cf ${grouped(cf)}`, '', ...bars, ...more, ''].join('\n'));
}

/** The postings of the largest frequencies, of equal ones the first; memory holds twice as many. */
async function heaviestPostings(reader: LuceneIndexReader, term: string, top: number): Promise<Posting[]> {
  let heaviest: Posting[] = [];
  const cut = () => heaviest.sort((a, b) => b.tf - a.tf).slice(0, top);
  for await (const posting of reader.postings(term)) {
    heaviest.push(posting);
    if (heaviest.length >= 2 * top) heaviest = cut();
  }
  return cut();
}
