import { randomBytes } from 'node:crypto';
import { readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { readBlocks } from '#tserini/util/files/read-blocks.js';
import { type DataFile, readBytes } from '#tserini/util/files/read-bytes.js';
import { readLines } from '#tserini/util/files/read-lines.js';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();
let path: string;

beforeEach(() => {
  path = join(folder(), 'file');
});

/** How many handles of this process are open on the file. */
async function openHandles(): Promise<number> {
  const handles = await readdir('/proc/self/fd');
  const targets = await Promise.all(
    handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')),
  );
  return targets.filter((target) => target === path).length;
}

async function allBytes(source: string | DataFile, onProgress?: (done: number, total?: number) => void) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBytes('file', source, { onProgress })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Bytes that gzip cannot make smaller. */
const large = Buffer.concat([Buffer.from('text'), randomBytes(1 << 20)]);

it.each([
  ['plain', large],
  ['gzipped', gzipSync(large)],
])('reads a %s file, and notifies of all bytes on the disk', async (_, stored) => {
  await writeFile(path, stored);
  const progress: (number | undefined)[][] = [];
  expect((await allBytes(path, (...seen) => progress.push(seen))).equals(large)).toBe(true);
  expect(progress.length).toBeGreaterThan(1);
  expect(progress.at(-1)).toEqual([stored.length, stored.length]);
});

it.each([1, 2, 100_000])(
  'detects gzip in a file of an archive that comes in pieces of %i bytes',
  async (size) => {
    const text = 'line\n'.repeat(100);
    const stored = gzipSync(text);
    const pieces = Array.from({ length: Math.ceil(stored.length / size) }, (_, i) =>
      stored.subarray(i * size, (i + 1) * size),
    );
    const file = { name: 'a.zip/file', open: () => Readable.from(pieces) };
    expect(String(await allBytes(file))).toBe(text);
  },
);

describe.skipIf(process.platform !== 'linux')('the file is closed as soon as the loop ends', () => {
  const stored: [string, Buffer][] = [
    ['plain', large],
    ['gzipped', gzipSync(large)],
  ];
  it.each(stored)('at the end, early, by an error and by a signal: %s', async (_, bytes) => {
    await writeFile(path, bytes);
    await allBytes(path);
    expect(await openHandles()).toBe(0);
    for await (const _chunk of readBytes('file', path)) {
      expect(await openHandles()).toBe(1);
      break;
    }
    expect(await openHandles()).toBe(0);
    for (const read of [readLines, readBlocks]) {
      const failing = async (stop: () => void) => {
        for await (const _part of read('file', path)) stop();
      };
      const error = new Error('of the loop');
      const stop = () => {
        throw error;
      };
      await expect(failing(stop)).rejects.toBe(error);
      expect(await openHandles()).toBe(0);
    }
    const stop = new AbortController();
    const stopping = async () => {
      for await (const _chunk of readBytes('file', path, { signal: stop.signal })) stop.abort();
    };
    await expect(stopping()).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await openHandles()).toBe(0);
  });

  it('where the gzip is damaged', async () => {
    await writeFile(path, gzipSync(large).fill(0, 500_000));
    await expect(allBytes(path)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringContaining(`damaged gzip file, copy or download it again: ${path}: `),
    });
    expect(await openHandles()).toBe(0);
  });
});

it('gives the same lines one by one and in blocks, plain and gzipped', async () => {
  const line = fc.oneof(
    fc.string(),
    fc.constant(''),
    fc.nat(700_000).map((length) => 'x'.repeat(length)),
  );
  const lines = fc.array(
    line.map((text) => text.replaceAll('\n', ' ')),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(lines, fc.boolean(), fc.boolean(), async (texts, isEnded, isGzip) => {
      const text = texts.join('\n') + (isEnded ? '\n' : '');
      await writeFile(path, isGzip ? gzipSync(text) : text);
      const found: [number, string][] = [];
      for await (const { bytes, number } of readLines('file', path)) found.push([number, String(bytes)]);
      const wanted = text.split('\n').map((line, i): [number, string] => [i + 1, line]);
      expect(found).toEqual(wanted.filter(([, line]) => !/^[\t-\r ]*$/.test(line)));
      let blocks = '';
      for await (const block of readBlocks('file', path)) {
        expect(block.at(-1)).toBe(10);
        blocks += Buffer.from(block).toString();
      }
      expect(blocks).toBe(text === '' || text.endsWith('\n') ? text : `${text}\n`);
    }),
    { numRuns: 40 },
  );
});

it('reads a file of a data folder by the same rules', async () => {
  await writeFile(path, gzipSync('a\n'));
  expect(String(await allBytes({ name: path }))).toBe('a\n');
  await expect(allBytes({ name: `${path}.none` })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
