import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { noteUse, removeUnusedCaches } from '#tserini/lucene/jvm/unused-startup-caches.js';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();
const day = 24 * 60 * 60 * 1000;

/** A file that was last written and read so many days ago. */
function file(path: string, daysAgo: number, readDaysAgo = daysAgo): string {
  writeFileSync(path, 'cache');
  utimesSync(path, new Date(Date.now() - readDaysAgo * day), new Date(Date.now() - daysAgo * day));
  return path;
}

it('removes what nobody has used for 30 days, of its own files alone', async () => {
  const caches = await mkdtemp(join(folder(), 'caches-'));
  const kept = [
    ['jvm-25-0123456789abcdef.aot', 29],
    ['jvm-21-0123456789abcdef.jsa', 0],
    // Other files of the folder, and of other programs, however old.
    ['jvm-25-notes.aot', 400],
    ['jvm-25-0123456789abcdef.aot.txt', 400],
    ['my-jvm-25-0123456789abcdef.aot', 400],
    ['indexes', 400],
  ] as const;
  const removed = [
    'jvm-25-fedcba9876543210.aot',
    'jvm-17-fedcba9876543210.jsa',
    'jvm-25-fedcba9876543210.aot.4711.making',
    'jvm-25-fedcba9876543210.aot.4711.making.config',
    'jvm-25-fedcba9876543210.aot.lock',
  ];
  for (const [name, days] of kept) file(join(caches, name), days);
  for (const name of removed) file(join(caches, name), 31);
  file(join(caches, 'jvm-24-0000000000000000.aot'), 31, 2);
  removeUnusedCaches(caches);
  const names = [...kept.map(([name]) => name), 'jvm-24-0000000000000000.aot'];
  expect(readdirSync(caches).sort()).toEqual(names.sort());
});

it('keeps a cache that was used, on a disk too that does not note reads', async () => {
  const caches = await mkdtemp(join(folder(), 'caches-'));
  const path = file(join(caches, 'jvm-25-0123456789abcdef.aot'), 31);
  noteUse(path);
  removeUnusedCaches(caches);
  expect(readdirSync(caches)).toHaveLength(1);
});

it('writes down a use once a day', async () => {
  const caches = await mkdtemp(join(folder(), 'caches-'));
  const path = file(join(caches, 'jvm-25-0123456789abcdef.aot'), 0.5);
  const { mtimeMs } = statSync(path);
  noteUse(path);
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
});

it('passes over a cache that is gone', () => {
  expect(() => noteUse(join(folder(), 'jvm-25-0123456789abcdef.aot'))).not.toThrow();
});
