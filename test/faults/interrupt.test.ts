import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { tserini } from '../support/cli.ts';
import { writeJsonl } from '../support/corpus.ts';
import { suiteFolder } from '../support/temp.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = suiteFolder();
const path = (name: string) => join(folder(), name);

/** Sends a signal as soon as `begun` holds, and gives the exit code and what stood on stderr. */
async function interrupt(
  args: readonly string[],
  signal: NodeJS.Signals,
  begun: () => boolean | Promise<boolean>,
) {
  const child: ChildProcess = spawn(process.execPath, [main, ...args], {
    cwd: folder(),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  const closed = once(child, 'close');
  while (!(await begun())) {
    if (child.exitCode !== null) throw new Error(`ended too early: ${stderr}`);
    await sleep(5);
  }
  child.kill(signal);
  const [code] = await closed;
  return { code, stderr };
}

const hasFile = (name: string, pattern: RegExp) => async () =>
  existsSync(path(name)) && (await readdir(path(name))).some((file) => pattern.test(file));

const indexArguments = (input: string, index: string) =>
  `index.lucene --collection JsonVectorCollection --input ${input} --index ${index} --impact --pretokenized`.split(
    ' ',
  );
const searchArguments = (output: string) =>
  `search.lucene --index small --topics topics.tsv --encoder splade-tiny --impact --output ${output}`.split(
    ' ',
  );

beforeAll(async () => {
  const vectors = Array.from({ length: 150_000 }, (_, i) => ({
    id: `d${i}`,
    vector: { [`t${i % 500}`]: 3, x: (i % 9) + 1 },
  }));
  await writeJsonl(path('vectors.jsonl'), vectors);
  await writeJsonl(path('few.jsonl'), vectors.slice(0, 50));
  await writeFile(
    path('topics.tsv'),
    Array.from({ length: 3000 }, (_, i) => `${i}\theart disease and diet ${i}\n`).join(''),
  );
  expect(await tserini(indexArguments('few.jsonl', 'small'), { cwd: folder() })).toMatchObject({
    exitCode: 0,
  });
});

// At a known moment, by one signal or the other; signals.test.ts sends them to every command, and
// test/cli/encode-resume.test.ts to an encode.

it('stops an indexing and leaves no folder behind, or the index that was there', async () => {
  const fresh = await interrupt(
    indexArguments('vectors.jsonl', 'new'),
    'SIGTERM',
    hasFile('new', /write\.lock/),
  );
  expect(fresh).toMatchObject({ code: 143 });
  expect(fresh.stderr).toMatch(/^tserini: indexing was stopped; the index is as it was before\n$/);
  expect(existsSync(path('new'))).toBe(false);

  await tserini(indexArguments('few.jsonl', 'kept'), { cwd: folder() });
  const commit = () => readFileSync(path('kept/segments_1'));
  const before = commit();
  // Segment _0 is of the first run; the files of _1 appear with the first document of the second.
  const again = await interrupt(indexArguments('vectors.jsonl', 'kept'), 'SIGINT', hasFile('kept', /^_1\./));
  expect(again.code).toBe(130);
  expect(commit().equals(before)).toBe(true);
});

it('stops a search and leaves no run behind', async () => {
  const stopped = await interrupt(
    searchArguments('runs/run.txt'),
    'SIGTERM',
    hasFile('runs', /run\.txt\..*tmp/),
  );
  expect(stopped).toMatchObject({ code: 143, stderr: 'tserini: stopped by SIGTERM\n' });
  expect(await readdir(path('runs'))).toEqual([]);
});

it('refuses an index that another process is writing to', async () => {
  const first = tserini(indexArguments('vectors.jsonl', 'shared'), { cwd: folder() });
  while (!existsSync(path('shared/write.lock'))) await sleep(5);
  const second = await tserini(indexArguments('few.jsonl', 'shared'), { cwd: folder() });
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toMatch(/^tserini: another process or object is writing to this index: .*shared$/);
  first.kill('SIGTERM');
  expect((await first).exitCode).toBe(143);
});
