import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { encodeTopics } from 'tserini';
import { expect, it } from 'vitest';
import { tempFolder } from '../support/temp.ts';

const topics = ['a', 'bad', 'c'].map((text, i) => ({ id: String(i), text }));
const encoder = {
  encode: async () => new Map([['x', 1.5]]),
  close: async () => {},
  [Symbol.asyncDispose]: async () => {},
};

it.each(['topics.jsonl', 'topics.jsonl.gz', 'topics.tsv', 'topics.tsv.gz'])('writes %s', async (name) => {
  const path = join(await tempFolder(), 'new', name);
  await encodeTopics(topics, encoder, path);
  const bytes = await readFile(path);
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  const first = name.includes('tsv') ? '0\tx' : '{"id": "0", "contents": "a", "vector": {"x": 1.5}}';
  expect(text.split('\n')).toMatchObject({ 0: first, length: 4 });
});

it.each(['topics.jsonl', 'topics.tsv.gz'])('leaves no %s if the encoder fails', async (name) => {
  const folder = await tempFolder();
  // The second text fails while the first is waited for: an unhandled rejection would fail the test run.
  const encode = async (text: string) => {
    if (text === 'bad') throw new RangeError('bad text');
    await sleep(20);
    return new Map([['x', 1]]);
  };
  await expect(encodeTopics(topics, { ...encoder, encode }, join(folder, name))).rejects.toThrow(RangeError);
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(encodeTopics(topics, encoder, join(folder, name), { signal })).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: 'stopped before all topics were encoded; nothing was written',
  });
  expect(await readdir(folder)).toEqual([]);
});
