// The cost of distribution on one machine: impact indexes on OpenSearch, and the embedded Lucene in the same run.
//
//   node bench/opensearch.mjs [--large N] [--nodes 1,2,3] [--mappings rank_features,scripted] [--seconds S]
//                             [--threads T]
//
// Documents per second of bulk indexing, and queries per second at 10 and 1,000 hits, warm, with as many shards as nodes
// and no replicas. Each node is a separate JVM on this machine. The documents are NFCorpus's SPLADE-v3 vectors, and N
// documents resampled from them (200,000; 0 omits them). Every ranking is compared with the one of the embedded Lucene.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import {
  LuceneImpactSearcher,
  LuceneIndexer,
  OpenSearchImpactIndexer,
  OpenSearchImpactSearcher,
  PretokenizedQueryEncoder,
  readTopics,
} from '../dist/index.js';
import { generateVectors } from './support/generate-vectors.mjs';
import { needsOpensearch, OpenSearchCluster, opensearchClassPath } from './support/opensearch-cluster.mjs';
import { sharedData } from './support/peers.mjs';
import { saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    large: { type: 'string', default: '200000' },
    nodes: { type: 'string', default: '1,2,3' },
    mappings: { type: 'string', default: 'rank_features,scripted' },
    seconds: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
  },
});
const cuts = [10, 1000];
const threads = Number(values.threads);
// As in production, with all compilers.
const java = ['-Xmx2g', '--add-modules', 'jdk.incubator.vector'];

/** The queries that are searched repeatedly. */
async function readQueries() {
  const topics = await readTopics(sharedData('nfcorpus-splade-v3/topics.nfcorpus.test.splade-v3.tsv.gz'));
  const encoder = new PretokenizedQueryEncoder();
  return Promise.all(topics.map(async ({ id, text }) => [id, await encoder.encode(text)]));
}

async function searchAll(searcher, queries, k) {
  const rankings = [];
  for await (const [id, hits] of searcher.searchEach(queries, k, threads)) {
    rankings.push([id, hits.map(({ docid, score }) => [docid, score])]);
  }
  return rankings;
}

/** Queries per second, after one pass to warm up. @returns also that pass's rankings */
async function searchRate(searcher, queries, k) {
  const rankings = await searchAll(searcher, queries, k);
  const started = performance.now();
  let searched = 0;
  while (performance.now() - started < 1000 * Number(values.seconds)) {
    searched += (await searchAll(searcher, queries, k)).length;
  }
  return { rankings: JSON.stringify(rankings), rate: (1000 * searched) / (performance.now() - started) };
}

/** Indexes, opens, searches and prints one line. */
async function measure(name, indexing, open, queries, expected) {
  const started = performance.now();
  const { indexed } = await indexing();
  const results = { documents: (1000 * indexed) / (performance.now() - started), rankings: [], queries: [] };
  const searcher = await open();
  for (const k of cuts) {
    const { rate, rankings } = await searchRate(searcher, queries, k);
    results.queries.push(rate);
    results.rankings.push(rankings);
  }
  await searcher.close();
  const isSame = results.rankings.every((ranking, i) => !expected || ranking === expected.rankings[i]);
  if (!isSame) process.exitCode = 1;
  const cells = [results.documents, ...results.queries].map((rate) => rate.toFixed(0).padStart(16));
  const said = expected ? (isSame ? '  the same rankings' : '  OTHER RANKINGS') : '';
  process.stdout.write(`  ${name.padEnd(24)}${cells.join('')}${said}\n`);
  return results;
}

async function compare(title, name, input, folder, queries) {
  process.stdout.write(`\n${title}, ${queries.length} queries, ${threads} threads\n`);
  const head = ['documents/s', ...cuts.map((k) => `queries/s ${k}`)].map((cell) => cell.padStart(16));
  process.stdout.write(`  ${''.padEnd(24)}${head.join('')}\n`);
  const path = join(folder, `${name}.index`);
  const embedded = await measure(
    'embedded Lucene',
    () => new LuceneIndexer(path, { threads }).index(input),
    () => LuceneImpactSearcher.open(path),
    queries,
  );
  const rows = [];
  for (const nodes of values.nodes.split(',').map(Number)) {
    const cluster = await OpenSearchCluster.start(nodes, { java });
    try {
      for (const mapping of values.mappings.split(',')) {
        const layout = { url: cluster.urls, mapping, shards: nodes, replicas: 0, threads };
        const results = await measure(
          `${nodes} ${nodes === 1 ? 'node' : 'nodes'}, ${mapping}`,
          () => new OpenSearchImpactIndexer(name, { ...layout, deleteOld: true }).index(input),
          () => OpenSearchImpactSearcher.open(name, undefined, { url: cluster.urls }),
          queries,
          embedded,
        );
        const row = (what, unit, ours, theirs) =>
          rows.push({
            name: `${title}, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}, ${mapping}, ${what}`,
            ...{ unit, ours, peer: 'embedded Lucene', theirs },
          });
        row('bulk', 'documents/s', results.documents, embedded.documents);
        for (const [i, k] of cuts.entries())
          row(`${k} hits`, 'queries/s', results.queries[i], embedded.queries[i]);
      }
    } finally {
      await cluster.stop();
    }
  }
  return rows;
}

if (!opensearchClassPath) throw new Error(`no OpenSearch${needsOpensearch}`);
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
try {
  const queries = await readQueries();
  const source = sharedData('nfcorpus-splade-v3/vectors.jsonl.gz');
  const small = join(folder, 'nfcorpus');
  mkdirSync(small);
  writeFileSync(join(small, 'vectors.jsonl'), gunzipSync(readFileSync(source)));
  const rows = await compare('NFCorpus on OpenSearch', 'nfcorpus', small, folder, queries);
  const documents = Number(values.large);
  if (documents > 0) {
    const large = join(folder, 'large');
    mkdirSync(large);
    await generateVectors({ source, output: join(large, 'vectors.jsonl'), documents });
    const title = `${documents.toLocaleString('en-US')} generated documents on OpenSearch`;
    rows.push(...(await compare(title, 'large', large, folder, queries)));
  }
  saveRows(rows, {
    notes: [
      'All nodes share this machine: this measures the cost of a cluster, not the gain of several machines.',
    ],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
