// Stores the results of a bench for the page of results, which bench/run.mjs writes.
//
// A row is { name, unit, ours, peer?, theirs?, goal? }: tserini's value, the name of the peer and its value, and a goal,
// one of
//   { atMost: 0.3 }, { atLeast: 25 }   for tserini's value
//   { ratio: 5 }                       for how many times better than the peer tserini is

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, type } from 'node:os';
import { basename, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJava } from '../../dist/lucene/jvm/java-home.js';
import { javaVersion, luceneVersion } from '../../dist/lucene/jvm/versions.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the results. */
export const rowsFolder = process.env.TSERINI_BENCH_ROWS ?? join(root, 'build/bench');

const versionIn = (path) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')).version;

function machine() {
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GB`;
  return `${availableParallelism()} × ${cpus()[0].model.trim()}, ${memory}, ${type()}`;
}

function versions() {
  return {
    tserini: versionIn('.'),
    Node: process.versions.node,
    Java: javaVersion(findJava().home),
    Lucene: luceneVersion(),
    'onnxruntime-node': versionIn('node_modules/onnxruntime-node'),
  };
}

/** More is better for rates and shares; less for time, memory and disk. */
const moreIsBetter = ({ unit }) => /\/s$|^%$/.test(unit);

/** How many times better than its peer tserini is; undefined without a peer. */
export function ratioOf(row) {
  if (row.theirs === undefined) return undefined;
  return moreIsBetter(row) ? row.ours / row.theirs : row.theirs / row.ours;
}

/** Whether a row's goal is reached; undefined without a goal, or without the peer that it needs. */
export function isMet(row) {
  const { atMost, atLeast, ratio } = row.goal ?? {};
  if (atMost !== undefined) return row.ours <= atMost;
  if (atLeast !== undefined) return row.ours >= atLeast;
  if (ratio === undefined || row.theirs === undefined) return undefined;
  return ratioOf(row) >= ratio;
}

/**
 * Stores the rows of a bench, in place of those of its last run.
 * @param options.picture a file in bench/ to show with them
 * @param options.notes sentences to print below them
 */
export function saveRows(rows, { picture, notes = [] } = {}) {
  const [, script, ...flags] = process.argv;
  const bench = basename(script, '.mjs');
  // Absolute paths are shortened, as they are meaningless on other machines.
  const shown = flags.map((flag) => (isAbsolute(flag) ? basename(flag) : flag));
  const command = ['node', `bench/${bench}.mjs`, ...shown].join(' ');
  const date = new Date().toISOString().slice(0, 10);
  const results = { bench, command, date, machine: machine(), versions: versions(), rows, picture, notes };
  mkdirSync(rowsFolder, { recursive: true });
  writeFileSync(join(rowsFolder, `${bench}.json`), `${JSON.stringify(results, undefined, 2)}\n`);
}

/**
 * The rows of whole commands that compareCommands measured: the first against each other, in seconds and in memory.
 * @param goals `{ seconds?, megabytes? }`, each a goal of the first command
 */
export function commandRows(title, commands, { seconds, megabytes }, goals = {}) {
  const rowsOf = (what, unit, values, goal) => {
    const row = (peer) => ({
      name: `${title}, ${what}`,
      unit,
      ours: values[0],
      ...(peer > 0 ? { peer: commands[peer].name, theirs: values[peer] } : {}),
      ...(goal ? { goal } : {}),
    });
    return commands.length === 1 ? [row(0)] : commands.slice(1).map((_, i) => row(i + 1));
  };
  return [
    ...rowsOf('time', 's', seconds, goals.seconds),
    ...rowsOf('memory', 'MB', megabytes, goals.megabytes),
  ];
}
