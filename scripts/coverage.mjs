// Which lines and branches of src and java the tests run.
//
//   node scripts/coverage.mjs                     all tests but the slow ones below
//   node scripts/coverage.mjs --all               these, too
//   node scripts/coverage.mjs test/eval ...       some only, as vitest's arguments name them
//   node scripts/coverage.mjs --add test/eval ... some, beside what was counted before
//   node scripts/coverage.mjs --join FOLDER ...   beside it what other clones counted: their build/coverage
//   node scripts/coverage.mjs --report            only the report again, of what was counted last
//
// Counted: vitest's processes, every process and worker that a test starts (the command line above all), JUnit, and
// the JVM inside of each of these. Not counted: a process that ends by SIGKILL, a JVM that a test starts with
// TSERINI_JVM_OPTS of its own, src/web (it runs in a browser), and test/release, test/browser and
// test/java-interop, which run other copies. What --add and --join take over is of the same program: counts
// of a file or class that was built otherwise are dropped. The report is build/coverage/index.html for src and
// build/coverage/java/index.html for java.

import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { findJava, javaCandidates } from '../dist/lucene/jvm/java-home.js';
import { builtScripts, gatherCounts } from './coverage/counts.mjs';
import { runGradle } from './gradle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build/coverage');
const raw = join(folder, 'raw');
const counted = join(folder, 'counts.json');
/** The scripts as they were when the run began, whose counts lie in raw. */
const startedWith = join(folder, 'started-with.json');
const places = { dist: join(root, 'dist/'), raw, counted, startedWith };
const javaData = join(folder, 'java-raw');
const { dist } = places;
const goal = 90;
// Minutes each, to do again and again what others do once; the last tests a part of the tests.
const slow = [
  'test/e2e/guide.test.ts',
  'test/faults/{download,encode,index,reproduce,search}.test.ts',
  'test/cluster/fixture.test.ts',
];

// What vitest's coverage of V8 is made of.
const require = createRequire(import.meta.resolve('@vitest/coverage-v8'));
const { createCoverageMap } = require('istanbul-lib-coverage');
const { createContext } = require('istanbul-lib-report');
const reports = require('istanbul-reports');
const { convert } = await import(pathToFileURL(require.resolve('ast-v8-to-istanbul')).href);
const { parseAstAsync } = await import('vite');

const gradle = (...tasks) =>
  runGradle(root, tasks, { java: findJava('compiler'), candidates: javaCandidates, log: console.error });

async function must(name, running) {
  const { failed, all } = await running;
  if (failed) throw new Error(`${name} failed\n${all ?? ''}`);
}

async function typescript() {
  const map = createCoverageMap({});
  const counts = gatherCounts(places);
  for (const name of Object.keys(builtScripts(dist))) {
    const path = join(dist, name);
    const code = readFileSync(path, 'utf8');
    const sourceMap = JSON.parse(readFileSync(`${path}.map`, 'utf8'));
    const none = { url: pathToFileURL(path).href, scriptId: '0', functions: [] };
    // A file that nothing loaded: all of it is one function that was not called.
    none.functions.push({
      functionName: '',
      isBlockCoverage: true,
      ranges: [{ startOffset: 0, endOffset: code.length, count: 0 }],
    });
    map.merge(
      await convert({ code, sourceMap, coverage: counts.get(name) ?? none, ast: parseAstAsync(code) }),
    );
  }
  const context = createContext({ dir: folder, coverageMap: map, defaultSummarizer: 'nested' });
  for (const name of ['html', 'json-summary', 'text']) reports.create(name).execute(context);
  const { lines, branches } = map.getCoverageSummary().toJSON();
  return { lines: lines.pct, branches: branches.pct };
}

async function java() {
  const [cli] = readdirSync(join(root, 'build/jacoco')).filter((name) => name.includes('.cli-'));
  const csv = join(folder, 'java.csv');
  const data = readdirSync(javaData).filter((name) => name.endsWith('.exec'));
  const report = [
    'report',
    ...data.map((name) => join(javaData, name)),
    '--sourcefiles',
    join(root, 'java/main'),
    '--csv',
    csv,
  ];
  const html = ['--html', join(folder, 'java'), '--name', 'java/main'];
  const files = ['--classfiles', join(root, 'build/classes/java/main')];
  await execa(join(findJava().home, 'bin/java'), [
    '-jar',
    join(root, 'build/jacoco', cli),
    ...report,
    ...html,
    ...files,
  ]);
  const [head, ...rows] = readFileSync(csv, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  const sum = (column) => rows.reduce((total, row) => total + Number(row[head.indexOf(column)]), 0);
  const share = (what) => {
    const [missed, covered] = [sum(`${what}_MISSED`), sum(`${what}_COVERED`)];
    return (100 * covered) / (missed + covered);
  };
  return { lines: share('LINE'), branches: share('BRANCH') };
}

/**
 * Runs the tests.
 * @param tests vitest's arguments; without any, all but those left out
 * @returns whether all passed
 */
async function runTests(tests, leftOut) {
  for (const path of [raw, javaData]) mkdirSync(path, { recursive: true });
  writeFileSync(startedWith, JSON.stringify(builtScripts(dist)));
  await must('jacocoJars', gradle('jacocoJars'));
  const [agentJar] = readdirSync(join(root, 'build/jacoco')).filter((name) => name.includes('.agent-'));
  const agent = join(root, 'build/jacoco', agentJar);
  const junit = `${agent}=destfile=${join(javaData, 'junit.exec')},includes=io.tserini.*`;
  if (tests.length === 0) await must('javaTest', gradle('javaTest', `-PjavaAgent=${junit}`));
  const excluded = ['test/release/**', 'test/java-interop/**', 'test/browser/**', ...leftOut];
  // Clusters one after another, as scripts/test.mjs has them.
  const whole = [
    ['--exclude', 'test/cluster/**'],
    ['test/cluster', '--no-file-parallelism'],
  ];
  let passed = true;
  for (const asked of tests.length > 0 ? [tests] : whole) {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const config = ['--config', 'scripts/coverage/vitest.config.ts'];
    const exclude = excluded.flatMap((pattern) => ['--exclude', pattern]);
    const { failed } = await execa(process.execPath, [vitest, 'run', ...config, ...exclude, ...asked], {
      cwd: root,
      reject: false,
      stdio: 'inherit',
      env: {
        NODE_V8_COVERAGE: raw,
        NODE_OPTIONS: `--import=${new URL('coverage/hook.mjs', import.meta.url).href}`,
        TSERINI_COVERAGE_AGENT: agent,
        TSERINI_COVERAGE_JAVA: javaData,
        // No start-up archive is written by a JVM with an agent.
        CI: '1',
      },
    });
    passed &&= !failed;
  }
  return passed;
}

/** Takes what other clones counted. */
function takeOver(others) {
  for (const path of [raw, javaData]) mkdirSync(path, { recursive: true });
  gatherCounts(
    places,
    others.map((other) => join(other, 'counts.json')),
  );
  for (const [i, other] of others.entries()) {
    for (const name of readdirSync(join(other, 'java-raw'))) {
      copyFileSync(join(other, 'java-raw', name), join(javaData, `${i}-${name}`));
    }
  }
}

const given = process.argv.slice(2);
const [what, asked] = given[0]?.startsWith('--') ? [given[0], given.slice(1)] : ['', given];
const needsMore = what === '--add' || what === '--join';
if (!['', '--all', '--add', '--join', '--report'].includes(what) || (needsMore && asked.length === 0)) {
  console.error('the head of scripts/coverage.mjs says what to do');
  process.exit(2);
}
const runs = what !== '--report' && what !== '--join';
if (what === '--join') takeOver(asked);
if (what === '--add') gatherCounts(places);
else if (runs) rmSync(folder, { recursive: true, force: true });
const passed = !runs || (await runTests(asked, what === '' && asked.length === 0 ? slow : []));
const parts = Object.entries({ src: await typescript(), java: await java() });
for (const [name, { lines, branches }] of parts) {
  console.log(
    `${name}: ${lines.toFixed(1)} % of lines, ${branches.toFixed(1)} % of branches (goal ${goal} % of lines)`,
  );
}
if (!passed) console.error('some tests failed: the figures are of the others too');
process.exitCode = !passed || parts.some(([, { lines }]) => lines < goal) ? 1 : 0;
