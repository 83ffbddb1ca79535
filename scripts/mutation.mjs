// Changes the code of evaluation and quantization a little, thousands of times, and says which changes no test
// notices (mutation testing, by Stryker). Takes half an hour on a quiet machine; not a part of `npm test`.
//
//   node scripts/mutation.mjs [FILE or GLOB …] [--tests FILE or GLOB]… [--concurrency N]
//
// Without arguments: src/eval and src/vector/quantize.ts, with all their tests. Where that takes too long, begin with the
// tests that are about a file (--tests test/eval/help.test.ts): the same call without --tests then runs the others
// for what survived. The report is build/mutation/report.html; what has not
// changed since the last run is not run again. bench/MUTATION.md says which of those that survive no test can notice.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// The tests run in a copy, beside which the shared data does not lie.
process.env.TSERINI_TEST_DATA ??= fileURLToPath(new URL('../../shared/data/', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string', default: '2' }, tests: { type: 'string', multiple: true } },
});
const mutate = positionals.length > 0 ? positionals : ['src/eval/**/*.ts', 'src/vector/quantize.ts'];

// The configuration of vitest, which other processes load, reads it.
if (values.tests) process.env.TSERINI_MUTATION_TESTS = JSON.stringify(values.tests);

const kept = [
  ...['src', 'test', 'scripts', 'dist', 'examples'].map((folder) => `${folder}/**/*`),
  ...['tsconfig.json', 'package.json'],
];

const results = await new Stryker({
  mutate,
  testRunner: 'vitest',
  vitest: { configFile: 'scripts/vitest.mutation.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  ignorePatterns: ['*', ...kept.map((name) => `!${name}`)],
  tempDirName: 'build/mutation/sandbox',
  incremental: true,
  incrementalFile: 'build/mutation/incremental.json',
  concurrency: Number(values.concurrency),
  // The first run counts what runs, which makes the loops of eval/compare many times slower.
  dryRunTimeoutMinutes: 30,
  // Texts of help and errors are not what this is about. What runs once, as a file is loaded, is data: the fixtures
  // of trec_eval hold it, and each such change would need all tests.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignoreStatic: true,
  reporters: ['clear-text', 'html', 'json', 'progress-append-only'],
  clearTextReporter: { logTests: false, allowColor: false },
  htmlReporter: { fileName: 'build/mutation/report.html' },
  jsonReporter: { fileName: 'build/mutation/report.json' },
  // Endless loops are found by counting; this is for what the count does not see. Short, it would take a change that
  // is only slow on a busy machine for one that was noticed.
  timeoutMS: 60_000,
  allowConsoleColors: false,
}).runMutationTest();
if (results.some(({ status }) => status === 'Survived')) process.exitCode = 1;
