// Rankings of a large impact index, compared with a brute force over the same vectors.
//
//   node bench/exact.mjs [--documents 1000000] [--order clustered|random] [--queries 200] [--hits 10,1000] [--folder DIR]
//
// Vectors are made of those of bench/large-collection.mjs, which must have run for at least one part, by
// java/GenerateVectors.java. They go to `index.lucene` and to this process, which keeps the postings of the queries'
// terms: scores are sums over all of these. Each query is asked three times, as the searcher reads postings from the index
// at first and from memory later. Scores are whole numbers, apart from the millionths by which searchers separate ties.
// Exits with 1 if any ranking differs.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LuceneImpactSearcher, PretokenizedQueryEncoder, readTopics } from '../dist/index.js';
import { BruteForce } from './support/brute-force.mjs';
import { generateCommand, largeFolder } from './support/large-folder.mjs';
import { tserini } from './support/peers.mjs';
import { saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '1000000' },
    order: { type: 'string', default: 'clustered' },
    queries: { type: 'string', default: '200' },
    hits: { type: 'string', default: '10,1000' },
    folder: { type: 'string', default: largeFolder },
  },
});
const rounds = 3;
const documents = Number(values.documents);
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const index = join(folder, 'index');

/** Indexes the vectors, and shows each line to `see`. */
async function build(see) {
  const [file, ...args] = generateCommand(values.folder, documents, values.order);
  const generator = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [program, ...first] = tserini;
  const flags = ['--collection', 'JsonVectorCollection', '--impact', '--pretokenized', '--threads', '1'];
  const indexer = spawn(program, [...first, 'index.lucene', ...flags, '--input', '-', '--index', index], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = [generator, indexer].map(async (process) => {
    const [code] = await once(process, 'close');
    if (code !== 0) throw new Error(`${process.spawnargs.join(' ')} ended with ${code}`);
  });
  let rest = '';
  for await (const chunk of generator.stdout.setEncoding('utf8')) {
    if (!indexer.stdin.write(chunk)) await once(indexer.stdin, 'drain');
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) see(line);
  }
  indexer.stdin.end();
  await Promise.all(ended);
}

/** How many of the rankings are not the expected ones. */
function differences(rankings, topics, k) {
  let different = 0;
  for (const { id, expected } of topics) {
    const found = rankings.get(id).map(({ docid, score }) => `${docid} ${Math.round(score)}`);
    const should = expected.slice(0, k).map(({ docid, score }) => `${docid} ${score}`);
    const at = should.findIndex((line, i) => line !== found[i]);
    if (at < 0 && found.length === should.length) continue;
    different++;
    console.log(
      `topic ${id}, ${k} hits: at ${at} ${found[at]} in place of ${should[at]}; ${found.length} hits`,
    );
  }
  return different;
}

const cuts = values.hits.split(',').map(Number);
let different = 0;
try {
  const encoder = new PretokenizedQueryEncoder();
  const asked = (await readTopics(join(values.folder, 'topics.encoded.tsv'))).slice(
    0,
    Number(values.queries),
  );
  const topics = await Promise.all(
    asked.map(async ({ id, text }) => ({ id, query: await encoder.encode(text) })),
  );
  const force = new BruteForce(topics.flatMap(({ query }) => [...query.keys()]));
  await build((line) => force.add(line));
  for (const topic of topics) topic.expected = force.rank(topic.query, Math.max(...cuts));
  const searcher = await LuceneImpactSearcher.open(index);
  for (let round = 0; round < rounds; round++) {
    for (const k of cuts) {
      const rankings = await searcher.batchSearch(
        topics.map(({ query }) => query),
        topics.map(({ id }) => id),
        k,
        2,
      );
      different += differences(rankings, topics, k);
    }
  }
  await searcher.close();
  const rankings = topics.length * rounds * cuts.length;
  const indexed = `${force.size.toLocaleString('en-US')} documents`;
  console.log(
    `${indexed} in ${values.order} order, ${topics.length} queries, ${rounds} times each at ` +
      `${values.hits} hits: ${different} rankings of ${rankings} differ from the brute force`,
  );
  saveRows([
    {
      name: `${indexed}, rankings of ${rankings} that differ from a brute force`,
      unit: '',
      ours: different,
      goal: { atMost: 0 },
    },
  ]);
} finally {
  rmSync(folder, { recursive: true });
}
if (different > 0) process.exitCode = 1;
