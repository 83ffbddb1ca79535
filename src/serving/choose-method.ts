import { TseriniError } from '../util/errors.js';
import type { Bm25Parameters } from './open-index.js';
import { isPruned, type QueryPruning } from './query-pruning.js';
import type { SearchMethod } from './results.js';

interface Parts {
  readonly impact?: object | undefined;
  readonly bm25?: object | undefined;
  /** The model of the queries of impacts; without a name, queries are tokens. */
  readonly model?: { readonly name: string | undefined } | undefined;
}

/** The methods of an index, its default first. */
export function methodsOf({ impact, bm25, model }: Parts): SearchMethod[] {
  return [
    ...(impact ? (['impact'] as const) : []),
    ...(bm25 ? (['bm25'] as const) : []),
    // Without a model, a query for impacts is tokens, and one for BM25 is text: no query is both.
    ...(impact && bm25 && model?.name !== undefined ? (['hybrid'] as const) : []),
  ];
}

/**
 * The method of a request.
 * @param name the index, for errors
 * @param methods those of the index
 * @throws TseriniError `USAGE` for one that the index does not have, or that does not take the settings
 */
export function chooseMethod<M extends SearchMethod>(
  name: string,
  methods: readonly SearchMethod[],
  {
    method,
    bm25,
    ...pruning
  }: QueryPruning & {
    readonly method?: M | undefined;
    readonly bm25?: Bm25Parameters | undefined;
  },
): M {
  const [first] = methods;
  const chosen: SearchMethod = method ?? first!;
  if (!methods.includes(chosen)) {
    const needs = chosen === 'hybrid' ? ', which takes an impact index with an encoder and a text index' : '';
    const message = `the index ${name} has no ${chosen} search${needs}; use method ${first}`;
    throw new TseriniError('USAGE', message, { value: method });
  }
  if (chosen === 'bm25' && isPruned(pruning)) {
    throw new TseriniError(
      'USAGE',
      'topK, minWeight and drop are for methods impact and hybrid: BM25 does not prune queries',
    );
  }
  if (chosen === 'impact' && bm25) {
    throw new TseriniError('USAGE', 'k1 and b are for methods bm25 and hybrid', { value: bm25.k1 });
  }
  return chosen as M;
}
