import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { writeVectors } from '../../support/collections.ts';
import { runProgram } from '../../support/program.ts';
import { suiteFolder, tempFolder } from '../../support/temp.ts';

// How processes with a JVM connect with it, and end.

const folder = suiteFolder();
const index = () => join(folder(), 'index');

const open = `
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { LuceneImpactSearcher, LuceneIndexer, LuceneIndexReader } from 'tserini';
const [index, other] = process.argv.slice(2);
const search = async () => {
  const searcher = await LuceneImpactSearcher.open(index);
  return (await searcher.search(new Map([['t1', 1]]))).map(({ docid }) => docid);
};
`;

beforeAll(async () => {
  const documents = Array.from({ length: 50 }, (_, i) => ({
    id: `d${i}`,
    vector: [[`t${i}`, 3] as const, ['a', 1] as const],
  }));
  const path = await writeVectors(join(folder(), 'vectors.jsonl'), documents);
  const { LuceneIndexer } = await import('tserini');
  await new LuceneIndexer(index()).index(path);
});

it('ends by itself without a call under way, and not with one', async () => {
  const source = `${open}
    console.log(await search());
    new LuceneIndexer(other).index(process.argv[4]).then(({ indexed }) => console.log(indexed));
  `;
  const args = [index(), join(await tempFolder(), 'index'), join(folder(), 'vectors.jsonl')];
  const { exitCode, stdout, stderr } = await runProgram('calls-end', source, args, { timeout: 100_000 });
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: "[ 'd1' ]\n50", stderr: '' });
});

const connection = `${open}
  console.log(...await search());
  console.log(readdirSync(tmpdir()).filter((name) => name.startsWith('tserini-')).length);
`;

it('leaves nothing in the folder for temporary files', async () => {
  const TMPDIR = await tempFolder();
  const { stdout } = await runProgram('calls-folder', connection, [index()], { env: { TMPDIR } });
  expect(stdout).toBe('d1\n0');
  expect(await readdir(TMPDIR)).toEqual([]);
});

it.skipIf(process.platform === 'win32')('does without a folder for temporary files', async () => {
  const source = `${open} console.log(...await search());`;
  const readOnly = await tempFolder();
  await chmod(readOnly, 0o500);
  const long = join(await tempFolder(), 'a'.repeat(120));
  await mkdir(long);
  for (const TMPDIR of [readOnly, long, join(readOnly, 'absent')]) {
    const { stdout, stderr } = await runProgram('calls-tcp', source, [index()], { env: { TMPDIR } });
    expect({ stdout, stderr }, TMPDIR).toEqual({ stdout: 'd1', stderr: '' });
  }
  expect(await readdir(long)).toEqual([]);
});

it('serves one thread, whichever it is, and tells the others', async () => {
  const source = `
    import { isMainThread, Worker, workerData } from 'node:worker_threads';
    import { LuceneImpactSearcher } from 'tserini';
    if (isMainThread) {
      const index = process.argv[2];
      for (let i = 0; i < 2; i++) {
        await new Promise((resolve) => new Worker(new URL(import.meta.url), { workerData: index }).on('exit', resolve));
      }
    } else {
      try {
        await using searcher = await LuceneImpactSearcher.open(workerData);
        console.log((await searcher.search(new Map([['t1', 1]]))).length);
      } catch (error) {
        console.log(error.code, error.message);
      }
    }
  `.replace('await using searcher', 'const searcher');
  const { stdout } = await runProgram('calls-worker', source, [index()], { timeout: 100_000 });
  expect(stdout).toBe('1\nJVM the JVM of this process runs in another thread: use Lucene in one thread');
});

it('leaves nothing of a call in memory', { timeout: 300_000 }, async () => {
  const source = `${open}
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    const reader = await LuceneIndexReader.open(index);
    const work = async (times) => {
      for (let n = 0; n < times; n += 100) {
        await Promise.all(Array.from({ length: 100 }, () => reader.getTermCounts('a')));
      }
    };
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc');
    const heap = () => { gc(); gc(); return process.memoryUsage().heapUsed; };
    await work(10_000);
    const before = heap();
    await work(60_000);
    console.log((heap() - before) / 60_000);
  `;
  const { stdout } = await runProgram('calls-memory', source, [index()], { timeout: 280_000 });
  // An asynchronous call of java-bridge leaves 72.
  expect(Number(stdout)).toBeLessThan(5);
});
