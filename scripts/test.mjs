// Runs the parts of the test suite that are named, or all of them, one after another. Prints what each
// prints, what failed once more, and `N passed, N failed` at the end.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => [process.execPath, join(root, 'node_modules', path)];
const shown = { cwd: root, reject: false, stdio: 'inherit' };
// Biome colours each letter on its own where it thinks that it may.
const colors = process.stdout.isTTY ? [] : ['--colors=off'];
const nothing = { passed: 0, failed: 0, skipped: 0 };
/** What failed, a text each: a log is often read, or kept, from its end. */
const failures = [];

async function command(name, [file, ...args]) {
  const started = performance.now();
  const { failed } = await execa(file, args, shown);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${failed ? '✗' : '✓'} ${name} (${seconds} s)\n`);
  if (failed) failures.push(name);
  return failed ? { ...nothing, failed: 1 } : { ...nothing, passed: 1 };
}

/** Format, lint, types, and the page that is made of the comments. */
function checks() {
  return [
    () =>
      command('format and lint', [
        ...bin('@biomejs/biome/bin/biome'),
        'ci',
        '--error-on-warnings',
        ...colors,
        '.',
      ]),
    () => command('types of the tests', [...bin('typescript/bin/tsc'), '-p', 'test']),
    () => command('types of the page', [...bin('typescript/bin/tsc'), '-p', 'src/web']),
    () => command('types of its tests', [...bin('typescript/bin/tsc'), '-p', 'test/browser']),
    () => command('docs/library.md', [process.execPath, 'scripts/docs.mjs', '--check']),
  ];
}

/** JUnit's tests of the shim. */
async function java() {
  const { findJava, javaCandidates } = await import('../dist/lucene/jvm/java-home.js');
  const { runGradle } = await import('./gradle.mjs');
  const result = await runGradle(root, ['javaTest'], {
    java: findJava('compiler'),
    candidates: javaCandidates,
    log: console.error,
  });
  console.log(result.all);
  const count = (word) => Number(new RegExp(`(\\d+) tests ${word}`).exec(result.all)?.[1] ?? 0);
  const failed = count('failed');
  if (result.failed) failures.push(`java\n${result.all}`);
  return {
    passed: count('successful'),
    failed: result.failed ? Math.max(1, failed) : failed,
    skipped: count('skipped'),
  };
}

async function vitest(name, args) {
  const report = join(root, 'build/test-results', `${name}.json`);
  mkdirSync(join(root, 'build/test-results'), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { failed } = await execa(
    ...split([...bin('vitest/vitest.mjs'), 'run', ...reporters, ...args]),
    shown,
  );
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
async function browser() {
  const chromium = await findChromium(console.error);
  if (!chromium) {
    console.log(
      'the page is not tested: no Chromium here (install it, or say where it is: CHROME_PATH=/path/to/chromium)\n',
    );
    return { ...nothing, skipped: 1 };
  }
  process.env.CHROME_PATH = chromium;
  return vitest('browser', ['--config', 'test/browser/vitest.config.ts']);
}

/** The first lines of a failure, those after the first set in; the whole stands where it happened. */
function indent(text) {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => !/^ +at .*node_modules/.test(line));
  return `✗ ${lines.slice(0, 30).join('\n  ')}`;
}

function split([file, ...args]) {
  return [file, args];
}

const parts = {
  checks: checks(),
  java: [java],
  unit: [
    () =>
      vitest('unit', [
        '--exclude',
        'test/browser/**',
        '--exclude',
        'test/cluster/**',
        '--exclude',
        'test/faults/**',
        '--exclude',
        'test/release/**',
      ]),
  ],
  browser: [browser],
  faults: [() => vitest('faults', ['test/faults'])],
  // One file after another: each starts JVMs of its own, and two clusters at once are too many for two cores.
  cluster: [() => vitest('cluster', ['test/cluster', '--no-file-parallelism'])],
  release: [() => vitest('release', ['test/release'])],
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(parts, name));
if (unknown) {
  console.error(`no part ${unknown}; there are: ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const total = { ...nothing };
for (const name of asked.length > 0 ? asked : Object.keys(parts)) {
  console.log(`── ${name} ──`);
  for (const run of parts[name]) {
    const counts = await run();
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
}
if (failures.length > 0) {
  console.log('── failed ──');
  for (const text of failures) console.log(`${indent(text)}\n`);
}
if (total.skipped > 0) console.log(`${total.skipped} skipped; the lines above say why`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
