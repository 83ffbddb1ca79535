// Runs the parts of the test suite that are named, or all of them. Prints what each prints, what failed once more,
// and `N passed, N failed` at the end.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => [process.execPath, join(root, 'node_modules', path)];
const nothing = { passed: 0, failed: 0, skipped: 0 };
/** What failed, a text each: a log is often read, or kept, from its end. */
const failures = [];

const secondsSince = (started) => ((performance.now() - started) / 1000).toFixed(1);

/** What a part prints: at once, or, where parts run side by side, together when the part ends. */
class Output {
  #kept = [];
  constructor(isKept) {
    this.isKept = isKept;
  }

  print(text) {
    if (this.isKept) this.#kept.push(text);
    else console.log(text);
  }

  /** Runs a program. @returns whether it failed */
  async run([file, ...args]) {
    const options = { cwd: root, reject: false, ...(this.isKept ? { all: true } : { stdio: 'inherit' }) };
    const { failed, all } = await execa(file, args, options);
    if (this.isKept) this.print(all);
    return failed;
  }

  end() {
    for (const text of this.#kept) console.log(text);
  }
}

/** Format, lint, types, and the documentation. */
async function checks(output) {
  // Biome colors each letter on its own where it thinks that it may.
  const colors = process.stdout.isTTY ? [] : ['--colors=off'];
  const tsc = (project) => [...bin('typescript/bin/tsc'), '-p', project];
  const commands = {
    'format and lint': [...bin('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', ...colors, '.'],
    'types of the tests': tsc('test'),
    'types of the page': tsc('src/web'),
    'types of its tests': tsc('test/browser'),
    'documentation and its links': [process.execPath, 'scripts/docs.mjs'],
  };
  const counts = { ...nothing };
  for (const [name, command] of Object.entries(commands)) {
    const started = performance.now();
    const failed = await output.run(command);
    output.print(`${failed ? '✗' : '✓'} ${name} (${secondsSince(started)} s)\n`);
    if (failed) failures.push(name);
    counts[failed ? 'failed' : 'passed']++;
  }
  return counts;
}

/** JUnit's tests of the shim. */
async function java(output) {
  const { findJava, javaCandidates } = await import('../dist/lucene/jvm/java-home.js');
  const { runGradle } = await import('./gradle.mjs');
  const result = await runGradle(root, ['javaTest'], {
    java: findJava('compiler'),
    candidates: javaCandidates,
    log: console.error,
  });
  output.print(result.all);
  const count = (word) => Number(new RegExp(`(\\d+) tests ${word}`).exec(result.all)?.[1] ?? 0);
  const failed = count('failed');
  if (result.failed) failures.push(`java\n${result.all}`);
  return {
    passed: count('successful'),
    failed: result.failed ? Math.max(1, failed) : failed,
    skipped: count('skipped'),
  };
}

async function vitest(output, name, args) {
  const report = join(root, 'build/test-results', `${name}.json`);
  mkdirSync(join(root, 'build/test-results'), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const failed = await output.run([...bin('vitest/vitest.mjs'), 'run', ...reporters, ...args]);
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A file that does not load fails without a test of its own.
    const broken = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    for (const file of testResults) failures.push(...failuresOf(file));
    const count = numFailedTests + broken.length;
    if (failed && count === 0) failures.push(`${name}: vitest failed, though no test did`);
    return {
      passed: numPassedTests,
      failed: failed ? Math.max(1, count) : count,
      skipped: numPendingTests,
    };
  } catch {
    failures.push(`${name}: vitest left no report`);
    return { ...nothing, failed: 1 };
  }
}

/** A text for each test of a file that failed, or for the file where it did not load. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [`${file}\n${message}`];
  return failed.map((test) => `${file} > ${test.fullName}\n${test.failureMessages.join('\n')}`);
}

/** The page, in a real browser. */
async function browser(output) {
  const chromium = await findChromium(console.error);
  if (!chromium) {
    output.print(
      'the page is not tested: no Chromium here (install it, or say where it is: CHROME_PATH=/path/to/chromium)\n',
    );
    return { ...nothing, skipped: 1 };
  }
  process.env.CHROME_PATH = chromium;
  return vitest(output, 'browser', ['--config', 'test/browser/vitest.config.ts']);
}

/** The first lines of a failure, those after the first indented; the whole text is above, where it happened. */
function indent(text) {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => !/^ +at .*node_modules/.test(line));
  return `✗ ${lines.slice(0, 30).join('\n  ')}`;
}

const parts = {
  checks,
  java,
  // One file after another: two clusters that are busy at once are too many for two cores.
  cluster: (output) =>
    vitest(output, 'cluster', ['test/cluster', '--config', 'test/cluster/vitest.config.ts']),
  release: (output) => vitest(output, 'release', ['test/release', '--no-file-parallelism']),
  faults: (output) => vitest(output, 'faults', ['test/faults', '--no-file-parallelism']),
  unit: (output) => vitest(output, 'unit', ['--project', 'shared', '--project', 'alone']),
  browser,
};
// The parts that keep one core busy run in two lanes, the longest first: a lane that is done takes the next, so that none
// runs alone for long. Two that build with Gradle follow one another. Each of the other parts keeps two cores busy.
const oneCore = [['cluster', 'java'], ['faults'], ['release'], ['checks'], ['browser']];

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown) {
  console.error(`no part ${unknown}; available: ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const total = { ...nothing };
const times = [];
async function runPart(name, isKept) {
  const output = new Output(isKept);
  const started = performance.now();
  output.print(`── ${name} ──`);
  const counts = await parts[name](output);
  times.push(`${name} ${secondsSince(started)} s`);
  output.end();
  for (const key of Object.keys(total)) total[key] += counts[key];
}

const isChosen = (name) => asked.length === 0 || asked.includes(name);
const queue = oneCore.map((names) => names.filter(isChosen)).filter(({ length }) => length > 0);
const lanes = Math.min(2, queue.length);
async function runLane() {
  for (let names = queue.shift(); names; names = queue.shift()) {
    for (const name of names) await runPart(name, lanes > 1);
  }
}
await Promise.all(Array.from({ length: lanes }, runLane));
const alone = Object.keys(parts).filter((name) => isChosen(name) && !oneCore.flat().includes(name));
for (const name of alone) await runPart(name, false);
if (failures.length > 0) {
  console.log('── failed ──');
  for (const text of failures) console.log(`${indent(text)}\n`);
}
console.log(times.join(', '));
if (total.skipped > 0) console.log(`${total.skipped} skipped; the lines above say why`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
