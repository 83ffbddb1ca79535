import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { evaluateFile } from '#tserini/eval/evaluate.js';
import { loadQrels } from '#tserini/eval/read-qrels.js';
import { tserini } from '../support/cli.ts';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { needsOpensearch, opensearchClassPath } from '../support/opensearch-jars.ts';
import { clusterTimeout, suiteCluster } from '../support/opensearch-suite.ts';
import { suiteFolder } from '../support/temp.ts';

const data = (name: string) => sharedData(`nfcorpus-splade-v3/${name}`);
const indexes = { rank_features: 'features', scripted: 'scripted' };

describe.skipIf(!hasSharedData || !opensearchClassPath)(
  `SPLADE-v3 on NFCorpus, two shards and their copies on two nodes${needsSharedData}${needsOpensearch}`,
  { timeout: clusterTimeout },
  () => {
    const cluster = suiteCluster(2);
    const folder = suiteFolder();

    /** Runs a command to its good end. */
    async function run(command: string, ...args: string[]): Promise<void> {
      const { exitCode, stderr } = await tserini([command, ...args]);
      expect(stderr, command).not.toMatch(/^error/m);
      expect(exitCode, stderr).toBe(0);
    }

    async function search(index: string, urls: readonly string[]): Promise<string> {
      const path = join(folder(), 'run.txt');
      const topics = data('topics.nfcorpus.test.splade-v3.tsv.gz');
      await run(
        'search.opensearch',
        ...['--index', index, '--url', ...urls, '--topics', topics, '--pretokenized', '--output', path],
      );
      return path;
    }

    /** Every run of every mapping is Pyserini's own. */
    async function expectPyserinisRuns(urls: readonly string[]): Promise<void> {
      const expected = gunzipSync(readFileSync(data('runs/impact.k1000.txt.gz')));
      for (const index of Object.values(indexes)) {
        expect(readFileSync(await search(index, urls)).equals(expected), index).toBe(true);
      }
    }

    it.each(Object.entries(indexes))('indexes with the mapping %s', async (mapping, index) => {
      const input = data('vectors.jsonl.gz');
      const layout = ['--shards', '2', '--replicas', '1', '--mapping', mapping];
      await run(
        'index.opensearch',
        ...['--input', input, '--index', index, '--url', cluster().url, ...layout],
      );
      await cluster().waitForGreen();
      type Shard = { prirep: string; state: string; node: string };
      const shards = await cluster().request<Shard[]>('GET', `/_cat/shards/${index}?format=json`);
      expect(shards.map(({ prirep, state }) => `${prirep} ${state}`).sort()).toEqual([
        'p STARTED',
        'p STARTED',
        'r STARTED',
        'r STARTED',
      ]);
      expect(new Set(shards.map(({ node }) => node)).size).toBe(2);
    });

    it("gives Pyserini's runs byte for byte, and so its nDCG@10", async () => {
      await expectPyserinisRuns(cluster().urls);
      const facts = readFileSync(sharedData('README.md'), 'utf8');
      const [, nDCG] = /nDCG@10 is ([\d.]+)/.exec(facts)!;
      const qrels = await loadQrels(sharedData('nfcorpus/qrels/test.qrels'));
      const evaluation = await evaluateFile(qrels, join(folder(), 'run.txt'), ['ndcg_cut.10'], {
        complete: true,
      });
      expect(evaluation.get('ndcg_cut_10')!.toFixed(4)).toBe(nDCG);
    });

    it('gives the same with one node killed, whose address comes first', async () => {
      await cluster().killNode(1);
      await cluster().waitForNodes();
      await expectPyserinisRuns([...cluster().urls].reverse());
    });

    it('gives the same by the node that came back, alone', async () => {
      await cluster().startNode(1);
      await cluster().waitForGreen();
      // Without a vote, the first node leaves the cluster's management to the other.
      await cluster().request('POST', '/_cluster/voting_config_exclusions?node_names=node1');
      await cluster().killNode(0);
      await cluster().waitForNodes();
      await expectPyserinisRuns(cluster().urls);
    });
  },
);
