import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { loadQueryEncoder } from '#tserini/encode/load.js';
import { parsePretokenized } from '#tserini/encode/pretokenized.js';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';
import { prune } from '#tserini/vector/prune.js';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { tempFolder } from '../support/temp.ts';

const topics = [
  ['q1', 'do statins prevent breast cancer in 1995?'],
  ['q2', 'the way to help'],
  ['q3', 'é 日本'],
] as const;

async function writeTopics(folder: string): Promise<string> {
  const path = join(folder, 'topics.tsv');
  await writeFile(path, topics.map(([id, text]) => `${id}\t${text}\n`).join(''));
  return path;
}

const encode = (path: string, output: string, ...flags: string[]) =>
  tserini(['encode.query', '--topics', path, '--encoder', 'splade-tiny', '--output', output, ...flags]);

describe('tserini encode.query', () => {
  it('writes vectors that the encoder class cached reads', async () => {
    const folder = await tempFolder();
    const path = await writeTopics(folder);
    const output = join(folder, 'deep', 'queries.jsonl.gz');
    expect((await encode(path, output)).exitCode).toBe(0);
    await using model = await SpladeQueryEncoder.load('splade-tiny');
    await using cached = await loadQueryEncoder({ encoder: output });
    for (const [id, text] of topics) {
      const expected = [...(await model.encode(text))];
      expect([...(await cached.encode(` ${text} `))]).toEqual(expected);
      expect([...(await cached.encode(id))]).toEqual(expected);
    }
    await expect(cached.encode('another')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(gunzipSync(await readFile(output)).toString()).toContain('{"id": "q1", "contents": "do statins');
  });

  it('writes pretokenized topics, pruned by --top-k', async () => {
    const folder = await tempFolder();
    const output = join(folder, 'queries.tsv');
    await encode(await writeTopics(folder), output, '--top-k', '3');
    await using model = await SpladeQueryEncoder.load('splade-tiny', { prune: { topK: 3 } });
    const lines = (await readFile(output, 'utf8')).trimEnd().split('\n');
    for (const [i, [id, text]] of topics.entries()) {
      const [written, tokens] = lines[i]!.split('\t');
      expect(written).toBe(id);
      const vector = await model.encode(text);
      expect(vector.size).toBeLessThanOrEqual(3);
      expect(parsePretokenized(tokens!)).toEqual(new Map([...vector].filter(([, weight]) => weight > 0)));
    }
  });

  it('counts tokens with --encoder-class tok-freq', async () => {
    const folder = await tempFolder();
    const output = join(folder, 'queries.jsonl');
    const path = join(folder, 'topics.tsv');
    await writeFile(path, 'q\tstatin and a statin, and 1995\n');
    await encode(path, output, '--encoder-class', 'tok-freq');
    await using cached = await loadQueryEncoder({ encoder: output, encoderClass: 'cached' });
    const counts = [...(await cached.encode('q'))];
    const total = counts.reduce((sum, [, count]) => sum + count, 0);
    expect(new Map(counts).get('and')).toBe(2);
    expect(counts.map(([token]) => token).at(-1)).toBe('1995');
    expect(total).toBeGreaterThan(counts.length);
  });

  it.each(['cached', 'tok-freq'])('prunes the vectors of %s', async (encoderClass) => {
    const folder = await tempFolder();
    const output = join(folder, 'queries.jsonl');
    await encode(await writeTopics(folder), output);
    const encoder = encoderClass === 'cached' ? output : 'splade-tiny';
    await using whole = await loadQueryEncoder({ encoder, encoderClass });
    await using pruned = await loadQueryEncoder({ encoder, encoderClass, prune: { topK: 2 } });
    const [, text] = topics[0]!;
    const vector = await whole.encode(text);
    expect(vector.size).toBeGreaterThan(2);
    expect([...(await pruned.encode(text))]).toEqual([...prune(vector, { topK: 2 })]);
  });

  it('refuses in one line and leaves nothing', async () => {
    const folder = await tempFolder();
    const path = await writeTopics(folder);
    const ending = await encode(path, join(folder, 'queries.txt'));
    expect(ending).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('must end in .jsonl or .tsv'),
    });
    const encoderClass = await encode(path, join(folder, 'q.tsv'), '--encoder-class', 'ance');
    expect(encoderClass.exitCode).toBe(2);
    expect(await readdir(folder)).toEqual(['topics.tsv']);
  });
});
