import { byCodePoint } from '../util/by-code-point.js';
import { TseriniError } from '../util/errors.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import type { CheckedIndex } from './checked-index.js';
import type { Cluster } from './cluster.js';
import { weightField } from './mapping.js';
import { unescapeToken, weightDelimiter } from './tokens.js';

/** The weights of a document as it was sent. */
type SentWeights = Readonly<Record<string, number>> | string;

interface MultiGetAnswer {
  readonly docs: readonly {
    readonly _id: string;
    readonly _source?: { readonly [weightField]?: SentWeights };
  }[];
}

/**
 * Reads the vectors of documents, in one request.
 * @returns by docid, terms by code point; without the documents that the index does not have
 * @throws TseriniError `USAGE` if the index stores no vectors; `CLUSTER`, `INTERRUPTED`
 */
export async function readVectors(
  cluster: Cluster,
  { index, meta }: CheckedIndex,
  docids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, SparseVector>> {
  if (!meta.stores.includes('docvectors')) {
    throw new TseriniError(
      'USAGE',
      `${meta.name} stores no vectors: index it again with --storeDocvectors (storeDocvectors in a program)`,
      { value: meta.name },
    );
  }
  const ids = docids.filter((docid) => docid !== '');
  if (ids.length === 0) return new Map();
  const { body } = await cluster.request<MultiGetAnswer>({
    method: 'POST',
    path: `/${index}/_mget`,
    query: { realtime: false, _source_includes: weightField, filter_path: 'docs._id,docs._source' },
    body: { ids },
    signal,
  });
  return new Map(
    body.docs.flatMap(({ _id, _source }) => {
      const weights = _source?.[weightField];
      return weights === undefined ? [] : [[_id, readWeights(weights)] as const];
    }),
  );
}

function readWeights(weights: SentWeights): SparseVector {
  const entries =
    typeof weights === 'string'
      ? weights.split(' ').map((token) => token.split(weightDelimiter) as [string, string])
      : Object.entries(weights);
  const terms = entries.map(([token, weight]) => [unescapeToken(token), Number(weight)] as const);
  return new Map(terms.sort(([a], [b]) => byCodePoint(a, b)));
}
