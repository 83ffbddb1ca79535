import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findJava } from '#tserini/lucene/jvm/java-home.js';
import { findJars } from '#tserini/lucene/jvm/jvm.js';
import { startupArchive, writeStartupArchive } from '#tserini/lucene/jvm/startup-archive.js';
import { tserini } from '../../support/cli.ts';
import { suiteFolder } from '../../support/temp.ts';

const folder = suiteFolder();

/** Indexes and inspects a small collection, with the start-up archives of a folder. */
async function work(caches: string, ci: string) {
  const base = join(folder(), caches);
  await mkdir(base, { recursive: true });
  writeFileSync(
    join(base, 'docs.jsonl'),
    '{"id": "a", "vector": {"x": 3}}\n{"id": "b", "vector": {"y": 3}}\n',
  );
  const options = { cwd: base, env: { TSERINI_CACHE: join(base, 'a cache'), CI: ci } };
  const commands = [
    [
      'index.lucene',
      '--collection',
      'JsonVectorCollection',
      '--input',
      'docs.jsonl',
      '--index',
      'i',
      '--impact',
      '--pretokenized',
    ],
    ['inspect', '--index', 'i'],
  ];
  const results = [];
  for (const command of commands) {
    const { exitCode, stdout, stderr } = await tserini(command, options);
    results.push({ exitCode, stdout, stderr });
  }
  return results;
}

const archives = (caches: string) => readdirSync(join(folder(), caches, 'a cache')).sort();

it('is written once for each command, changes no output, and is ignored where it is incomplete', {
  timeout: 120_000,
}, async () => {
  const without = await work('without', 'true');
  expect(await work('with', '')).toEqual(without);
  const written = archives('with');
  expect(written).toEqual([
    expect.stringMatching(/^jvm-index\.lucene-[0-9a-f]{8}-[0-9a-f]{16}\.jsa$/),
    expect.stringMatching(/^jvm-inspect-[0-9a-f]{8}-[0-9a-f]{16}\.jsa$/),
  ]);
  // The one is used, the other ignored.
  truncateSync(join(folder(), 'with/a cache', written[1]!), 100_000);
  expect(await work('with', '')).toEqual(without);
  expect(archives('with')).toEqual(written);
});

it('takes the place of the one of another Java, and of no other command', async () => {
  process.env.TSERINI_CACHE = join(folder(), 'replaced');
  try {
    const [java, jars] = [findJava(), findJars()];
    const write = (path: string) => {
      writeFileSync(path, 'archive');
      return true;
    };
    const other = { ...java, home: join(folder(), 'java') };
    await mkdir(other.home);
    writeFileSync(join(other.home, 'release'), 'another Java');
    for (const name of ['search', 'search.lucene'])
      expect(writeStartupArchive(startupArchive(other, jars, name), write)).toBe(true);
    const archive = startupArchive(java, jars, 'search');
    expect(archive).toMatchObject({ exists: false, options: ['-XX:+RecordDynamicDumpInfo'] });
    expect(writeStartupArchive(archive, write)).toBe(true);
    expect(readdirSync(process.env.TSERINI_CACHE)).toHaveLength(2);
    expect(startupArchive(java, jars, 'search').path).toBe(archive.path);
    expect(startupArchive(other, jars, 'anything').path).toContain('jvm-search.lucene-');
  } finally {
    delete process.env.TSERINI_CACHE;
  }
});

it('is done without where it cannot be written', async () => {
  writeFileSync(join(folder(), 'a-file'), '');
  const archive = { path: join(folder(), 'a-file/archive.jsa'), exists: false, options: [] };
  expect(writeStartupArchive(archive, () => true)).toBe(false);
});
