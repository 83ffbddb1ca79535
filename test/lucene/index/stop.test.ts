import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LuceneIndexer, LuceneIndexReader } from 'tserini';
import { beforeAll, expect, it } from 'vitest';
import { suiteFolder } from '../../support/temp.ts';

const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
/** How many moments each test tries; by hand, `TSERINI_STOPS=50`. */
const moments = Number(process.env.TSERINI_STOPS ?? 3);
/** Milliseconds to the end: two seconds by hand, and more where the machine is busy with other tests. */
const longest = process.env.TSERINI_STOPS === undefined ? 5000 : 2500;
const documents = 20_000;
const folder = suiteFolder();
const path = (name: string) => join(folder(), name);

const arguments_ = (index: string) => [
  ...[main, 'index.lucene', '--collection', 'JsonVectorCollection', '--input', path('all.jsonl')],
  ...['--index', index, '--impact', '--pretokenized'],
];

async function documentsOf(index: string): Promise<number> {
  await using reader = await LuceneIndexReader.open(index);
  return (await reader.stats()).documents;
}

beforeAll(async () => {
  const lines = Array.from({ length: documents }, (_, i) => {
    const weights = Array.from({ length: 20 }, (_, j) => [`t${(i * 31 + j * j * 17) % 5000}`, 1 + (i % 90)]);
    return `${JSON.stringify({ id: `d${i}`, vector: Object.fromEntries(weights) })}\n`;
  });
  await writeFile(path('all.jsonl'), lines.join(''));
  await writeFile(path('few.jsonl'), lines.slice(0, 7).join(''));
});

it('keeps the old index where the signal stops it, at any moment, and rejects within two seconds', async () => {
  const index = path('library');
  await new LuceneIndexer(index).index(path('few.jsonl'));
  const started = performance.now();
  await new LuceneIndexer(path('whole')).index(path('all.jsonl'));
  const whole = performance.now() - started;
  for (let i = 0; i < moments; i++) {
    const controller = new AbortController();
    const indexing = new LuceneIndexer(index).index(path('all.jsonl'), { signal: controller.signal });
    const outcome = indexing.catch((error) => error);
    await sleep(Math.random() * whole);
    const aborted = performance.now();
    controller.abort(new Error('enough'));
    const result = await outcome;
    const took = performance.now() - aborted;
    if (result instanceof Error) {
      expect(result).toMatchObject({
        code: 'INTERRUPTED',
        message: 'indexing was stopped; the index is as it was before',
        cause: { message: 'enough' },
      });
      expect(took).toBeLessThan(longest);
      expect(await documentsOf(index)).toBe(7);
    } else {
      expect(await documentsOf(index)).toBe(documents);
      await new LuceneIndexer(index).index(path('few.jsonl'));
    }
  }
});

it('rejects a signal that is aborted before the start, or while the JVM starts', async () => {
  for (const wait of [undefined, 0]) {
    const controller = new AbortController();
    if (wait === undefined) controller.abort();
    else setTimeout(() => controller.abort(), wait);
    const index = path('never');
    const indexing = new LuceneIndexer(index).index(path('all.jsonl'), { signal: controller.signal });
    await expect(indexing).rejects.toMatchObject({ code: 'INTERRUPTED', cause: { name: 'AbortError' } });
    expect(existsSync(index)).toBe(false);
  }
});

it('keeps the old index where SIGINT stops the command, at any moment, and ends within two seconds', {
  timeout: 60_000 + moments * 4000,
}, async () => {
  const index = path('command');
  await new LuceneIndexer(index).index(path('few.jsonl'));
  const run = async (pause: number, output = index) => {
    const child = spawn(process.execPath, arguments_(output), { stdio: ['ignore', 'pipe', 'ignore'] });
    let printed = '';
    child.stdout.on('data', (data) => (printed += data));
    const ended = once(child, 'exit');
    await Promise.race([ended, sleep(pause, undefined, { ref: false })]);
    const stopped = performance.now();
    child.kill('SIGINT');
    const [code] = await ended;
    // The signal ends a process that has reported its work and is about to exit.
    return { code, isDone: /^errors:/m.test(printed), took: performance.now() - stopped };
  };
  const started = performance.now();
  expect(await run(60_000, path('whole'))).toMatchObject({ code: 0 });
  const whole = performance.now() - started;
  for (let i = 0; i < moments; i++) {
    const { code, isDone, took } = await run(Math.random() * whole);
    if (code === 0) expect(isDone).toBe(true);
    if (isDone) {
      expect(await documentsOf(index)).toBe(documents);
      await rm(index, { recursive: true });
      await new LuceneIndexer(index).index(path('few.jsonl'));
      continue;
    }
    expect(took).toBeLessThan(longest);
    expect(await documentsOf(index)).toBe(7);
  }
});
