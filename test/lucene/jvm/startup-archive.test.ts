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
async function work(caches: string, ci: string, jvm = '') {
  const base = join(folder(), caches);
  await mkdir(base, { recursive: true });
  writeFileSync(
    join(base, 'docs.jsonl'),
    '{"id": "a", "vector": {"x": 3}}\n{"id": "b", "vector": {"y": 3}}\n',
  );
  const options = { cwd: base, env: { TSERINI_CACHE: join(base, 'a cache'), CI: ci, TSERINI_JVM_OPTS: jvm } };
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
    expect.stringMatching(/^jvm-index\.lucene-[0-9a-f]{8}-[0-9a-f]{16}\.(aot|jsa)$/),
    expect.stringMatching(/^jvm-inspect-[0-9a-f]{8}-[0-9a-f]{16}\.(aot|jsa)$/),
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
      expect(await writeStartupArchive(startupArchive(other, jars, name), write)).toBe(true);
    const archive = startupArchive(java, jars, 'search');
    expect(archive.exists).toBe(false);
    expect(await writeStartupArchive(archive, write)).toBe(true);
    expect(readdirSync(process.env.TSERINI_CACHE)).toHaveLength(2);
    expect(startupArchive(java, jars, 'search').path).toBe(archive.path);
    expect(startupArchive(other, jars, 'anything').path).toContain('jvm-search.lucene-');
  } finally {
    delete process.env.TSERINI_CACHE;
  }
});

it.each([
  ['21.0.7', '-XX:+RecordDynamicDumpInfo'],
  ['25', '-XX:+RecordDynamicDumpInfo'],
  ['25.0.2', '-XX:+RecordDynamicDumpInfo'],
  ['25.0.3', '-XX:AOTMode=record'],
  ['26', '-XX:AOTMode=record'],
])('is of the best kind that Java %s writes while it runs', async (version, option) => {
  const home = join(folder(), `java-${version}`);
  await mkdir(home);
  writeFileSync(join(home, 'release'), `IMPLEMENTOR="X"\nJAVA_VERSION="${version}"\n`);
  expect(startupArchive({ ...findJava(), home }, findJars(), 'search').options[0]).toBe(option);
});

it('leaves no option of its own where TSERINI_JVM_OPTS has some for the classes', async () => {
  const [indexing] = await work('own', '', '-Xshare:off');
  expect(indexing).toMatchObject({ exitCode: 0 });
  expect(archives('own')).toEqual([]);
});

it('is done without where it cannot be written', async () => {
  writeFileSync(join(folder(), 'a-file'), '');
  const archive = { path: join(folder(), 'a-file/archive.jsa'), exists: false, options: [] };
  expect(await writeStartupArchive(archive, () => true)).toBe(false);
});
