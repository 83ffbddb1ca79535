import { TseriniError } from '../util/errors.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import type { RunFormat } from './read-run.js';
import type { Hit } from './run.js';

const sixDecimals = (score: number) => score.toFixed(6);

/** What separates the columns of a run, or ends its lines, for those who read it. */
const whiteSpace = /[\t-\r ]/;

/**
 * Checks an id or a tag that is to be a column of a run.
 * @throws TseriniError INPUT where it would be none, or several
 */
function assertColumn(what: string, text: string, of = ''): void {
  if (text !== '' && !whiteSpace.test(text)) return;
  const problem = text === '' ? 'is empty' : 'has white space';
  throw new TseriniError(
    'INPUT',
    `the ${what} ${JSON.stringify(text)}${of} ${problem}: TREC's and MS MARCO's runs cannot hold it, give it another`,
    { value: text },
  );
}

function assertColumns(topic: string, hits: readonly Hit[]): void {
  assertColumn('topic id', topic);
  for (const { docid } of hits) {
    if (docid === '' || whiteSpace.test(docid)) assertColumn('docid', docid, ` of topic ${topic}`);
  }
}

/**
 * A topic's lines in TREC's format, `topic Q0 docid rank score tag`, scores with six decimals, as Anserini
 * writes them. Hits must be in rank order.
 * @throws TseriniError INPUT for an id or tag that is empty or has white space
 */
export function formatRunLines(
  topic: string,
  hits: readonly Hit[],
  tag: string,
  formatScore: (score: number) => string = sixDecimals,
): string {
  assertColumns(topic, hits);
  assertColumn('tag of the run', tag);
  let lines = '';
  for (let i = 0; i < hits.length; i++) {
    const { docid, score } = hits[i]!;
    lines += `${topic} Q0 ${docid} ${i + 1} ${formatScore(score)} ${tag}\n`;
  }
  return lines;
}

/**
 * A topic's lines in MS MARCO's format, `topic<TAB>docid<TAB>rank`. Hits must be in rank order.
 * @throws TseriniError INPUT for an id that is empty or has white space
 */
export function formatMsMarcoRunLines(topic: string, hits: readonly Hit[]): string {
  assertColumns(topic, hits);
  let lines = '';
  for (let i = 0; i < hits.length; i++) lines += `${topic}\t${hits[i]!.docid}\t${i + 1}\n`;
  return lines;
}

/** A topic's id and its hits in rank order. */
export type TopicHits = readonly [topic: string, hits: readonly Hit[]];

/** How a run is written. */
export interface WriteRunOptions {
  /** Default `trec`. */
  readonly format?: RunFormat;
  /** Sixth column of TREC's format. Default `Anserini`, as Pyserini's search writes. */
  readonly tag?: string;
  /** How scores are written. Default: with six decimals. */
  readonly formatScore?: (score: number) => string;
  readonly signal?: AbortSignal;
}

/**
 * Writes a run, making its folder if absent; the file appears under its name only when it is whole.
 * @throws TseriniError NOT_FOUND, IO, USAGE (a folder), INTERRUPTED; INPUT for an id or tag with white space
 */
export async function writeRun(
  path: string,
  topics: Iterable<TopicHits> | AsyncIterable<TopicHits>,
  options: WriteRunOptions = {},
): Promise<void> {
  await writeAtomically('run', path, runLines(topics, options), options.signal);
}

/** The lines of a run, those of each topic as one text. @throws TseriniError INPUT for an id or tag with white space */
export async function* runLines(
  topics: Iterable<TopicHits> | AsyncIterable<TopicHits>,
  { format = 'trec', tag = 'Anserini', formatScore }: WriteRunOptions = {},
): AsyncGenerator<string> {
  for await (const [topic, hits] of topics) {
    yield format === 'trec'
      ? formatRunLines(topic, hits, tag, formatScore)
      : formatMsMarcoRunLines(topic, hits);
  }
}
