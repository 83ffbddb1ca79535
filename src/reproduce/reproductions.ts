import { fileURLToPath } from 'node:url';
import tables from './expected-metrics.json' with { type: 'json' };
import type { Bm25System, Expected, ImpactSystem, Reproduction } from './reproduction.js';

/** Expected metrics of one system on data sets of BEIR. `{dataset}` in a text is replaced by the data set's name. */
interface ExpectedTable {
  /** A model, or `bm25`. */
  readonly system: string;
  readonly title: string;
  readonly source: string;
  readonly tolerance?: Expected['tolerance'];
  /** By data set: the values of {@link beirMeasures}, to four decimals. */
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

const beirMeasures = ['ndcg_cut.10', 'recall.100', 'recall.1000'];

function impactSystem(encoder: string, expected?: Expected): ImpactSystem {
  return {
    kind: 'impact',
    name: nameOf(encoder),
    encoder,
    fields: ['title', 'text'],
    maxLength: 512,
    expected,
  };
}

const bm25System = (expected?: Expected): Bm25System => ({ kind: 'bm25', name: 'bm25', expected });

/** A model without its organization. */
function nameOf(model: string): string {
  return model.slice(model.indexOf('/') + 1);
}

/**
 * Anserini's SPLADE-v3 vectors of NFCorpus differ from the guide's: their weights sum to 39,195,836 (guide:
 * 39,148,150), nDCG@10 is 0.3629 (guide: 0.3624) and recall@100 is 0.2976 (guide: 0.2965). Therefore that table has a tolerance.
 */
function onBeir({ system, title, source, tolerance, metrics }: ExpectedTable): [string, Reproduction][] {
  return Object.entries(metrics).map(([dataset, values]) => {
    const fill = (text: string) => text.replace('{dataset}', dataset);
    const expected: Expected = {
      metrics: new Map(values.map((value, i) => [beirMeasures[i]!, value])),
      source: fill(source),
      tolerance,
    };
    const reproduction: Reproduction = {
      title: fill(title),
      data: { dataset },
      systems: [system === 'bm25' ? bm25System(expected) : impactSystem(system, expected)],
      measures: beirMeasures,
      hits: 1000,
    };
    return [`${dataset}-${nameOf(system)}`, reproduction];
  });
}

/** Every experiment by name. */
export const reproductions: ReadonlyMap<string, Reproduction> = new Map<string, Reproduction>([
  [
    'embedded',
    {
      title: 'SPLADE, BM25 and both together on the collection that comes with tserini',
      data: { folder: fileURLToPath(new URL('../../examples/collection', import.meta.url)) },
      systems: [
        impactSystem('splade-tiny'),
        bm25System(),
        { kind: 'fusion', name: 'hybrid', of: ['splade-tiny', 'bm25'], method: 'rrf' },
      ],
      measures: ['ndcg_cut.10', 'recall.100'],
      hits: 1000,
      shownTopic: 'q10',
    },
  ],
  ...(tables as readonly ExpectedTable[]).flatMap(onBeir),
]);
