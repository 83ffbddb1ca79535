import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formatOfReader } from '#tserini/topics/formats.js';
import { readTopics } from '#tserini/topics/read-topics.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';

// The files that Pyserini and Anserini know by name, with what Anserini's own readers find in them.

/** Expected of a topic: its fields; long ones by their start, length and hash. */
interface ExpectedTopic {
  readonly id: string;
  readonly fields: Readonly<Record<string, string | { length: number; sha256: string }>>;
}

const folder = sharedData('catalogue/fixtures/');
const expected = hasSharedData ? JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) : {};
const names = (what: string) => (hasSharedData ? Object.keys(expected[what]) : ['topics or judgments']);

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const isDense = (file: string) => /Vector/.test(expected.topics?.[file].reader);
const searchable = names('topics').filter((file) => !isDense(file));

it.skipIf(!hasSharedData).each(searchable)(`reads %s as Anserini does${needsSharedData}`, async (file) => {
  const { reader, ids, count, first, last, ids_sha256, pairs_sha256 } = expected.topics[file];
  const topics = await readTopics(folder + file, { format: formatOfReader(reader), replacesInvalid: true });
  // Anserini sorts ids that are not whole numbers to its reader, even if they are.
  if (ids === 'string') topics.sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(topics).toHaveLength(count);
  for (const [topic, { id, fields }] of [
    [topics[0]!, first as ExpectedTopic],
    [topics.at(-1)!, last as ExpectedTopic],
  ] as const) {
    expect(topic.id).toBe(id);
    const text = fields.title ?? fields.query ?? fields.query_txt!;
    if (typeof text === 'string') expect(topic.text).toBe(text);
    else expect(topic.text).toSatisfy((found: string) => sha256(found) === text.sha256);
  }
  expect(sha256(topics.map(({ id }) => `${id}\n`).join(''))).toBe(ids_sha256);
  // Where Anserini finds neither title nor query, its pairs have no text.
  const hasText = 'title' in first.fields || 'query' in first.fields;
  const pairs = topics.map(({ id, text }) => `${id}\t${hasText ? text : ''}\n`).join('');
  expect(sha256(pairs)).toBe(pairs_sha256);
});

it.skipIf(!hasSharedData)(`reads KILT's topics as Pyserini does${needsSharedData}`, async () => {
  const { count, first, last } = expected.other['kilt.gold1.jsonl'];
  const topics = await readTopics(`${folder}kilt.gold1.jsonl`, { format: 'kilt' });
  expect(topics).toHaveLength(count);
  expect([topics[0], topics.at(-1)].map((topic) => [Number(topic!.id), topic!.text])).toEqual([first, last]);
});

it.skipIf(!hasSharedData)(`refuses dense vectors with the line${needsSharedData}`, async () => {
  const dense = names('topics').filter(isDense);
  expect(dense.length).toBeGreaterThan(0);
  for (const file of dense) {
    await expect(readTopics(folder + file)).rejects.toThrow(
      `${file}:1: a dense vector; this program searches`,
    );
  }
});
