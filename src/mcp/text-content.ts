import type { DocumentResult, ExplainResult, IndexesResult, SearchResult } from './schemas.js';

// The results of the tools as text, for models that do not receive the structured content.

export function indexesText({ indexes }: IndexesResult): string {
  return indexes
    .map(({ name, documents, impact, bm25, hybrid, encoder, hasText, warnings }) => {
      const methods = [
        impact ? `impact (${encoder ?? 'queries are tokens'})` : '',
        bm25 ? 'bm25' : '',
        hybrid ? 'hybrid' : '',
      ];
      const listed = methods.filter((method) => method !== '').join(hybrid ? ', ' : ' and ');
      const warned = warnings.map((warning) => `\n  warning: ${warning}`).join('');
      return `${name}: ${documents} documents, ${listed}, ${hasText ? 'with' : 'without'} texts${warned}`;
    })
    .join('\n');
}

/** For a query that was cut. */
const cutNote = 'The query is too long for the encoder: only its beginning counts. Shorten it.\n';

export function searchText({ index, missing, truncated, candidates }: SearchResult): string {
  const tokens =
    missing === undefined
      ? ''
      : `${index} has no encoder: the words of the query were taken as tokens.` +
        `${missing.length > 0 ? ` It lacks ${missing.join(', ')}.` : ''}\n`;
  const note = truncated ? cutNote : tokens;
  if (candidates.length === 0) return `${note}Nothing in ${index} matches the query.`;
  const lines = candidates
    .map(({ rank, docid, score, rankings, title, snippet }) => {
      const head = `${rank}. ${docid} (score ${number(score)}${placesText(rankings)})${title === undefined ? '' : `: ${title}`}`;
      return snippet === undefined ? head : `${head}\n   ${snippet}`;
    })
    .join('\n');
  return note + lines;
}

export function documentText({ docid, title, text, offset, length, next }: DocumentResult): string {
  const rest =
    next === undefined
      ? ''
      : `\n\n[characters ${offset} to ${next} of ${length}; continue at offset ${next}]`;
  return `${docid}${title === undefined ? '' : `: ${title}`}\n\n${text}${rest}`;
}

export function explanationText(explanation: ExplainResult): string {
  const { docid, score, rank, matching, matchingCount, unmatched, unmatchedCount } = explanation;
  const place = rank === undefined ? 'no hit' : `rank ${rank}, score ${number(score)}`;
  const lines = [`${explanation.truncated ? cutNote : ''}${docid}: ${place}`];
  for (const { term, queryWeight, documentWeight, product, share, own } of matching) {
    const factors = `${number(queryWeight)} × ${number(documentWeight)} = ${number(product)}`;
    const origin = own ? '' : ', added by the model';
    lines.push(`- ${term}: ${factors} (${(share * 100).toFixed(1)} %${origin})`);
  }
  if (matchingCount > matching.length) lines.push(`- and ${matchingCount - matching.length} more`);
  if (unmatchedCount > 0) {
    const more = unmatchedCount > unmatched.length ? ` and ${unmatchedCount - unmatched.length} more` : '';
    lines.push(`Terms of the query that add nothing: ${unmatched.map(({ term }) => term).join(', ')}${more}`);
  }
  return lines.join('\n');
}

/** Where a hit of a hybrid search is in the rankings that were fused. */
function placesText(rankings: SearchResult['candidates'][number]['rankings']): string {
  return Object.entries(rankings ?? {})
    .map(([method, place]) => (place ? `, rank ${place.rank} of ${method}` : ''))
    .join('');
}

/** Integers unchanged, others with enough digits to distinguish ranks. */
function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}
