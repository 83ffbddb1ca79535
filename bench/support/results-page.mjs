// Writes bench/RESULTS.md from the stored results of the benches.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMet, ratioOf, rowsFolder } from './rows.mjs';

/** The stored results of every bench: the benches in the given order, others after them. */
export function readResults(order) {
  const names = readdirSync(rowsFolder).filter((name) => name.endsWith('.json'));
  const results = names.map((name) => JSON.parse(readFileSync(join(rowsFolder, name), 'utf8')));
  const place = ({ bench }) => (order.includes(bench) ? order.indexOf(bench) : order.length);
  return results.sort((a, b) => place(a) - place(b) || (a.bench < b.bench ? -1 : 1));
}

/** Three significant digits, or two below 1, without an exponent. */
function shortNumber(value) {
  if (!Number.isFinite(value)) return '–';
  if (value === 0 || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3)));
}

const withUnit = (value, unit) => (value === undefined ? '' : `${shortNumber(value)} ${unit}`.trim());

function goalText({ goal, unit }) {
  const { atMost, atLeast, ratio } = goal;
  if (atMost !== undefined) return `at most ${withUnit(atMost, unit)}`;
  return atLeast !== undefined ? `at least ${withUnit(atLeast, unit)}` : `${shortNumber(ratio)} times`;
}

function reachedText(row) {
  if (row.goal.ratio === undefined) return withUnit(row.ours, row.unit);
  const ratio = ratioOf(row);
  return ratio === undefined ? withUnit(row.ours, row.unit) : `${shortNumber(ratio)} times ${row.peer}`;
}

const verdicts = new Map([
  [true, 'met'],
  [false, '**not met**'],
  [undefined, 'no peer available'],
]);

const table = (head, rows) => [
  `| ${head.join(' | ')} |`,
  `|${'---|'.repeat(head.length)}`,
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
];

function section({ bench, command, date, machine, rows, picture, notes }, commonMachine) {
  const where = machine === commonMachine ? '' : `, on ${machine}`;
  const cells = rows.map((row) => {
    const ratio = ratioOf(row);
    const peer = row.theirs === undefined ? '' : `${row.peer}: ${withUnit(row.theirs, row.unit)}`;
    return [row.name, withUnit(row.ours, row.unit), peer, ratio === undefined ? '' : shortNumber(ratio)];
  });
  return [
    '',
    `## ${bench}`,
    '',
    `\`${command}\`, ${date}${where}`,
    '',
    ...table(['', 'tserini', 'peer', 'times better'], cells),
    ...notes.flatMap((note) => ['', note]),
    ...(picture ? ['', `![${bench}](${picture})`] : []),
  ];
}

/**
 * @param results of every bench, from readResults
 * @param failures failed benches of the last run, with the reason: `[bench, reason]`
 */
export function resultsPage(results, failures = []) {
  const [{ machine, versions }] = results;
  const goals = results.flatMap(({ bench, rows }) =>
    rows
      .filter(({ goal }) => goal)
      .map((row) => [bench, row.name, goalText(row), reachedText(row), verdicts.get(isMet(row))]),
  );
  const met = goals.filter(([, , , , verdict]) => verdict === 'met').length;
  const others = results.filter((one) => one.versions.tserini !== versions.tserini).map(({ bench }) => bench);
  return `${[
    '# Results of the benches',
    '',
    'Written by `npm run bench -- --large`, which takes an hour and a half on two cores; `npm run bench -- --only search,index`',
    'runs some benches and keeps the results of the others. README.md in this folder describes the benches and their peers,',
    'BY-HAND.md has results of other machines. Absolute numbers depend on the machine. Compare by the ratios: in each run,',
    'tserini and its peer took turns.',
    '',
    `Machine: ${machine}.`,
    '',
    `Versions: ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.${others.length > 0 ? ` Of another version of tserini: ${others.join(', ')}.` : ''}`,
    '',
    `## Goals: ${met} of ${goals.length} met`,
    '',
    ...table(['bench', 'what', 'goal', 'reached', ''], goals),
    ...results.flatMap((one) => section(one, machine)),
    ...(failures.length > 0
      ? ['', '## Not run', '', ...failures.map(([bench, reason]) => `- ${bench}: ${reason}`)]
      : []),
  ].join('\n')}\n`;
}
