// The server under load: requests per second, latency, memory, and its behavior at twice the rate that it can sustain.
//
//   node bench/serve.mjs [--seconds 60] [--connections 16] [--inference-free] [-- flags of tserini serve]
//
// NFCorpus as SPLADE-v3 vectors, all 3,237 queries of NFCorpus encoded with splade-tiny on arrival, 10 hits. First without
// the cache of encoded queries, so that every request runs the model, then at twice the sustained rate, and then with the
// defaults. Server and load share the machine.
//
// --inference-free measures a server whose queries are looked up in a table of weights, without the cache: the requests that
// it answers, its memory, and that it loads no ONNX Runtime.

import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { saveRows } from './support/rows.mjs';
import {
  hasOnnxRuntime,
  megabytes,
  nfcorpusIndex,
  percentile,
  searchPaths,
  startServer,
  stopServer,
} from './support/server.mjs';

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    connections: { type: 'string', default: '16' },
    'inference-free': { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const seconds = Number(values.seconds);
const connections = Number(values.connections);
const paths = searchPaths();

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

function report(
  name,
  { latencies: { answered, refused }, errors, seconds: took, share },
  memory,
  goals = {},
) {
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
    row('answered', 'requests/s', held, goals.answered),
    row('p50', 'ms', percentile(answered, 0.5)),
    row('p99', 'ms', percentile(answered, 0.99)),
    row('refused with 503', '', refused.length),
    row('errors', '', errors, { atMost: 0 }),
    row('memory at the start', 'MB', memory[0]),
    row('memory at the end', 'MB', memory[1], goals.memory),
  );
  return held;
}

async function measure(name, server, run, goals) {
  const start = megabytes(server);
  return report(name, await run(), [start, megabytes(server)], goals);
}

async function measureLookedUp(index) {
  const server = await startServer(index, ['--query-cache', '0', '--heap', '64m', ...positionals]);
  await load(server, Math.max(3, seconds / 3), connections);
  const goals = { answered: { atLeast: 2500 }, memory: { atMost: 300 } };
  const run = () => load(server, seconds, connections);
  await measure('queries looked up (--query-cache 0 --heap 64m)', server, run, goals);
  console.log(`  ONNX Runtime ${hasOnnxRuntime(server) ? 'IS' : 'is not'} loaded`);
  await stopServer(server);
  saveRows(rows);
}

async function measureEncoded(index) {
  const warmUp = Math.max(3, seconds / 3);

  let server = await startServer(index, ['--query-cache', '0', ...positionals]);
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

  server = await startServer(index, positionals);
  await load(server, warmUp, connections);
  await measure('with the cache of encoded queries', server, () => load(server, seconds, connections));
  await stopServer(server);
  saveRows(rows);
}

const isInferenceFree = values['inference-free'];
const { index, remove } = await nfcorpusIndex({ isInferenceFree });
try {
  console.log(
    `${cpus()[0].model}, ${availableParallelism()} cores, ${seconds} s per run, ${connections} clients\n`,
  );
  await (isInferenceFree ? measureLookedUp(index) : measureEncoded(index));
} finally {
  remove();
}
