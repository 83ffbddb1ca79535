import { createHash, randomBytes } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  fetchPrebuiltIndex,
  LuceneImpactSearcher,
  LuceneIndexer,
  LuceneIndexReader,
  LuceneSearcher,
  type PrebuiltIndex,
  prebuiltIndexes,
} from '#tserini/index.js';
import { isFetched, prebuiltFolder } from '#tserini/prebuilt/fetch-index.js';
import { type FileServer, serveFiles } from '../support/file-server.ts';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { compileProgram } from '../support/program.ts';
import { canMount, needsMount, onSmallDisk } from '../support/small-disk.ts';
import { makeTarGz } from '../support/tar-file.ts';
import { suiteFolder, tempFolder } from '../support/temp.ts';

const folder = suiteFolder();
const documents = 300;
const files: Record<string, Buffer> = {};
let archive: Buffer;
let server: FileServer;

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

/** An index that the local server publishes. */
function published(path: string, bytes: Buffer, hash = md5(bytes)): PrebuiltIndex {
  files[path] = bytes;
  return { name: 'small', kind: 'impact', size: bytes.length, md5: hash, url: server.url + path };
}

const cache = () => join(process.env.PYSERINI_CACHE!, 'indexes');

/** What is in the cache, but for the hash in the names. */
const cached = () => readdirSync(cache()).map((name) => name.replace(/[0-9a-f]{32}/, 'MD5'));

beforeAll(async () => {
  const vector = (i: number) => ({ [`w${i % 7}`]: 1 + (i % 200), [randomBytes(20).toString('hex')]: 3 });
  const lines = Array.from({ length: documents }, (_, i) =>
    JSON.stringify({ id: `d${i}`, vector: vector(i) }),
  );
  writeFileSync(join(folder(), 'docs.jsonl'), `${lines.join('\n')}\n`);
  const index = join(folder(), 'index');
  await new LuceneIndexer(index).index(join(folder(), 'docs.jsonl'));
  const names = readdirSync(index).filter((name) => name !== 'write.lock');
  archive = await makeTarGz(
    names.map((name) => ({ name: `lucene.small/${name}`, contents: readFileSync(join(index, name)) })),
  );
  server = await serveFiles(files);
});

afterAll(async () => {
  delete process.env.PYSERINI_CACHE;
  await server[Symbol.asyncDispose]();
});

beforeEach(async () => {
  process.env.PYSERINI_CACHE = await tempFolder();
  server.requests.length = 0;
});

it('fetches an index, keeps it where Pyserini does, and fetches it once', async () => {
  const index = published('/lucene.small.1.tar.gz', archive);
  let last: readonly number[] = [];
  const path = await fetchPrebuiltIndex(index, { onDownload: (...progress) => (last = progress) });
  expect(path).toBe(join(cache(), `lucene.small.1.${index.md5}`));
  expect(last).toEqual([archive.length, archive.length]);
  expect(cached()).toEqual(['lucene.small.1.MD5']);
  await using reader = await LuceneIndexReader.open(path);
  expect(await reader.stats()).toMatchObject({ documents });
  expect(await fetchPrebuiltIndex(index)).toBe(path);
  expect(server.requests).toHaveLength(1);
});

it('fetches an index again where its folder is empty, or a file is missing or cut', async () => {
  const index = published('/lucene.small.0.tar.gz', archive);
  const path = await fetchPrebuiltIndex(index);
  const damages = readdirSync(path).flatMap((name): [string, () => void][] => [
    [`${name} is missing`, () => rmSync(join(path, name))],
    [`${name} is cut`, () => truncateSync(join(path, name), statSync(join(path, name)).size - 1)],
    [`${name} is empty`, () => truncateSync(join(path, name))],
  ]);
  const whole = readdirSync(path);
  const empty = () => {
    for (const name of whole) rmSync(join(path, name));
  };
  damages.push(['the folder is empty', empty]);
  for (const [what, damage] of damages) {
    server.requests.length = 0;
    damage();
    expect(await isFetched(index), what).toBe(false);
    expect(await fetchPrebuiltIndex(index)).toBe(path);
    expect(server.requests, what).toHaveLength(1);
    expect(readdirSync(path)).toEqual(whole);
  }
  expect(await isFetched(index)).toBe(true);
  expect(cached()).toEqual(['lucene.small.0.MD5']);
  rmSync(join(path, whole[0]!));
  const unreachable = { ...index, url: 'http://127.0.0.1:9/lucene.small.0.tar.gz' };
  await expect(fetchPrebuiltIndex(unreachable, { retries: 0 })).rejects.toThrow(
    `${path} holds no whole index, and the download`,
  );
});

it('takes up a download that broke off, in the same call and in the next', async () => {
  const index = published('/lucene.small.2.tar.gz', archive);
  const part = Math.floor(archive.length / 20);
  server.breakAfter.push(...Array(6).fill(part));
  await expect(fetchPrebuiltIndex(index)).rejects.toMatchObject({ code: 'DOWNLOAD' });
  expect(cached()).toEqual(['lucene.small.2.MD5.tar.gz.incomplete']);
  await fetchPrebuiltIndex(index);
  expect(server.requests.map((line) => line.split(' ')[2])).toEqual([
    undefined,
    ...[1, 2, 3, 4, 5, 6].map((n) => `bytes=${n * part}-`),
  ]);
  expect(cached()).toEqual(['lucene.small.2.MD5']);
});

it('starts over where the file is another one by the next try', async () => {
  const index = published('/lucene.small.3.tar.gz', archive);
  files['/lucene.small.3.tar.gz'] = randomBytes(archive.length);
  server.breakAfter.push(...Array(6).fill(500));
  await expect(fetchPrebuiltIndex(index)).rejects.toMatchObject({ code: 'DOWNLOAD' });
  files['/lucene.small.3.tar.gz'] = archive;
  const path = await fetchPrebuiltIndex(index);
  expect(cached()).toEqual(['lucene.small.3.MD5']);
  await using searcher = await LuceneImpactSearcher.open(path);
  expect(searcher.numDocs).toBe(documents);
});

it('refuses a wrong MD5, a file that is shorter or longer, and one that is not there', async () => {
  const wrong = published('/lucene.small.4.tar.gz', archive, md5(Buffer.from('another')));
  await expect(fetchPrebuiltIndex(wrong)).rejects.toThrow(/its md5 is [0-9a-f]{32}, expected/);
  const right = published('/lucene.small.5.tar.gz', archive);
  const shorter = { ...right, size: archive.length + 1 };
  await expect(fetchPrebuiltIndex(shorter)).rejects.toThrow(/bytes came, expected/);
  await expect(fetchPrebuiltIndex({ ...right, md5: wrong.md5, size: 100 })).rejects.toThrow(
    /more than the expected 100/,
  );
  const gone = { ...right, url: `${server.url}/gone.tar.gz` };
  await expect(fetchPrebuiltIndex(gone, { retries: 0 })).rejects.toThrow(/the server answered 404/);
  // Not one of them is there under its name.
  expect(cached().filter((name) => name.endsWith('.MD5'))).toEqual([]);
});

it('refuses an archive that leads out of its folder, or holds no index', async () => {
  const evil = await makeTarGz([
    { name: 'x/segments_1' },
    { name: '../../evil', contents: Buffer.from('!') },
  ]);
  await expect(fetchPrebuiltIndex(published('/evil.tar.gz', evil))).rejects.toThrow(
    /leads out of the folder/,
  );
  const empty = await makeTarGz([{ name: 'x/readme.txt' }]);
  await expect(fetchPrebuiltIndex(published('/empty.tar.gz', empty))).rejects.toThrow(
    /holds no Lucene index/,
  );
  expect(readdirSync(process.env.PYSERINI_CACHE!)).toEqual(['indexes']);
  expect(cached()).toEqual([]);
});

it('asks for the size where the table lacks it, and takes an archive without a folder inside', async () => {
  const names = readdirSync(join(folder(), 'index')).filter((name) => name !== 'write.lock');
  const flat = await makeTarGz(
    names.map((name) => ({ name, contents: readFileSync(join(folder(), 'index', name)) })),
  );
  const { size: _, ...index } = published('/flat.tar.gz', flat);
  await using reader = await LuceneIndexReader.open(await fetchPrebuiltIndex(index));
  expect(await reader.stats()).toMatchObject({ documents });
  expect(server.requests.map((line) => line.split(' ')[0])).toEqual(['HEAD', 'GET']);
});

it('stops at a signal, goes on later, and is fetched once where two ask for it', async () => {
  const index = published('/lucene.small.6.tar.gz', archive);
  const stop = new AbortController();
  const stopped = fetchPrebuiltIndex(index, { signal: stop.signal, onDownload: () => stop.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
  server.requests.length = 0;
  const [one, other] = await Promise.all([fetchPrebuiltIndex(index), fetchPrebuiltIndex(index)]);
  expect(one).toBe(other);
  expect(server.requests.length).toBeLessThanOrEqual(1);
  expect(cached()).toEqual(['lucene.small.6.MD5']);
});

describe.skipIf(!canMount)(`a full disk${needsMount}`, () => {
  const program = () =>
    compileProgram(
      'fetch-on-full-disk',
      `import { fetchPrebuiltIndex } from 'tserini';
       await fetchPrebuiltIndex(JSON.parse(process.argv[2])).then(console.log, (error) => console.log(error.code, error.message));`,
    );

  it.each([
    ['while downloading', 0.5, 'incomplete'],
    ['while unpacking', 1.5, 'tar.gz'],
  ])('%s is told of, and what came is kept for the next try', async (_, share, left) => {
    const disk = await tempFolder();
    const index = published(`/lucene.small.${left}.tar.gz`, archive);
    const script = 'PYSERINI_CACHE="$1" "$2" "$3" "$4"; ls "$1/indexes"';
    const kilobytes = Math.ceil((archive.length / 1024) * share);
    const args = [process.execPath, program(), JSON.stringify(index)];
    const { stdout } = await onSmallDisk(kilobytes, disk, script, ...args);
    const [message, ...rest] = stdout.split('\n');
    expect(message).toMatch(/^IO no space left on the disk for /);
    expect(rest).toHaveLength(1);
    expect(rest[0]!.endsWith(`.${left}`)).toBe(true);
  });
});

describe('names', () => {
  const impact = 'beir-v1.0.0-nfcorpus.splade-v3';
  const env = () => ({ PYSERINI_CACHE: process.env.PYSERINI_CACHE!, CI: 'true' });

  /** As if it had been fetched. */
  function place(name: string) {
    const at = prebuiltFolder(prebuiltIndexes.get(name)!);
    mkdirSync(at, { recursive: true });
    cpSync(join(folder(), 'index'), at, { recursive: true });
  }

  it('open searchers and readers', async () => {
    place(impact);
    await using searcher = await LuceneImpactSearcher.fromPrebuiltIndex(impact);
    await using reader = await LuceneIndexReader.fromPrebuiltIndex(impact);
    expect([searcher.numDocs, (await reader.stats()).documents]).toEqual([documents, documents]);
    await expect(LuceneSearcher.fromPrebuiltIndex(impact)).rejects.toThrow(/this is an impact index/);
    const text = [...prebuiltIndexes.values()].find(({ kind }) => kind === 'text')!;
    const file = join(await tempFolder(), 'text.jsonl');
    writeFileSync(file, '{"id": "d1", "contents": "red apples"}\n');
    await new LuceneIndexer(prebuiltFolder(text), { collection: 'JsonCollection' }).index(file);
    await using words = await LuceneSearcher.fromPrebuiltIndex(text.name);
    expect(words.numDocs).toBe(1);
  });

  it('go for --index, and suggest the nearest', async () => {
    place(impact);
    const inspected = await tserini(['inspect', '--index', impact, '--json'], { env: env() });
    expect(JSON.parse(inspected.stdout)).toMatchObject({ documents });
    const explained = ['explain', '--index', impact, '--pretokenized', '--query', 'w1', '--docid', 'd1'];
    expect((await tserini(explained, { env: env() })).stdout).toContain('d1: rank');
    const [topics, output] = [join(folder(), 'topics.tsv'), join(folder(), 'run.txt')];
    writeFileSync(topics, '1\tw1\n');
    const search = [
      'search.lucene',
      '--impact',
      '--pretokenized',
      '--topics',
      topics,
      '--output',
      output,
      '--index',
    ];
    expect(await tserini([...search, impact], { env: env() })).toMatchObject({ exitCode: 0 });
    expect((await tserini(['prebuilt', impact], { env: env() })).stdout).toBe(
      prebuiltFolder(prebuiltIndexes.get(impact)!),
    );
    const vectors = `${output}.jsonl`;
    const dumped = await tserini(['dump-vectors', '--index', impact, '--output', vectors], { env: env() });
    expect(dumped.stderr).toContain(`${documents} vectors written`);
    const { stdout: list } = await tserini(['prebuilt', '--list'], { env: env() });
    expect(list.split('\n')).toHaveLength(prebuiltIndexes.size);
    expect(list.split('\n').filter((line) => line.endsWith('here'))).toHaveLength(1);

    const misspelt = await tserini([...search, 'beir-v1.0.0-nfcorpus.spalde-v3'], { env: env() });
    expect(misspelt).toMatchObject({
      exitCode: 1,
      stderr: `tserini: index not found: beir-v1.0.0-nfcorpus.spalde-v3, did you mean ${impact}? (see: tserini prebuilt --list)`,
    });
    await expect(LuceneSearcher.fromPrebuiltIndex('beir-v1.0.0-nfcorpsu.flat')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('did you mean beir-v1.0.0-nfcorpus.flat?'),
    });
  });

  it('are fetched from where HF_ENDPOINT says, and refused where something else lies there', async () => {
    const { url, size } = prebuiltIndexes.get(impact)!;
    files[new URL(url).pathname] = randomBytes(size!);
    const { exitCode, stderr } = await tserini(['inspect', '--index', impact], {
      env: { ...env(), HF_ENDPOINT: server.url },
    });
    expect({ exitCode, lines: stderr.split('\n').length }).toEqual({ exitCode: 1, lines: 1 });
    expect(stderr).toMatch(/^tserini: download of beir-v1\.0\.0-nfcorpus\.splade-v3 failed: its md5 is /);
    expect(cached()).toEqual([]);
  });
});
