import type { Hit } from './run.js';

export interface HitSelection {
  /** Drop the hit whose docid is the topic's id: some collections search with their own documents. */
  readonly removeQuery?: boolean;
  /** Docids to drop, by topic. */
  readonly excluded?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Of hits with the same docid, keep the first. */
  readonly removeDuplicates?: boolean;
  /** Docids are `document<delimiter>passage`: keep the best passage of each document, under the document's id. */
  readonly maxPassage?: { readonly hits: number; readonly delimiter: string } | undefined;
}

/** Leaves out hits as the flags of Pyserini's search say; the order stays. */
export function selectHits(topic: string, hits: readonly Hit[], selection: HitSelection): readonly Hit[] {
  const { removeQuery, excluded, removeDuplicates, maxPassage } = selection;
  const dropped = excluded?.get(topic);
  let selected = dropped ? hits.filter(({ docid }) => !dropped.has(docid)) : hits;
  if (removeDuplicates) selected = firstOfEach(selected);
  if (removeQuery) selected = selected.filter(({ docid }) => docid !== topic);
  if (maxPassage) {
    const documents = selected.map(({ docid, score }) => ({
      docid: docid.split(maxPassage.delimiter, 1)[0]!,
      score,
    }));
    selected = firstOfEach(documents).slice(0, maxPassage.hits);
  }
  return selected;
}

function firstOfEach(hits: readonly Hit[]): Hit[] {
  const seen = new Set<string>();
  return hits.filter(({ docid }) => !seen.has(docid) && seen.add(docid));
}
