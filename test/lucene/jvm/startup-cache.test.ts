import { mkdirSync, readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { findJava } from '#tserini/lucene/jvm/java-home.js';
import { findJars } from '#tserini/lucene/jvm/jvm.js';
import { makeStartupCache, startupCache } from '#tserini/lucene/jvm/startup-cache.js';
import { tserini } from '../../support/cli.ts';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();

/** Builds and searches a small index, with the start-up caches of a folder. */
async function work(caches: string) {
  const base = join(folder(), caches);
  await mkdir(base, { recursive: true });
  writeFileSync(
    join(base, 'docs.jsonl'),
    '{"id": "a", "vector": {"x": 3}}\n{"id": "b", "vector": {"y": 3}}\n',
  );
  const options = { cwd: base, env: { TSERINI_CACHE: base, CI: 'true' } };
  const index = [
    '--collection',
    'JsonVectorCollection',
    '--input',
    'docs.jsonl',
    '--index',
    'i',
    '--impact',
    '--pretokenized',
  ];
  const commands = [
    ['index.lucene', ...index],
    ['inspect', '--index', 'i'],
  ];
  const results = [];
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await tserini(command, options);
    results.push({ exitCode, stdout, stderr });
  }
  return results;
}

it('is made whole or not at all, and a corrupted one is ignored', { timeout: 120_000 }, async () => {
  const without = await work('without');
  process.env.TSERINI_CACHE = join(folder(), 'with');
  try {
    const { path, exists } = startupCache(findJava(), findJars());
    expect(exists).toBe(false);
    // Somebody began an hour ago, and was killed.
    const hourAgo = new Date(Date.now() - 3_600_000);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.lock`, '1\n');
    utimesSync(`${path}.lock`, hourAgo, hourAgo);
    // Two at once: one makes it, the other leaves it to the first.
    await Promise.all([makeStartupCache(path), makeStartupCache(path)]);
    expect(readdirSync(join(folder(), 'with'))).toHaveLength(1);
    expect(startupCache(findJava(), findJars()).use).toHaveLength(1);
    expect(await work('with')).toEqual(without);

    truncateSync(path, 100_000);
    expect(await work('with')).toEqual(without);
  } finally {
    delete process.env.TSERINI_CACHE;
  }
});

it('is done without where there is no place for it', async () => {
  writeFileSync(join(folder(), 'a-file'), '');
  expect(await makeStartupCache(join(folder(), 'a-file/cache.aot'))).toBe(false);
});
