// The server over time and under clients that behave badly.
//
//   node bench/soak.mjs [--only snippets,greedy,soak,slow] [--seconds 600] [--slow-seconds 300]
//
// NFCorpus as SPLADE-v3 vectors with its texts, 10 hits of one query whose vector is cached, so that the server itself is
// measured. The load is made by wrk (Debian: apt-get install wrk). Server and load share the machine.
//
//   snippets  answers per second with and without snippets, and of explanations
//   greedy    answers per second for 512 clients that repeat what is refused at once, beside 8 clients
//   soak      full speed: the longest time without an answer on /healthz, and memory, drawn in docs/pictures/soak-memory.svg
//             (in the folder of the results where --seconds is less than 600)
//   slow      200 clients that read nothing, read a byte a second, or leave in the middle, beside one that does not

import { setMaxListeners } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { linePlot } from './support/line-plot.mjs';
import { rowsFolder, saveRows } from './support/rows.mjs';
import {
  megabytes,
  nfcorpusIndex,
  percentile,
  searchPaths,
  startServer,
  stopServer,
} from './support/server.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'snippets,greedy,soak,slow' },
    seconds: { type: 'string', default: '600' },
    'slow-seconds': { type: 'string', default: '300' },
  },
});
const docsPictures = join(import.meta.dirname, '../docs/pictures');
const parts = values.only.split(',');
const rows = [];
const [bare] = searchPaths({ documents: 'none' });
const [withSnippets] = searchPaths();
const [withAll] = searchPaths({ documents: 'full' });

function row(name, value, unit, goal) {
  console.log(`  ${name}: ${value.toFixed(unit === 's' ? 3 : 0)} ${unit}`);
  rows.push({ name, ours: value, unit, ...(goal ? { goal } : {}) });
}

/** Load by wrk. @returns answers with status 200 per second */
async function answered({ url }, path, seconds, clients) {
  const { stdout } = await execa('wrk', ['-t1', `-c${clients}`, `-d${seconds}s`, url + path]);
  const [, requests, took] = /(\d+) requests in ([\d.]+)(?=s|m)/.exec(stdout);
  const duration = /requests in [\d.]+m/.test(stdout) ? Number(took) * 60 : Number(took);
  const others = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  return (Number(requests) - others) / duration;
}

async function snippets(server) {
  console.log('\n10 hits, cached query, 8 clients');
  await answered(server, withSnippets, 10, 8);
  row('without documents', await answered(server, bare, 15, 8), 'answers/s');
  row('with titles and snippets', await answered(server, withSnippets, 15, 8), 'answers/s', {
    atLeast: 2500,
  });
  const { candidates } = await (await fetch(server.url + bare)).json();
  const explain = bare.replace('/search?', `/explain/${candidates[0].docid}?`).replace(/&hits.*/, '');
  row('explanations', await answered(server, explain, 15, 8), 'answers/s');
}

async function greedy(server) {
  console.log('\nclients that repeat at once what is refused');
  await answered(server, bare, 10, 8);
  const few = await answered(server, bare, 20, 8);
  const many = await answered(server, bare, 20, 512);
  row('8 clients', few, 'answers/s');
  row('512 clients', many, 'answers/s', { atLeast: few / 2 });
}

/** Asks for /healthz all the time. */
class Prober {
  #running = true;
  longest = 0;
  #done;

  constructor({ url }) {
    this.#done = this.#run(`${url}/healthz`);
  }

  async #run(url) {
    while (this.#running) {
      const start = performance.now();
      await (await fetch(url)).arrayBuffer();
      this.longest = Math.max(this.longest, (performance.now() - start) / 1000);
      await sleep(10);
    }
  }

  async stop() {
    this.#running = false;
    await this.#done;
    return this.longest;
  }
}

async function soak(server) {
  const seconds = Number(values.seconds);
  console.log(`\nfull speed for ${seconds} s, 8 clients`);
  await answered(server, bare, 20, 8);
  const curve = [megabytes(server)];
  const timer = setInterval(() => curve.push(megabytes(server)), (seconds * 1000) / 20);
  const prober = new Prober(server);
  const rate = await answered(server, bare, seconds, 8);
  clearInterval(timer);
  const longest = await prober.stop();
  row('soak, searches', rate, 'answers/s');
  row('soak, longest time without an answer on /healthz', longest, 's', { atMost: 0.2 });
  row('soak, memory at the start', curve[0], 'MB');
  row('soak, memory at the end', curve.at(-1), 'MB');
  console.log(`  memory over time: ${curve.map((mb) => mb.toFixed(0)).join(' ')} MB`);
  const picture = linePlot({
    title: 'Memory of the server at full speed',
    xLabel: 'seconds',
    yLabel: 'MB',
    series: [
      {
        name: `${rate.toFixed(0)} answers/s`,
        points: curve.map((mb, i) => [(i * seconds) / 20, mb]),
      },
    ],
  });
  writeFileSync(join(seconds < 600 ? rowsFolder : docsPictures, 'soak-memory.svg'), picture);
}

/** A client that asks for much and does not take it as it should, again and again until the signal. */
async function slowClient({ url }, kind, signal) {
  const { hostname, port } = new URL(url);
  const request = `GET ${withAll.replace('hits=10', 'hits=1000')} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`;
  while (!signal.aborted) {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    socket.on('error', () => {});
    socket.pause();
    const closed = new Promise((resolve) => socket.once('close', resolve));
    if (kind === 'leaves') setTimeout(() => socket.destroy(), 20 + Math.random() * 200);
    const reading = setInterval(() => kind === 'reads a byte a second' && socket.read(1), 1000);
    const stop = () => socket.destroy();
    signal.addEventListener('abort', stop);
    await closed;
    signal.removeEventListener('abort', stop);
    clearInterval(reading);
    await sleep(100);
  }
}

/** One client that asks, reads and asks again. @returns the times of its requests in ms */
async function honestClient({ url }, seconds) {
  const times = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const start = performance.now();
    const response = await fetch(url + bare);
    await response.arrayBuffer();
    if (response.status === 200) times.push(performance.now() - start);
    await sleep(20);
  }
  return times;
}

async function slow(server) {
  const seconds = Number(values['slow-seconds']);
  console.log(`\n200 slow clients for ${seconds} s`);
  await answered(server, bare, 10, 8);
  const usual = percentile(await honestClient(server, 20), 0.99);
  const start = megabytes(server);
  let most = start;
  const timer = setInterval(() => {
    most = Math.max(most, megabytes(server));
  }, 500);
  const leave = new AbortController();
  setMaxListeners(0, leave.signal);
  const kinds = ['reads nothing', 'reads a byte a second', 'leaves'];
  const clients = Array.from({ length: 200 }, (_, i) => slowClient(server, kinds[i % 3], leave.signal));
  const times = await honestClient(server, seconds);
  clearInterval(timer);
  leave.abort();
  await Promise.all(clients);
  row('slow clients, memory above its start', most - start, 'MB', { atMost: 300 });
  row('the other client, usual p99', usual, 'ms');
  row('the other client beside them, p99', percentile(times, 0.99), 'ms', { atMost: 3 * usual });
}

const { index, remove } = await nfcorpusIndex({ texts: true });
try {
  for (const [name, part] of Object.entries({ snippets, greedy, soak, slow })) {
    if (!parts.includes(name)) continue;
    const server = await startServer(index);
    try {
      await part(server);
    } catch (error) {
      server.child.kill('SIGKILL');
      throw error;
    }
    await stopServer(server);
  }
  saveRows(rows);
} finally {
  remove();
}
