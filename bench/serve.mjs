// The server under load: requests per second, latency, memory, and its behavior at twice the rate that it can sustain.
//
//   node bench/serve.mjs [--seconds 60] [--connections 16] [-- flags of tserini serve]
//
// NFCorpus as SPLADE-v3 vectors, all 3,237 queries of NFCorpus encoded with splade-tiny on arrival, 10 hits. First without
// the cache of encoded queries, so that every request runs the model, then at twice the sustained rate, and then with the
// defaults. Server and load share the machine.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { LuceneIndexer } from '../dist/index.js';
import { readNfcorpus } from './support/nfcorpus.mjs';
import { sharedData } from './support/peers.mjs';
import { saveRows } from './support/rows.mjs';

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    connections: { type: 'string', default: '16' },
  },
  allowPositionals: true,
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const paths = shuffled(readNfcorpus('queries.jsonl')).map(
  ({ text }) => `/v1/nfcorpus/search?${new URLSearchParams({ query: text, hits: '10' })}`,
);

/** The same order in every run. */
function shuffled(items) {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 0x7fffffff;
    return state;
  };
  return items
    .map((item) => [random(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

async function startServer(flags) {
  // Java fills its heap before it collects garbage. A small heap is full when the measurement begins.
  const index = `nfcorpus=${join(folder, 'index')},encoder=splade-tiny`;
  const child = spawn(
    process.execPath,
    [main, 'serve', '--port', '0', '--heap', '256m', '--index', index, ...flags, ...positionals],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  for await (const line of createInterface(child.stderr)) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url) return { child, url };
    console.error(line);
  }
  throw new Error('the server did not start');
}

async function stopServer({ child }) {
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the server ended with ${code}`);
}

function megabytes({ child }) {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)[1]) / 1024;
}

/** The number of queries that the server found in its cache, and of all. */
async function cacheCounts({ url }) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const of = (source) =>
    Number(new RegExp(`query_vectors_total{.*source="${source}"} (\\d+)`).exec(text)?.[1] ?? 0);
  const [hits, joined, misses] = ['hit', 'joined', 'miss'].map(of);
  return { saved: hits + joined, all: hits + joined + misses };
}

/** Load by a number of clients, each of which sends the next request when it has its response. */
async function load(server, duration, count) {
  const latencies = { answered: [], refused: [] };
  let other = 0;
  let next = 0;
  const before = await cacheCounts(server);
  const run = autocannon({
    url: server.url,
    connections: count,
    duration,
    timeout: 30,
    // Each client begins at another query, so that no two send the same one at the same time.
    setupClient: (client) => {
      const start = Math.floor((next++ * paths.length) / count);
      const own = [...paths.slice(start), ...paths.slice(0, start)].slice(
        0,
        1 + Math.ceil((4 * paths.length) / count),
      );
      client.setRequests(own.map((path) => ({ path })));
      client.on('response', (status, _bytes, milliseconds) => {
        if (status === 200) latencies.answered.push(milliseconds);
        else if (status === 503) latencies.refused.push(milliseconds);
        else other++;
      });
    },
  });
  const { errors, timeouts, duration: took } = await run;
  const after = await cacheCounts(server);
  const share = (after.saved - before.saved) / Math.max(1, after.all - before.all);
  return { latencies, errors: errors + timeouts + other, seconds: took, share };
}

/** Load by a number of requests per second at even intervals, independent of responses. */
async function loadAtRate(server, duration, rate) {
  const latencies = { answered: [], refused: [] };
  const agent = new Agent({ keepAlive: true });
  const pending = new Set();
  let errors = 0;
  const ask = async (path) => {
    const sent = performance.now();
    const [response] = await once(get(server.url + path, { agent }), 'response');
    await once(response.resume(), 'end');
    const milliseconds = performance.now() - sent;
    if (response.statusCode === 200) latencies.answered.push(milliseconds);
    else if (response.statusCode === 503) latencies.refused.push(milliseconds);
    else errors++;
  };
  const before = await cacheCounts(server);
  const started = performance.now();
  for (let sent = 0; sent < duration * rate; await sleep(1)) {
    for (; sent < ((performance.now() - started) / 1000) * rate; sent++) {
      const request = ask(paths[sent % paths.length])
        .catch(() => errors++)
        .finally(() => pending.delete(request));
      pending.add(request);
    }
  }
  await Promise.all(pending);
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  const after = await cacheCounts(server);
  const share = (after.saved - before.saved) / Math.max(1, after.all - before.all);
  return { latencies, errors, seconds, share };
}

const rows = [];

function percentile(numbers, share) {
  const sorted = Float64Array.from(numbers).sort();
  return sorted.length === 0
    ? Number.NaN
    : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function report(name, { latencies: { answered, refused }, errors, seconds: took, share }, memory) {
  const ms = (part) => `${percentile(answered, part).toFixed(1)} ms`;
  console.log(`${name}
  ${(answered.length / took).toFixed(0)} requests/s answered, p50 ${ms(0.5)}, p99 ${ms(0.99)}, longest ${ms(1)}
  ${refused.length} refused with 503 (p99 ${percentile(refused, 0.99).toFixed(1)} ms), ${errors} errors
  ${(share * 100).toFixed(1)} % of the queries not encoded anew
  memory ${memory.map((mb) => `${mb.toFixed(0)} MB`).join(' at the start, ')} at the end`);
  const held = answered.length / took;
  const row = (what, unit, value, goal) => ({
    name: `${name}, ${what}`,
    unit,
    ours: value,
    ...(goal ? { goal } : {}),
  });
  rows.push(
    row('answered', 'requests/s', held),
    row('p50', 'ms', percentile(answered, 0.5)),
    row('p99', 'ms', percentile(answered, 0.99)),
    row('refused with 503', '', refused.length),
    row('errors', '', errors, { atMost: 0 }),
    row('memory at the start', 'MB', memory[0]),
    row('memory at the end', 'MB', memory[1]),
  );
  return held;
}

async function measure(name, server, run) {
  const start = megabytes(server);
  return report(name, await run(), [start, megabytes(server)]);
}

try {
  const vectors = sharedData('nfcorpus-splade-v3/vectors.jsonl.gz');
  await new LuceneIndexer(join(folder, 'index')).index(vectors);
  console.log(
    `${cpus()[0].model}, ${availableParallelism()} cores, ${seconds} s per run, ${connections} clients\n`,
  );
  const warmUp = Math.max(3, seconds / 3);

  let server = await startServer(['--query-cache', '0']);
  await load(server, warmUp, connections);
  const held = await measure('every query encoded (--query-cache 0)', server, () =>
    load(server, seconds, connections),
  );
  const twice = Math.round(2 * held);
  await measure(`twice the load: ${twice} requests/s, every query encoded`, server, () =>
    loadAtRate(server, seconds, twice),
  );
  await sleep(1000);
  const one = await load(server, 2, 1);
  report('one client after that', one, [megabytes(server), megabytes(server)]);
  await stopServer(server);

  server = await startServer([]);
  await load(server, warmUp, connections);
  await measure('with the cache of encoded queries', server, () => load(server, seconds, connections));
  await stopServer(server);
  saveRows(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
