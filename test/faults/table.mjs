// Breaks every stage many times and prints what was lost, as a table in Markdown:
//
//   node test/faults/table.mjs [kills of each stage, default 50] [seed]
//
// Takes a quarter of an hour on a quiet machine of two cores.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [kills = '50', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
const stages = ['encode', 'index', 'search', 'reproduce', 'download'];

const folder = mkdtempSync(join(tmpdir(), 'tserini-faults-'));
const table = join(folder, 'table.jsonl');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { exitCode } = await execa(
  process.execPath,
  [vitest, 'run', '--maxWorkers=2', ...stages.map((name) => `test/faults/${name}.test.ts`)],
  {
    cwd: root,
    reject: false,
    stdio: ['ignore', 2, 2],
    env: { TSERINI_FAULT_TRIES: kills, TSERINI_FAULT_SEED: seed, TSERINI_FAULT_TABLE: table },
  },
);
const rows = readFileSync(table, 'utf8').trim().split('\n').map(JSON.parse);
rmSync(folder, { recursive: true });

const order = (row) => stages.findIndex((name) => row.stage.startsWith(name));
rows.sort((a, b) => order(a) - order(b) || a.stage.localeCompare(b.stage));
const cells = rows.map(({ stage, fault, tries, lost }) => `| ${stage} | ${fault} | ${tries} | ${lost} |`);
console.log(['| stage | fault | tries | lost |', '|---|---|---:|---:|', ...cells].join('\n'));
console.log(`\nSeed ${seed}.`);
process.exitCode = exitCode;
