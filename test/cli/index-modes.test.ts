import { appendFileSync, cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '#tserini/cli/command.js';
import { command as explain } from '#tserini/cli/commands/explain.js';
import { command as indexLucene } from '#tserini/cli/commands/index-lucene.js';
import { command as inspect } from '#tserini/cli/commands/inspect.js';
import { command as searchHybrid } from '#tserini/cli/commands/search-hybrid.js';
import { command as searchLucene } from '#tserini/cli/commands/search-lucene.js';
import { encodeCollection } from '#tserini/encode/collection/encode-collection.js';
import { validateIndex } from '#tserini/lucene/read/validate-index.js';
import { modelSha256 } from '#tserini/model/checkpoint/fingerprint.js';
import { packageVersion } from '#tserini/util/package-version.js';
import { tserini } from '../support/cli.ts';
import { writeJsonl } from '../support/corpus.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

// An index says how it was made; what it cannot do is refused by that.

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const tiny = fileURLToPath(new URL('../../models/splade-tiny', import.meta.url));
const run = (name: string, command: Command, line: string) => {
  const words = line.split(' ').map((word) => (word.startsWith('@') ? path(word.slice(1)) : word));
  return runCommand(name, command, words);
};
const index = (line: string) => run('index.lucene', indexLucene, line);
const search = (line: string) => run('search.lucene', searchLucene, `${line} --output @run.txt`);
const hybrid = (line: string) => run('search.hybrid', searchHybrid, `${line} --output @run.txt`);
const describeIndex = async (name: string) =>
  JSON.parse((await run('inspect', inspect, `--index @${name} --json`)).out).description;

const vectors = '--collection JsonVectorCollection --impact --pretokenized --input';
const texts = '--collection JsonCollection --input';

beforeAll(async () => {
  const documents = [
    { id: 'd1', contents: 'red apples grow in the north' },
    { id: 'd2', contents: 'green pears grow in the south' },
    { id: 'd3', contents: 'spring apples and red pears' },
  ];
  await writeJsonl(path('texts.jsonl'), documents);
  await writeJsonl(path('more.jsonl'), [{ id: 'd9', contents: 'more apples' }]);
  await writeJsonl(path('vectors.jsonl'), [
    { id: 'd1', vector: { red: 3, apple: 40 } },
    { id: 'd2', vector: { green: 5, pear: 20 } },
  ]);
  await writeJsonl(path('more-vectors.jsonl'), [{ id: 'd9', vector: { red: 8 } }]);
  await writeJsonl(
    path('corpus.jsonl'),
    documents.map(({ id, contents }) => ({ id, text: contents })),
  );
  await writeJsonl(path('topics.jsonl'), [
    { qid: 'qa', title: 'red apples' },
    { qid: 'qb', title: 'green pears' },
    { qid: 'qc', title: 'xylophone' },
  ]);
  await writeJsonl(path('encoded.jsonl'), [
    { qid: 'qa', title: 'red red apple apple apple' },
    { qid: 'qb', title: 'green pear pear' },
    { qid: 'qc', title: 'xylophone xylophone' },
  ]);
  await index(`${vectors} @vectors.jsonl --index @impact`);
  await index(`${texts} @texts.jsonl --index @text --storeRaw --fields title`);
  await index(`${texts} @texts.jsonl --index @krovetz --stemmer krovetz`);
  await index(`${texts} @texts.jsonl --index @accurate --bm25.accurate`);
  await index(`${texts} @texts.jsonl --index @terms --pretokenized`);
  await encodeCollection({ corpus: path('corpus.jsonl'), embeddings: path('encoded'), encoder: tiny });
  await index(`${vectors} @encoded --index @splade --storeDocvectors`);
});

const anImpactIndex =
  /^this is an impact index \(JsonVectorCollection vectors\.jsonl\), without the lengths .*: .*impact$/;
const aTextIndex =
  /^this is a text index \(JsonCollection texts\.jsonl, language en, stemmer porter\), whose frequencies .*: .*text$/;

describe('what an index says of itself', () => {
  it('is the kind, the analysis, what is stored, and the collection', async () => {
    expect(await describeIndex('text')).toEqual({
      kind: 'text',
      isRecorded: true,
      version: packageVersion(),
      records: 'JsonCollection',
      documents: 3,
      fields: ['contents', 'title'],
      analyzer: { language: 'en', stemmer: 'porter', stopwords: 'lucene' },
      lengths: 'rounded',
      stores: ['raw'],
      collections: [{ name: 'texts.jsonl', documents: 3 }],
    });
  });

  it('names the model that encoded the vectors, and its hash', async () => {
    expect(await describeIndex('splade')).toMatchObject({
      kind: 'impact',
      lengths: 'none',
      stores: ['docvectors'],
      collections: [
        {
          name: 'encoded',
          documents: 3,
          model: { name: 'splade-tiny', sha256: await modelSha256(tiny) },
          quantization: { range: 5, steps: 256 },
        },
      ],
    });
    const { out } = await run('inspect', inspect, '--index @splade');
    expect(out).toMatch(/^kind +impact$/m);
    expect(out).toMatch(/^model +splade-tiny, sha256 [0-9a-f]{64}$/m);
  });

  it('counts the collections that were added', async () => {
    await index(`${texts} @texts.jsonl --index @two`);
    await index(`${texts} @more.jsonl --index @two --append --storeContents`);
    const { documents, collections, stores } = await describeIndex('two');
    expect({ documents, collections, stores }).toEqual({
      documents: 4,
      collections: [
        { name: 'texts.jsonl', documents: 3 },
        { name: 'more.jsonl', documents: 1 },
      ],
      stores: ['contents'],
    });
  });
});

describe('a search that the index is not for', () => {
  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['--bm25 on impacts', () => search('--bm25 --index @impact --topics @topics.jsonl'), anImpactIndex],
    ['--qld on impacts', () => search('--qld --index @impact --topics @topics.jsonl'), anImpactIndex],
    [
      '--impact --pretokenized on text',
      () => search('--impact --pretokenized --index @text --topics @topics.jsonl'),
      aTextIndex,
    ],
    [
      '--impact --encoder on text',
      () => search(`--impact --encoder ${tiny} --index @text --topics @topics.jsonl`),
      aTextIndex,
    ],
    [
      'both indexes swapped',
      () =>
        hybrid(
          '--impact-index @text --text-index @impact --topics @topics.jsonl --encoded-topics @encoded.jsonl',
        ),
      aTextIndex,
    ],
    [
      'two indexes of impacts',
      () =>
        hybrid(
          '--impact-index @impact --text-index @impact --topics @topics.jsonl --encoded-topics @encoded.jsonl',
        ),
      anImpactIndex,
    ],
    [
      'explain --encoder on text',
      () => run('explain', explain, `--index @text --query apples --docid d1 --encoder ${tiny}`),
      /^this is a text index, which takes no --encoder/,
    ],
    [
      '--bm25.accurate on rounded lengths',
      () => search('--bm25.accurate --index @text --topics @topics.jsonl'),
      /^the index has rounded lengths of documents: search it with BM25 without accurate/,
    ],
    [
      '--qld on exact lengths',
      () => search('--qld --index @accurate --topics @topics.jsonl'),
      /^the index has exact lengths of documents: search it with BM25 with accurate/,
    ],
  ])('is refused: %s', async (_, work, message) => {
    await expect(work()).rejects.toThrow(message);
  });
});

describe('an --append of something else', () => {
  it.each([
    [`${vectors} @more-vectors.jsonl --index @text`, /with kind text; what is added has kind impact/],
    [`${texts} @more.jsonl --index @impact`, /with kind impact; what is added has kind text/],
    [
      `${texts} @more.jsonl --index @text --stemmer krovetz`,
      /stemmer porter; what is added has stemmer krovetz/,
    ],
    [`${texts} @more.jsonl --index @text --language de`, /with language en; what is added has language de/],
    [
      `${texts} @more.jsonl --index @text --keepStopwords`,
      /stopwords lucene; what is added has stopwords none/,
    ],
    [`${texts} @more.jsonl --index @text --pretokenized`, /language en; what is added has language none/],
    [
      `${texts} @more.jsonl --index @text --bm25.accurate`,
      /lengths rounded; what is added has lengths exact/,
    ],
    [`${texts} @more.jsonl --index @text --storePositions`, /positions no; what is added has positions yes/],
    [
      `${vectors} @more-vectors.jsonl --index @impact --storeDocvectors`,
      /docvectors no; what is added has docvectors yes/,
    ],
  ])('is refused: %s', async (line, message) => {
    await expect(index(`${line} --append`)).rejects.toThrow(message);
    await expect(index(`${line} --append`)).rejects.toThrow(/^this is an? (impact|text) index \(/);
  });

  it('is refused where another model encoded it', async () => {
    cpSync(tiny, path('other-model'), { recursive: true });
    appendFileSync(join(path('other-model'), 'config.json'), '\n');
    await encodeCollection({
      corpus: path('more.jsonl'),
      fields: ['text'],
      delimiter: '\t',
      embeddings: path('other'),
      encoder: path('other-model'),
    });
    const other = index(`${vectors} @other --index @splade --append --storeDocvectors`);
    await expect(other).rejects.toThrow(/what is added was encoded by another model, other-model/);
  });
});

describe('queries are analyzed as the index was', () => {
  const lines = () => readFileSync(path('run.txt'), 'utf8');
  it.each([
    ['krovetz', '--stemmer krovetz'],
    ['accurate', '--bm25.accurate'],
    ['terms', '--pretokenized'],
  ])('without flags: %s', async (name, flags) => {
    const plain = await search(`--bm25 --index @${name} --topics @topics.jsonl`);
    const before = lines();
    const flagged = await search(`--bm25 --index @${name} --topics @topics.jsonl ${flags}`);
    expect(lines()).toBe(before);
    expect([plain.log, flagged.log].flat().join()).not.toMatch(/analyzed/);
  });

  it('and another analysis is a warning', async () => {
    const { log } = await search('--bm25 --index @krovetz --topics @topics.jsonl --stemmer porter');
    expect(log[0]).toMatch(
      /^warning: the index was analyzed with language en, stemmer krovetz, .*; queries are analyzed with language en, stemmer porter/,
    );
  });
});

describe('counts', () => {
  it('topics without hits, and those without a known term', async () => {
    const text = await search('--bm25 --index @text --topics @topics.jsonl');
    expect(text.log[0]).toBe('warning: 1 of 3 topics has no hits (qc)');
    const impact = await search('--impact --pretokenized --index @impact --topics @encoded.jsonl');
    expect(impact.log.slice(0, 2)).toEqual([
      'warning: 1 of 3 topics has no hits (qc)',
      'warning: 1 of 3 topics has no term that the index knows (qc)',
    ]);
    const both = await hybrid(
      '--impact-index @impact --text-index @text --topics @topics.jsonl --encoded-topics @encoded.jsonl',
    );
    expect(both.log[0]).toBe('warning: 1 of 3 topics has no hits (qc)');
  });

  it('tokens that plain text has and the index lacks', async () => {
    const { log } = await search('--impact --pretokenized --index @impact --topics @topics.jsonl');
    expect(log[0]).toMatch(
      /^warning: the topics look like plain text: .* lacks 3 of them; plain text takes --encoder$/,
    );
  });
});

describe('the model of the queries', () => {
  it('is compared with that of the documents', async () => {
    const line = '--impact --index @splade --topics @topics.jsonl --encoder';
    const same = await search(`${line} ${tiny}`);
    expect(same.log.filter((message) => message.includes('another model'))).toEqual([]);
    const other = await search(`${line} @other-model`);
    expect(other.log.filter((message) => message.includes('another model'))).toEqual([
      expect.stringMatching(
        /^warning: the documents were encoded by splade-tiny \(sha256 [0-9a-f]{12}\), and queries/,
      ),
    ]);
  });
});

it('indexes lines of standard input, and names the line that is invalid', { timeout: 60_000 }, async () => {
  const args = ['index.lucene', ...`${vectors} - --index`.split(' '), path('piped')];
  const line = (id: string) => `{"id": "${id}", "vector": {"apple": 2}}\n`;
  const invalid = await tserini(args, { input: `${line('a')}{"id": "b"}\n` });
  expect(invalid.stderr).toContain('-:2');
  expect(invalid.exitCode).toBe(1);
  const piped = await tserini(args, { input: line('a') + line('b') });
  expect(piped).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await validateIndex(path('piped'))).toMatchObject({ documents: 2 });
});
