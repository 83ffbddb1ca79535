import { bestRanked } from '../run/best-ranked.js';
import type { Run } from '../run/run.js';
import type { Topic } from '../topics/topic.js';
import { throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { pythonFloat } from '../util/python/float.js';
import { showDocument } from './document-text.js';
import type { OpenIndex } from './open-index.js';

/** What the evaluator of KILT compares besides the pages. */
export interface KiltOptions {
  /** Docids are `page<delimiter>passage`: each page comes once, with its best passage. */
  readonly passageDelimiter?: string | undefined;
  /** Ids of topics that are numbers in KILT's data; the evaluator takes 1 and "1" for different topics. */
  readonly numericIds?: ReadonlySet<string> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A run as predictions of KILT (Petroni et al. 2021, https://arxiv.org/abs/2009.02252), a line of JSON for each topic:
 * `{"id", "input", "output": [{"provenance": [{"wikipedia_id", "title", "text", "score"}]}]}`, docids being pages of
 * Wikipedia. KILT's evaluator wants all topics in the order of its data, so that lines are in the order of the topics; one
 * without hits has no pages.
 * @param hits documents of a topic, by their ranks in the run
 * @throws TseriniError `INPUT` for a topic of the run that is not among the topics, a document that is not in the index,
 *   or a score that JSON cannot write
 */
export async function* kiltPredictions(
  run: Run,
  topics: readonly Topic[],
  index: Pick<OpenIndex, 'docs'>,
  hits: number,
  { passageDelimiter, numericIds, signal }: KiltOptions = {},
): AsyncGenerator<string> {
  const known = new Set(topics.map(({ id }) => id));
  const unknown = [...run.topics.keys()].find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new TseriniError('INPUT', `topic ${unknown} of the run is not among the topics`, {
      value: unknown,
    });
  }
  for (const { id, text } of topics) {
    throwIfStopped(signal);
    const found = run.topics.get(id);
    const pages = new Map<string, { readonly docid: string; readonly score: number }>();
    for (const at of found ? bestRanked(found, found.size) : []) {
      const docid = found!.docids.docid(at);
      const page = passageDelimiter === undefined ? docid : docid.split(passageDelimiter, 1)[0]!;
      if (!pages.has(page)) pages.set(page, { docid, score: found!.scores[at]! });
      if (pages.size === hits) break;
    }
    const stored = await index.docs([...pages.values()].map(({ docid }) => docid));
    const provenance = Array.from(pages, ([page, { docid, score }]) => {
      const document = stored.get(docid);
      if (!document) {
        throw new TseriniError('INPUT', `document ${docid} of the run is not in the index`, { value: docid });
      }
      if (!Number.isFinite(score)) {
        throw new TseriniError('INPUT', `the score of ${docid} in topic ${id} is not finite`, {
          value: score,
        });
      }
      const shown = showDocument(document);
      const fields = JSON.stringify({ wikipedia_id: page, title: shown.title, text: shown.text });
      return `${fields.slice(0, -1)},"score":${pythonFloat(score)}}`;
    });
    const topic = `"id":${numericIds?.has(id) ? id : JSON.stringify(id)},"input":${JSON.stringify(text)}`;
    yield `{${topic},"output":[{"provenance":[${provenance.join(',')}]}]}\n`;
  }
}
