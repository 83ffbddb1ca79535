import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findJava, javaCandidates } from '#tserini/lucene/jvm/java-home.js';
import { tempFolder } from '../support/temp.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

it('the embedded model is, file by file, the one that its origin tells of', () => {
  const model = join(root, 'models/splade-tiny');
  const stated = new Map(
    [...readFileSync(join(model, 'ORIGIN.md'), 'utf8').matchAll(/^\| (\S+) \| `([0-9a-f]{64})` \|$/gm)].map(
      ([, name, sum]) => [name!, sum!],
    ),
  );
  const documents = ['LICENSE', 'ORIGIN.md'];
  const files = readdirSync(model).filter((name) => !documents.includes(name));
  for (const name of files) expect(stated.get(name), name).toBe(sha256(join(model, name)));
  const elsewhere = [...stated.keys()].filter((name) => !files.includes(name));
  expect(elsewhere.every((name) => name.endsWith('.whl'))).toBe(true);
});

it('every package is pinned with a hash of its contents', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string; optional?: boolean; resolved?: string }>;
  };
  // The binaries of java-bridge for systems whose packages the registry did not have when it was locked: npm passes
  // over them, and they are not installed.
  const absent = /^node_modules\/java-bridge-(?:darwin|win32|linux-arm64)/;
  const loose = Object.entries(lock.packages)
    .filter(([path, { optional, resolved }]) => path !== '' && !(absent.test(path) && optional && !resolved))
    .filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-'))
    .map(([path]) => path);
  expect(loose).toEqual([]);
});

describe('the jars', () => {
  const installed = readdirSync(join(root, 'dist/java')).filter((name) => name !== 'tserini.jar');

  it('are those whose checksums are pinned', () => {
    const pinned = new Map(
      readFileSync(join(root, 'gradle/checksums.txt'), 'utf8')
        .split('\n')
        .filter((line) => /^[0-9a-f]{64} /.test(line))
        .map((line) => line.split(/\s+/) as [string, string])
        .map(([sum, name]) => [name, sum]),
    );
    expect(installed.length).toBeGreaterThan(3);
    for (const name of installed) expect(pinned.get(name), name).toBe(sha256(join(root, 'dist/java', name)));
  });

  it('fail the build where one is another', { timeout: 240_000 }, async () => {
    const folder = await tempFolder();
    for (const name of ['build.gradle', 'settings.gradle', 'gradle', 'java']) {
      await cp(join(root, name), join(folder, name), { recursive: true });
    }
    const checksums = join(folder, 'gradle/checksums.txt');
    const text = await readFile(checksums, 'utf8');
    const wrong = '0'.repeat(64);
    await writeFile(checksums, text.replace(/^[0-9a-f]{64}(?= +lucene-core-10\.5)/m, wrong));
    const { runGradle } = await import(new URL('../../scripts/gradle.mjs', import.meta.url).href);
    const java = findJava('compiler');
    const log = () => {};
    const result = await runGradle(folder, ['verifyJars'], { java, candidates: javaCandidates, log });
    expect(result.failed).toBe(true);
    expect(result.all).toMatch(
      /lucene-core-10\.5\.0\.jar: sha256 is [0-9a-f]{64}, .*checksums\.txt has 0{64}/,
    );
  });
});
