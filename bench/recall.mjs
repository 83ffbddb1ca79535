// Recall against speed: tserini, exact and with --query-cut, beside BMP and SEISMIC, on the same vectors in one run.
//
//   SPARSE_PYTHON=VENV/bin/python node bench/recall.mjs [--documents 200000] [--order clustered|random] [--queries 500]
//                                                       [--seconds 2] [--rounds 2] [--folder DIR] [--vectors DIR]
//
//   python3 -m venv VENV && VENV/bin/pip install bmp==0.2.8 pyseismic-lsr==0.5.4
//
// Documents are the first of bench/large-collection.mjs, as many as are encoded; their order is that of their sources, or
// random. Weights of documents are at most 255 and the heaviest term of a query weighs 32, as BMP has them, for all three
// programs. Each searches 10 hits with one thread in a warm process, and queries are counted per second of processor time,
// which other work on the machine changes less. Settings take turns; the best of --rounds counts.
// Recall@10 is the share of hits that score as high as the tenth of the exact ranking. Building the indexes takes longest:
// --folder stores them for the next run. Without SPARSE_PYTHON, tserini is alone.
//
// Writes docs/pictures/recall.svg, and prints the table of docs/scale.md.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { largeFolder } from './support/large-folder.mjs';
import { linePlot } from './support/line-plot.mjs';
import { tserini } from './support/peers.mjs';
import { writeCollection, writeQueries } from './support/recall-collection.mjs';
import { saveRows } from './support/rows.mjs';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '200000' },
    order: { type: 'string', default: 'clustered' },
    queries: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '2' },
    folder: { type: 'string' },
    vectors: { type: 'string', default: largeFolder },
  },
});
const python = process.env.SPARSE_PYTHON;
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'tserini-bench-'));
const at = (name) => join(folder, name);
const script = (name) => fileURLToPath(new URL(`support/${name}`, import.meta.url));
const hits = 10;
/** From this recall on, tserini is to be the fastest. */
const highRecall = 0.98;
const source = {
  folder: values.vectors,
  documents: Number(values.documents),
  order: values.order,
  queries: Number(values.queries),
};

const peers = [
  {
    name: 'tserini',
    command: [process.execPath, script('recall-search.mjs'), at('index')],
    // 0 is exact.
    settings: [0, 3, 4, 6, 8, 12, 16],
    label: (cut) => (cut === 0 ? 'exact' : `--query-cut ${cut}`),
  },
  ...(python
    ? [
        {
          name: 'BMP 0.2.8',
          command: [python, script('recall_search.py'), 'bmp', at('bmp')],
          settings: [1, 0.95, 0.9, 0.85, 0.8, 0.7],
          label: (alpha) => `alpha ${alpha}`,
        },
        {
          name: 'SEISMIC 0.5.4',
          command: [python, script('recall_search.py'), 'seismic', at('seismic')],
          settings: ['3:0.9', '5:0.9', '8:0.9', '10:0.8', '15:0.7', '20:0.5', '40:0.3'],
          label: (setting) => `query_cut, heap_factor ${setting.replace(':', ', ')}`,
        },
      ]
    : []),
];

async function timed(name, run) {
  const started = performance.now();
  await run();
  const seconds = (performance.now() - started) / 1000;
  console.log(`${name}: ${seconds.toFixed(0)} s`);
  return [name, seconds];
}

const run = ([file, ...args]) => execa(file, args, { stdio: ['ignore', 'ignore', 'inherit'] });
const flagsOfIndex = [
  '--collection',
  'JsonVectorCollection',
  '--impact',
  '--pretokenized',
  '--threads',
  '1',
  '--optimize',
];

/** Builds all indexes, unless they exist. */
async function build() {
  if (existsSync(at('built.json'))) return JSON.parse(readFileSync(at('built.json'), 'utf8'));
  const collection = await writeCollection(at('vectors.jsonl'), source);
  const queries = await writeQueries(at('queries.json'), source);
  const seconds = [
    await timed('index of tserini', () =>
      run([
        ...tserini,
        'index.lucene',
        ...flagsOfIndex,
        '--input',
        at('vectors.jsonl'),
        '--index',
        at('index'),
      ]),
    ),
  ];
  if (python) {
    await run([
      ...tserini,
      'ciff.export',
      '--index',
      at('index'),
      '--output',
      at('index.ciff'),
      '--max-weight',
      '255',
    ]);
    await run([
      ...tserini,
      'vectors.convert',
      '--input',
      at('vectors.jsonl'),
      '--output',
      at('seismic.jsonl'),
      '--format',
      'seismic',
    ]);
    for (const [name, from, to] of [
      ['bmp', 'index.ciff', 'bmp'],
      ['seismic', 'seismic.jsonl', 'seismic'],
    ])
      seconds.push(
        await timed(`index of ${name}`, () =>
          run([python, script('recall_build.py'), name, at(from), at(to)]),
        ),
      );
  }
  const built = { collection, queries, seconds, python: python !== undefined };
  writeFileSync(at('built.json'), JSON.stringify(built));
  return built;
}

/** @returns a result of each setting: `{ rate, hits }`, hits being docids and scores by query */
async function search({ command: [file, ...args], settings }) {
  const numbers = [String(hits), values.seconds];
  const { stdout } = await execa(file, [...args, at('queries.json'), ...numbers, ...settings.map(String)]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Docids that score as high as the tenth of the exact ranking, by query. */
async function exactHits() {
  const [file, ...args] = peers[0].command;
  const { stdout } = await execa(file, [...args, at('queries.json'), '200', '0', '0'], {
    maxBuffer: 2 ** 30,
  });
  return JSON.parse(stdout).hits.map((ranking) => {
    const last = Math.round(ranking[Math.min(hits, ranking.length) - 1]?.[1] ?? 0);
    const docids = ranking.filter(([, score]) => Math.round(score) >= last).map(([docid]) => docid);
    return { docids: new Set(docids), wanted: Math.min(hits, ranking.length) };
  });
}

function recallOf(found, exact) {
  let [sum, asked] = [0, 0];
  for (const [i, { docids, wanted }] of exact.entries()) {
    if (wanted === 0) continue;
    asked++;
    sum += Math.min(wanted, found[i].filter(([docid]) => docids.has(docid)).length) / wanted;
  }
  return sum / asked;
}

try {
  mkdirSync(folder, { recursive: true });
  const { collection, queries, seconds } = await build();
  const exact = await exactHits();
  for (const peer of peers) peer.results = peer.settings.map((setting) => ({ setting, rate: 0 }));
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const peer of peers) {
      for (const [i, { rate, hits: found }] of (await search(peer)).entries()) {
        const result = peer.results[i];
        result.rate = Math.max(result.rate, rate);
        result.recall = recallOf(found, exact);
      }
    }
  }
  const shown = collection.documents.toLocaleString('en-US');
  const title = `${shown} documents, ${values.order} order, ${hits} hits, one thread`;
  console.log(
    `\n${title}; ${collection.terms.toFixed(0)} terms per document, ${queries} queries; ` +
      `${(100 * collection.limited).toFixed(2)} % of the weights were above 255\n`,
  );
  console.log('| | setting | recall@10 | queries/s |\n|---|---|---|---|');
  const [own, ...others] = peers;
  const [[, ours], ...theirs] = seconds;
  const rows = theirs.map(([, seconds], i) => ({
    name: `${shown} documents, index`,
    unit: 's',
    ours,
    peer: others[i].name,
    theirs: seconds,
  }));
  for (const { name, label, results } of peers) {
    for (const { setting, rate, recall } of results) {
      console.log(
        `| ${name} | ${label(setting)} | ${recall.toFixed(3)} | ${Math.round(rate).toLocaleString('en-US')} |`,
      );
    }
  }
  for (const { setting, rate, recall } of own.results)
    rows.push({
      name: `${own.label(setting)}: recall@10 ${recall.toFixed(3)}`,
      unit: 'queries/s',
      ours: rate,
    });
  for (const { name, label, results } of others) {
    for (const { setting, rate, recall } of results) {
      const asGood = own.results.filter((result) => result.recall >= recall);
      rows.push({
        name: `recall@10 of ${recall.toFixed(3)} or more`,
        unit: 'queries/s',
        ours: Math.max(...asGood.map((result) => result.rate)),
        peer: `${name}, ${label(setting)}`,
        theirs: rate,
        ...(recall >= highRecall ? { goal: { ratio: 1 } } : {}),
      });
    }
  }
  const svg = linePlot({
    title: 'Speed by recall, 10 hits, one thread',
    xLabel: 'recall@10',
    yLabel: 'queries/s',
    xFrom: 0.6,
    logarithmic: true,
    dots: true,
    series: peers.map(({ name, results }) => ({
      name,
      points: results
        .filter(({ recall }) => recall >= 0.6)
        .map(({ recall, rate }) => [recall, rate])
        .sort((a, b) => a[0] - b[0]),
    })),
  });
  writeFileSync(fileURLToPath(new URL('../docs/pictures/recall.svg', import.meta.url)), svg);
  saveRows(rows);
} finally {
  if (!values.folder) rmSync(folder, { recursive: true });
}
