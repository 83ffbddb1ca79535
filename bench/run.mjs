// Runs every bench in turn and writes bench/RESULTS.md.
//
//   npm run bench -- [--quick] [--large] [--only NAME,NAME…] [--page] [--pyserini PYTHON]
//
// --quick is for trying the benches: small inputs, and a page without meaningful numbers in build/bench-quick. --large also
// runs those of large collections, half an hour more once bench/large-collection.mjs has made its vectors. --only runs
// some of them; the page keeps the results of the others, and those of benches that were run separately. --page only
// writes the page again. The head of each bench describes its peers; a bench without its peer measures tserini only.

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { execa } from 'execa';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    large: { type: 'boolean' },
    only: { type: 'string' },
    page: { type: 'boolean' },
    pyserini: { type: 'string' },
  },
});
const kept = join(root, values.quick ? 'build/bench-quick' : 'build/bench');
const indexes = join(kept, 'indexes');
process.env.TSERINI_BENCH_ROWS = kept;
const { readResults, resultsPage } = await import('./support/results-page.mjs');

/** The bench of search needs only a Python with Pyserini and few other packages. */
const pyserini = values.pyserini ?? process.env.PYSERINI_PYTHON;

/** The benches of a full run, with their flags there and in a quick one. */
const flags = {
  start: [[], []],
  guide: [[], ['--documents', '64']],
  encode: [[], ['--documents', '16', '--base-documents', '2', '--rounds', '1']],
  index: [
    ['--large', '200000'],
    ['--large', '2000', '--runs', '1'],
  ],
  search: [
    ['--large', '200000', '--folder', indexes, ...(pyserini ? ['--pyserini', pyserini] : [])],
    ['--large', '2000', '--seconds', '0.5', '--runs', '1', '--folder', indexes],
  ],
  // After search, whose indexes it uses.
  concurrent: [
    ['--index', join(indexes, 'nfcorpus.tserini')],
    ['--index', join(indexes, 'nfcorpus.tserini'), '--seconds', '0.5', '--runs', '1'],
  ],
  corpus: [[], ['--documents', '1000']],
  eval: [[], ['--topics', '200', '--runs', '1']],
  serve: [[], ['--seconds', '2']],
  // Ten minutes of full speed and five of slow clients are its defaults.
  soak: [
    ['--seconds', '120', '--slow-seconds', '60'],
    ['--seconds', '2', '--slow-seconds', '2'],
  ],
  // A quarter of its default, as it builds twelve indexes. `node bench/opensearch.mjs` stores its results too.
  opensearch: [
    ['--large', '50000'],
    ['--large', '0', '--nodes', '1', '--seconds', '0.5'],
  ],
  scale: [[], ['--smallest', '500', '--largest', '2000', '--encoded', '40', '--seconds', '0.3']],
};

/** The benches of large collections, of which no run is quick. */
const largeFlags = {
  exact: [],
  recall: [],
  large: ['--documents', '1000000,3000000,8841823'],
};

const there = readdirSync(join(root, 'bench'))
  .filter((name) => name.endsWith('.mjs') && name !== 'run.mjs')
  .map((name) => name.slice(0, -'.mjs'.length));
const order = [
  ...Object.keys({ ...flags, ...largeFlags }).filter((name) => there.includes(name)),
  ...there.filter((name) => !Object.hasOwn(flags, name) && !Object.hasOwn(largeFlags, name)),
];
const all = [...Object.keys(flags), ...(values.large ? Object.keys(largeFlags) : [])];
/** The others are run by hand; the page shows their results. */
const asked = values.only?.split(',') ?? all;
const unknown = asked.find((name) => !order.includes(name));
if (unknown) throw new Error(`no bench ${unknown} (available: ${order.join(', ')})`);

const failures = [];
for (const name of values.page ? [] : asked) {
  const own = flags[name]?.[values.quick ? 1 : 0] ?? largeFlags[name] ?? [];
  const started = performance.now();
  console.log(`\n── ${name} ──`);
  const { failed, stderr } = await execa(process.execPath, [join(root, 'bench', `${name}.mjs`), ...own], {
    cwd: root,
    reject: false,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: ['inherit', 'pipe'],
  });
  if (failed) failures.push([name, stderr.match(/^\w*Error: .*/m)?.[0] ?? 'it failed']);
  console.log(`${failed ? '✗' : '✓'} ${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
}

const page = join(values.quick ? kept : join(root, 'bench'), 'RESULTS.md');
writeFileSync(page, resultsPage(readResults(order), failures));
console.log(`\n${page}`);
if (failures.length > 0) {
  for (const [name, reason] of failures) console.error(`${name}: ${reason}`);
  process.exitCode = 1;
}
