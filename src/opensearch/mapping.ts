import { TseriniError } from '../util/errors.js';
import type { IndexMeta } from './index-meta.js';
import { type OpenSearchMapping, weightDelimiter } from './tokens.js';
import { typedProperties } from './typed-fields.js';

/** The field of the impacts. */
export const weightField = 'vector';

/** The field of the docid, by which ties are ordered. */
export const docidField = 'docid';

/** What the similarity of the scripted mapping computes. `query.boost` is the query's weight. */
const impactScript = 'return doc.freq * query.boost;';

/** The setting without which scores of the scripted mapping can be wrong. */
export const concurrencySetting = 'index.search.concurrent_segment_search.mode';

/** Tokens are cut here; Lucene refuses terms of more than 32,766 bytes anyway. */
const longestToken = 100_000;

/** The choices behind an index's mapping and settings. */
export interface IndexLayout {
  readonly mapping: OpenSearchMapping;
  readonly shards: number;
  /** Replicas of each shard. */
  readonly replicas: number;
}

/** The body that makes the index; nothing is refreshed until its end. */
export function indexBody(layout: IndexLayout, meta: IndexMeta): Record<string, unknown> {
  const { mapping, shards, replicas } = layout;
  return {
    settings: {
      'index.number_of_shards': shards,
      'index.number_of_replicas': replicas,
      'index.refresh_interval': '-1',
      'index.max_result_window': largestWindow,
      // How long a deletion is remembered, against an older record of the same id that comes late.
      'index.gc_deletes': '1h',
      ...(mapping === 'scripted' ? scriptedSettings : {}),
    },
    mappings: {
      dynamic: 'strict',
      _meta: metaBody(meta),
      // Of the document as it was sent, the vector alone, where it is wanted: the rest is in stored fields.
      _source: meta.stores.includes('docvectors') ? { includes: [weightField] } : { enabled: false },
      properties: {
        [docidField]: { type: 'keyword', index: false },
        [weightField]: weightProperty(mapping),
        contents: { type: 'text', index: false, store: true, norms: false },
        raw: { type: 'text', index: false, store: true, norms: false },
        ...typedProperties(meta.fieldTypes ?? {}),
      },
    },
  };
}

/** How many hits a search may ask for: OpenSearch's own limit, raised. */
const largestWindow = 100_000;

const scriptedSettings = {
  [concurrencySetting]: 'none',
  'index.similarity.impact.type': 'scripted',
  'index.similarity.impact.script.source': impactScript,
  'index.analysis.tokenizer.whole.type': 'whitespace',
  'index.analysis.tokenizer.whole.max_token_length': longestToken,
  'index.analysis.filter.weight.type': 'delimited_term_freq',
  'index.analysis.filter.weight.delimiter': weightDelimiter,
  'index.analysis.analyzer.weighted.type': 'custom',
  'index.analysis.analyzer.weighted.tokenizer': 'whole',
  'index.analysis.analyzer.weighted.filter': ['weight'],
};

function weightProperty(mapping: OpenSearchMapping): Record<string, unknown> {
  if (mapping === 'rank_features') return { type: 'rank_features' };
  return {
    type: 'text',
    analyzer: 'weighted',
    search_analyzer: 'whitespace',
    index_options: 'freqs',
    norms: false,
    similarity: 'impact',
  };
}

/** A mapping's `_meta` with tserini's part. */
export function metaBody(meta: IndexMeta): Record<string, unknown> {
  return { tserini: meta };
}

/** An index as the cluster describes it. */
export interface IndexDescription {
  readonly mappings?: {
    readonly _meta?: Readonly<Record<string, unknown>>;
    readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  /** By flat names. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * Checks that an index's field of impacts and its settings give exact scores.
 * @throws TseriniError `INDEX` with the way out
 */
export function checkExact(name: string, { mappings, settings }: IndexDescription, meta: IndexMeta): void {
  const refuse = (message: string): never => {
    throw new TseriniError('INDEX', `scores of index ${name} can be wrong: ${message}`, { value: name });
  };
  const { type, similarity } = mappings?.properties?.[weightField] ?? {};
  const isFeatures = type === 'rank_features';
  if (isFeatures !== (meta.mapping === 'rank_features') || !(isFeatures || similarity === 'impact')) {
    refuse(`its mapping is not the one that it was built with, ${meta.mapping}; index it again`);
  }
  if (isFeatures) {
    const largest = meta.weights?.largest ?? 0;
    if (largest > 512) {
      refuse(
        `its weights go to ${largest}, and rank_features is exact to 512; index it with --mapping scripted`,
      );
    }
    return;
  }
  if (settings?.['index.similarity.impact.script.source'] !== impactScript) {
    refuse('its similarity is not the one that it was built with; index it again');
  }
  if (settings?.[concurrencySetting] !== 'none') {
    refuse(
      'its segments may be searched concurrently, which makes a scripted similarity wrong; ' +
        `set ${concurrencySetting} to none, or index it with --mapping rank_features`,
    );
  }
}
