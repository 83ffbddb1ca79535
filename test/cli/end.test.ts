import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { tserini } from '../support/cli.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const qrels = () => join(folder(), 'qrels.txt');

beforeAll(() => writeFileSync(qrels(), 'q 0 d 1\n'));

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends a command that does not react to the abort', async (signal, status) => {
  const pipe = join(folder(), signal);
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  // Nothing is written to the pipe, so the read of the run never returns.
  const child = tserini(['eval.trec_eval', qrels(), pipe]);
  // Opens once the command reads.
  const writer = await open(pipe, 'w');
  const started = performance.now();
  child.kill(signal);
  const ended = await child;
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(ended.stderr).toBe(`tserini: stopped by ${signal}`);
  // A process that a signal ended has no exit code; shells report it as 128 and the signal's number.
  expect(ended.signal === signal || ended.exitCode === status).toBe(true);
  await writer.close();
});

it('reports an unhandled rejection in one line, with status 1', async () => {
  const code = "setTimeout(() => Promise.reject(new Error('late')), 1500)";
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(code)}` };
  // Standard input stays open.
  expect(await tserini(['eval.trec_eval', qrels(), '-'], { env })).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: 'tserini: internal error: late (run again with --verbose to see where)',
  });
});
