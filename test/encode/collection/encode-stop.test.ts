import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCollection, encodeTopics, SpladeDocumentEncoder } from 'tserini';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeDocuments, writeJsonl } from '../../support/corpus.ts';
import { suiteFolder, tempFolder } from '../../support/temp.ts';

const folder = suiteFolder();
const encoder = 'splade-tiny';
const moments = Number(process.env.TSERINI_STOPS ?? 8);
/** Milliseconds to the end: the two seconds of the promise, and more where the machine is busy with other tests. */
const longest = 5000;
let corpus: string;
let whole: Buffer;
/** Milliseconds of an encoding that is not stopped. */
let duration: number;

const warnings: Error[] = [];
const onWarning = (warning: Error) => warnings.push(warning);

beforeAll(async () => {
  process.on('warning', onWarning);
  corpus = await writeJsonl(join(folder(), 'corpus.jsonl'), makeDocuments(12, 100, 41));
  const started = performance.now();
  const { path } = await encodeCollection({ corpus, embeddings: join(folder(), 'whole'), encoder });
  duration = performance.now() - started;
  whole = await readFile(path);
});
afterAll(() => process.off('warning', onWarning));

it.each([
  ['at random moments', {}],
  ['at random moments, in two processes', { processes: 2 }],
])('stops %s within 2 s, and resumes to the same file', { timeout: 300_000 }, async (_, options) => {
  const embeddings = join(folder(), 'stopped');
  for (let i = 0; i < ('processes' in options ? 3 : moments); i++) {
    const stop = new AbortController();
    const encoding = encodeCollection({
      ...{ corpus, embeddings, encoder, batchSize: 3, gzip: i % 2 === 1, signal: stop.signal },
      ...options,
    });
    let stopped = 0;
    const timer = setTimeout(
      () => {
        stopped = performance.now();
        stop.abort();
      },
      i === 0 ? 0 : Math.random() * duration * 1.2,
    );
    const error = await encoding.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    clearTimeout(timer);
    if (error) {
      expect(error).toMatchObject({ code: 'INTERRUPTED', cause: stop.signal.reason });
      expect(performance.now() - stopped).toBeLessThan(longest);
    }
    const names = await readdir(embeddings).catch((): string[] => []);
    expect(names).not.toContain('embeddings.jsonl.lock');
    if (names.includes('embeddings.jsonl.partial')) {
      const partial = await readFile(join(embeddings, 'embeddings.jsonl.partial'));
      expect(whole.subarray(0, partial.length)).toEqual(partial);
    }
    if (error && i % 5 !== 4) continue; // The next run resumes this one.
    await rm(join(embeddings, 'embeddings.jsonl.gz'), { force: true });
    await encodeCollection({ corpus, embeddings, encoder });
    expect(await readFile(join(embeddings, 'embeddings.jsonl'))).toEqual(whole);
    await rm(embeddings, { recursive: true });
  }
});

it('does not start with an aborted signal', async () => {
  const signal = AbortSignal.abort();
  const embeddings = join(await tempFolder(), 'none');
  const stopped = { code: 'INTERRUPTED', cause: signal.reason };
  await expect(encodeCollection({ corpus, embeddings, encoder, signal })).rejects.toMatchObject(stopped);
  await expect(readdir(embeddings)).rejects.toThrow(/ENOENT/);
  await expect(SpladeDocumentEncoder.load(encoder, { signal })).rejects.toMatchObject(stopped);
  await using loaded = await SpladeDocumentEncoder.load(encoder);
  await expect(loaded.encodeCorpus(makeDocuments(1, 5, 1), { signal }).next()).rejects.toMatchObject(stopped);
});

it('stops the encoding of topics during any call of the encoder', async () => {
  const stop = new AbortController();
  const output = join(await tempFolder(), 'topics.jsonl.gz');
  const stuck = {
    encode: () => new Promise<never>(() => {}),
    close: async () => {},
    async [Symbol.asyncDispose]() {},
  };
  const encoding = encodeTopics([{ id: '1', text: 'a' }], stuck, output, { signal: stop.signal });
  setTimeout(() => stop.abort(), 20);
  await expect(encoding).rejects.toMatchObject({
    code: 'INTERRUPTED',
    cause: expect.objectContaining({ name: 'AbortError' }),
  });
  expect(await readdir(join(output, '..'))).toEqual([]);
});

it('rethrows an error of the encoder of topics while other calls are pending', async () => {
  const failing = {
    async encode(text: string) {
      if (text === 'b') throw new Error('refused');
      await new Promise((resolve) => setTimeout(resolve, 30));
      return new Map();
    },
    close: async () => {},
    async [Symbol.asyncDispose]() {},
  };
  const topics = ['a', 'b', 'c'].map((text) => ({ id: text, text }));
  const output = join(await tempFolder(), 'topics.tsv');
  await expect(encodeTopics(topics, failing, output)).rejects.toThrow(/^refused$/);
  expect(await readdir(join(output, '..'))).toEqual([]);
});

it('closes a partial file whose last line is damaged', async () => {
  const embeddings = join(folder(), 'damaged');
  const stop = new AbortController();
  const stopped = encodeCollection({
    ...{ corpus, embeddings, encoder, batchSize: 1, signal: stop.signal },
    onProgress: (done) => done > 1 && stop.abort(),
  });
  await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
  const partial = join(embeddings, 'embeddings.jsonl.partial');
  await writeFile(partial, '{"id": 3}\n', { flag: 'a' });
  await expect(encodeCollection({ corpus, embeddings, encoder })).rejects.toMatchObject({
    code: 'INPUT',
    message: `the last line is damaged: ${partial} (--overwrite starts again)`,
  });
  // Node warns of a file that it has to close itself when it collects garbage.
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  for (let i = 0; i < 5; i++) {
    (runInNewContext('gc') as () => void)();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(warnings).toEqual([]);
  expect(await readdir(embeddings)).toEqual(['embeddings.jsonl.manifest', 'embeddings.jsonl.partial']);
});
