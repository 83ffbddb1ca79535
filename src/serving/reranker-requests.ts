import { bestRanked } from '../run/best-ranked.js';
import type { Run } from '../run/run.js';
import type { StoredDocument } from '../search/impact-searcher.js';
import type { Topic } from '../topics/topic.js';
import { throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { pythonFloat } from '../util/python/float.js';
import { showDocument } from './document-text.js';
import type { OpenIndex } from './open-index.js';

/** Keys of a record that repeat the docid. */
const ids = ['id', '_id', 'docid'];

/**
 * The requests that rerankers such as rank_llm read, a line of JSON for each topic of a run, in the order of the run:
 * `{"query": {"qid", "text"}, "candidates": [{"docid", "score", "doc"}]}`, as Anserini's GenerateRerankerRequests writes
 * them. `doc` is the record as it was indexed, without its id.
 * @param hits candidates of a topic, by their ranks in the run
 * @throws TseriniError `INPUT` for a topic of the run that is not among the topics, a document that is not in the index,
 *   or a score that JSON cannot write; `INDEX` where a document's text is not stored
 */
export async function* rerankerRequests(
  run: Run,
  topics: readonly Topic[],
  index: Pick<OpenIndex, 'docs'>,
  hits: number,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const texts = new Map(topics.map(({ id, text }) => [id, text]));
  for (const [qid, ranked] of run.topics) {
    throwIfStopped(signal);
    const text = texts.get(qid);
    if (text === undefined) {
      throw new TseriniError('INPUT', `topic ${qid} of the run is not among the topics`, { value: qid });
    }
    const { docids, scores } = ranked;
    const chosen = bestRanked(ranked, hits).map((at) => ({ docid: docids.docid(at), score: scores[at]! }));
    const stored = await index.docs(chosen.map(({ docid }) => docid));
    const candidates = chosen.map(({ docid, score }) => {
      if (!Number.isFinite(score)) {
        throw new TseriniError('INPUT', `the score of ${docid} in topic ${qid} is not finite`, {
          value: score,
        });
      }
      const doc = documentOf(docid, stored.get(docid));
      // With a decimal point: rank_llm takes no whole number for a score.
      return `{"docid":${JSON.stringify(docid)},"score":${pythonFloat(score)},"doc":${JSON.stringify(doc)}}`;
    });
    yield `{"query":${JSON.stringify({ qid, text })},"candidates":[${candidates.join(',')}]}\n`;
  }
}

function documentOf(docid: string, stored: StoredDocument | undefined): unknown {
  if (!stored) {
    throw new TseriniError('INPUT', `document ${docid} of the run is not in the index`, { value: docid });
  }
  const { doc, text } = showDocument(stored);
  if (text === undefined) {
    const message = `the index stores no text of document ${docid}: build it with --storeRaw or --storeContents`;
    throw new TseriniError('INDEX', message, { value: docid });
  }
  // TREC's records are not JSON.
  if (typeof doc !== 'object' || doc === null) return { contents: doc ?? text };
  return Object.fromEntries(Object.entries(doc).filter(([key]) => !ids.includes(key)));
}
