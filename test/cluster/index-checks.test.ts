import { describe, expect, it } from 'vitest';
import { OpenSearchImpactSearcher } from '#tserini/opensearch/opensearch-impact-searcher.js';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, sharedCluster } from '../support/opensearch-suite.ts';

/** What an index of three documents says of itself. */
const whole = {
  format: 1,
  name: 'made',
  mapping: 'rank_features',
  model: null,
  collection: 'c0ffee',
  stores: [],
  complete: true,
  documents: 3,
  weights: { least: 1, largest: 512 },
  everywhere: [],
};
const scripted = { ...whole, mapping: 'scripted' };
const features = { type: 'rank_features' };
const weighted = { type: 'text', similarity: 'impact' };
const similarity = (source: string) => ({
  'index.similarity.impact.type': 'scripted',
  'index.similarity.impact.script.source': source,
});

describe.skipIf(!opensearchClassPath)(
  `an index of a cluster, as it is opened${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = sharedCluster();
    let made = 0;

    async function open(meta: unknown, field: object = features, settings: object = {}) {
      const name = `made-${++made}`;
      const mappings = { _meta: { tserini: meta }, properties: { vector: field } };
      await cluster().request('PUT', `/${name}`, { settings, mappings });
      return OpenSearchImpactSearcher.open(name, undefined, { url: cluster().url, maxRetries: 0 });
    }

    it('is taken where it says all and holds it', async () => {
      await using searcher = await open(whole);
      expect([searcher.numDocs, searcher.model, searcher.hasText]).toEqual([3, undefined, false]);
      // Its window is the one that OpenSearch has by itself.
      await expect(searcher.search(new Map([['x', 1]]), 10_001)).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('10001 hits are more than the 10000'),
      });
      expect(await searcher.doc('')).toBeUndefined();
      expect(await searcher.refresh()).toBe(false);
    });

    it.each<[string, unknown, RegExp]>([
      ['says nothing', { format: 'x' }, /not built by tserini.*use index\.opensearch/],
      [
        'is of a newer tserini',
        { ...whole, format: 2 },
        /built by a newer tserini \(format 2\): update this one/,
      ],
      ['is half built', { ...whole, complete: false }, /half built: run index\.opensearch again/],
      ...(['documents', 'weights', 'everywhere', 'stores'] as const).map(
        (name): [string, unknown, RegExp] => [
          `does not say ${name}`,
          { ...whole, [name]: undefined },
          /_meta of index .* is incomplete/,
        ],
      ),
      [
        'has weights that features round',
        { ...whole, weights: { least: 1, largest: 513 } },
        /weights go to 513/,
      ],
      ['was built otherwise', scripted, /not the one that it was built with, scripted/],
    ])('is refused where it %s', async (_, meta, message) => {
      await expect(open(meta)).rejects.toMatchObject({
        code: 'INDEX',
        message: expect.stringMatching(message),
      });
    });

    it('is refused where its field or its similarity is another one', async () => {
      const refused = (what: RegExp) => ({ code: 'INDEX', message: expect.stringMatching(what) });
      const other = refused(/mapping is not the one that it was built with, scripted/);
      await expect(open(scripted, { type: 'text' })).rejects.toMatchObject(other);
      await expect(open(whole, weighted, similarity('return doc.freq;'))).rejects.toMatchObject(
        refused(/mapping is not the one that it was built with, rank_features/),
      );
      await expect(open(scripted, weighted, similarity('return doc.freq;'))).rejects.toMatchObject(
        refused(/similarity is not the one that it was built with/),
      );
      const noField = { mappings: { _meta: { tserini: whole } } };
      await cluster().request('PUT', '/bare', noField);
      await expect(
        OpenSearchImpactSearcher.open('bare', undefined, { url: cluster().url }),
      ).rejects.toMatchObject(refused(/mapping is not the one/));
    });

    it('must be one', async () => {
      const body = { mappings: { _meta: { tserini: whole } }, aliases: { both: {} } };
      for (const name of ['both-1', 'both-2']) await cluster().request('PUT', `/${name}`, body);
      await expect(
        OpenSearchImpactSearcher.open('both', undefined, { url: cluster().url }),
      ).rejects.toMatchObject({
        code: 'INDEX',
        message: expect.stringMatching(/both stands for 2 indexes \(both-1, both-2\): name one/),
      });
    });
  },
);
