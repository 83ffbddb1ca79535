import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolveQrels } from '#tserini/datasets/named-qrels.js';
import { loadTopics } from '#tserini/datasets/named-topics.js';
import type { PublishedFile } from '#tserini/datasets/published-file.js';
import { namedQrels, publishedQrels } from '#tserini/datasets/published-qrels.js';
import { namedTopics, publishedTopics } from '#tserini/datasets/published-topics.js';
import { loadQrels } from '#tserini/eval/read-qrels.js';
import { formatOfReader } from '#tserini/topics/formats.js';
import type { Topic } from '#tserini/topics/topic.js';
import { catalogueFixtures, catalogueTable, expectedOfFixtures, serveMirror } from '../support/catalogue.ts';
import { hasSharedData, needsSharedData } from '../support/data.ts';
import type { FileServer } from '../support/file-server.ts';
import { tempFolder } from '../support/temp.ts';

const isDense = (reader: string) => reader.includes('Vector');

interface TopicFacts {
  readonly name: string | null;
  readonly reader: string;
  readonly ids: string;
  readonly fields: readonly string[];
  readonly count: number;
  readonly first: { readonly id: string };
  readonly last: { readonly id: string };
  readonly ids_sha256: string;
  readonly pairs_sha256: string;
}

interface QrelsFacts {
  readonly name: string;
  readonly topics: number;
  readonly judgments: number;
}

const sha256 = (lines: Iterable<string>) => {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  return hash.digest('hex');
};

describe('the tables', () => {
  it.each([
    ['topics', publishedTopics],
    ['qrels', publishedQrels],
  ] as const)('of %s have each name once, and an address and a checksum or a fixed commit', (_, files) => {
    const names = (files as readonly PublishedFile[]).flatMap((file) => file.names);
    expect(new Set(names).size).toBe(names.length);
    for (const { urls, hash, algorithm, file } of files) {
      const digits = { md5: 32, sha256: 64, 'git-sha1': 40 }[algorithm];
      if (hash !== undefined) expect(hash).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`));
      // A file of a branch may change: it is taken only where its checksum is known.
      else for (const url of urls) expect(url).toMatch(/\/[0-9a-f]{40}\//);
      for (const url of urls) expect(url.endsWith(`/${file}`)).toBe(true);
    }
  });

  it('name a reader that is known for all topics', () => {
    for (const { reader, file } of publishedTopics) expect(formatOfReader(reader), file).toBeDefined();
  });

  const hashOf = (row: Record<string, string>) => row.sha256 || row.git_blob;

  it.skipIf(!hasSharedData)(`lead from each name of topics to its file${needsSharedData}`, () => {
    const registered = new Map(catalogueTable('topics.tsv').map((row) => [row.file, row]));
    const names = catalogueTable('topics-names.tsv');
    for (const { name, file, canonical, file_at_commit } of names) {
      const found = namedTopics.get(name!)!;
      expect(found, name).toMatchObject({ file });
      expect(found.urls[0], name).toContain(`/${file_at_commit}/`);
      if (canonical) expect(found.names[0]).toBe(canonical);
      const row = registered.get(file);
      if (!row) continue;
      expect(found).toMatchObject({ hash: hashOf(row), encoding: row.encoding });
      expect([found.size ?? '', found.topics ?? '', found.encoder ?? '']).toEqual([
        row.bytes && Number(row.bytes),
        row.topics && Number(row.topics),
        row.encoder,
      ]);
    }
    for (const { name, urls, md5, bytes } of catalogueTable('topics-kilt.tsv')) {
      expect(namedTopics.get(name!)).toMatchObject({ urls: [urls], hash: md5, size: Number(bytes) });
    }
    expect(publishedTopics.flatMap((file) => file.names)).toHaveLength(names.length + 11);
  });

  it.skipIf(!hasSharedData)(`lead from each name of judgments to its file${needsSharedData}`, () => {
    const registered = new Map(catalogueTable('qrels.tsv').map((row) => [row.file, row]));
    const names = catalogueTable('qrels-names.tsv');
    for (const { name, file, canonical } of names) {
      const row = registered.get(file)!;
      const found = namedQrels.get(name!)!;
      expect(found, name).toMatchObject({ file, hash: hashOf(row) });
      expect(found.names[0]).toBe(canonical);
      expect([found.size ?? '', found.topics ?? '']).toEqual([
        row.bytes && Number(row.bytes),
        row.topics && Number(row.topics),
      ]);
    }
    expect(publishedQrels.flatMap((file) => file.names)).toHaveLength(names.length);
  });
});

describe.skipIf(!hasSharedData)(`published files${needsSharedData}`, () => {
  const expected = hasSharedData ? expectedOfFixtures() : { topics: {}, qrels: {} };
  const fixtures = hasSharedData ? catalogueFixtures() : {};
  let mirror: FileServer;
  let cache = '';

  beforeAll(async () => {
    mirror = await serveMirror(fixtures);
  });
  afterAll(() => mirror[Symbol.asyncDispose]());
  beforeEach(async () => {
    cache = await tempFolder();
    vi.stubEnv('PYSERINI_CACHE', cache);
    vi.stubEnv('TSERINI_MIRROR', mirror.url);
    mirror.requests.length = 0;
    return () => vi.unstubAllEnvs();
  });

  const nameOf = (file: string, name: string | null) => name ?? namedTopics.get(file)?.names[0];
  const named = Object.entries<TopicFacts>(expected.topics).map(([file, facts]) => ({
    ...facts,
    name: nameOf(file, facts.name),
  }));
  const topics = named.filter((facts) => facts.name !== undefined) as (TopicFacts & { name: string })[];

  it.each(topics.filter(({ reader }) => !isDense(reader)))(
    'gives the topics $name as Anserini does',
    async ({ name, ...facts }) => {
      const found = await loadTopics(name);
      // Anserini sorts ids that its reader takes for strings as such; Pyserini sorts whole numbers as numbers.
      if (facts.ids !== 'integer') found.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
      expect(found).toHaveLength(facts.count);
      expect(found[0]!.id).toBe(facts.first.id);
      expect(found.at(-1)!.id).toBe(facts.last.id);
      expect(sha256(found.map(({ id }) => id))).toBe(facts.ids_sha256);
      // M-BEIR's topics have no title, and Anserini's none to search with.
      const text = facts.fields.some((field) => /^(title|query)$/.test(field))
        ? (topic: Topic) => topic.text
        : () => '';
      expect(sha256(found.map((topic) => `${topic.id}\t${text(topic)}`))).toBe(facts.pairs_sha256);
      expect(await loadTopics(name)).toHaveLength(facts.count);
      expect(mirror.requests.filter((line) => line.startsWith('GET'))).toHaveLength(1);
    },
  );

  it.each(topics.filter(({ reader }) => isDense(reader)))(
    'refuses the topics $name by name',
    async ({ name }) => {
      await expect(loadTopics(name)).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringMatching(/are dense vectors \(.+\): this program/),
      });
      expect(mirror.requests).toEqual([]);
    },
  );

  it.each(Object.values<QrelsFacts>(expected.qrels))('gives the judgments $name', async (facts) => {
    const qrels = await loadQrels(await resolveQrels(facts.name));
    let judgments = 0;
    for (const topic of qrels.topics.values()) judgments += topic.size;
    expect([qrels.topics.size, judgments]).toEqual([facts.topics, facts.judgments]);
    expect(await resolveQrels(namedQrels.get(facts.name)!.file)).toContain(cache);
    expect(mirror.requests.filter((line) => line.startsWith('GET'))).toHaveLength(1);
  });

  it("keeps the order of the file for Pyserini's four names, and sorts for others of the same file", async () => {
    const [first] = fixtures['topics.msmarco-passage.dev-subset.txt']!.toString().split('\t');
    expect((await loadTopics('msmarco-passage-dev-subset'))[0]!.id).toBe(first);
    expect((await loadTopics('msmarco-v1-passage.dev'))[0]!.id).toBe('2');
  });

  it.each(['topics-and-qrels', 'topics'])('finds what is cached in the folder %s', async (folder) => {
    const file = 'topics.dl19-passage.txt';
    await mkdir(join(cache, folder));
    await writeFile(join(cache, folder, file), fixtures[file]!);
    expect(await loadTopics('dl19-passage')).toHaveLength(43);
    expect(mirror.requests).toEqual([]);
  });
});
