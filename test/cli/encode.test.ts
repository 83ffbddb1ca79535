import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SpladeDocumentEncoder } from '#tserini/encode/splade-document-encoder.js';
import { makeDocuments, writeJsonl } from '../support/corpus.ts';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { tempFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

interface Call {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly encoder?: readonly string[];
}

function encode(corpus: string, embeddings: string, { input = [], output = [], encoder = [] }: Call = {}) {
  return tserini([
    'encode',
    ...['input', '--corpus', corpus, '--fields', 'title', 'text', ...input],
    ...['output', '--embeddings', embeddings, ...output],
    ...['encoder', '--encoder', 'splade-tiny', '--fields', 'title', 'text', ...encoder],
  ]);
}

describe('tserini encode', () => {
  it('writes id, contents and the vectors of the library, and a manifest beside them', async () => {
    const folder = await tempFolder();
    const documents = makeDocuments(7, 30, 11);
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), documents);
    const result = await encode(corpus, join(folder, 'deep', 'out'), { encoder: ['--batch-size', '3'] });
    expect(result).toMatchObject({ exitCode: 0, stdout: '' });
    const path = join(folder, 'deep', 'out', 'embeddings.jsonl');
    await using encoder = await SpladeDocumentEncoder.load('splade-tiny');
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const records = readVectors(path);
    for (const [i, { id, title, text }] of documents.entries()) {
      expect(JSON.parse(lines[i]!)).toMatchObject({ id, contents: `${title}\n${text}` });
      expect([...records[i]!.vector]).toEqual([...(await encoder.encode({ title, text }))]);
    }
    expect(records).toHaveLength(documents.length);
    expect(await readdir(join(folder, 'deep', 'out'))).toEqual([
      'embeddings.jsonl',
      'embeddings.jsonl.manifest',
    ]);
  });

  it('gives the same weights in shards, gzipped, in any batch and with one thread', async () => {
    const folder = await tempFolder();
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), makeDocuments(11, 40, 12));
    const out = (name: string) => join(folder, name);
    await encode(corpus, out('whole'));
    const whole = await readFile(join(out('whole'), 'embeddings.jsonl'), 'utf8');
    let joined = '';
    for (const id of ['0', '1', '2']) {
      await encode(corpus, out(id), {
        input: ['--shard-id', id, '--shard-num', '3'],
        encoder: ['--batch-size', '2', '--threads', '1'],
      });
      joined += await readFile(join(out(id), 'embeddings.jsonl'), 'utf8');
    }
    expect(joined).toBe(whole);
    await encode(corpus, out('gz'), { output: ['--gzip'] });
    expect(await readdir(out('gz'))).toEqual(['embeddings.jsonl.gz', 'embeddings.jsonl.manifest']);
    expect(readVectors(join(out('gz'), 'embeddings.jsonl.gz'))).toEqual(
      readVectors(join(out('whole'), 'embeddings.jsonl')),
    );
  });

  it('refuses to mix settings, naming the difference, and starts again with --overwrite', async () => {
    const folder = await tempFolder();
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), makeDocuments(3, 300, 13));
    const out = join(folder, 'out');
    await encode(corpus, out);
    const first = await readFile(join(out, 'embeddings.jsonl'), 'utf8');
    const mixed = await encode(corpus, out, { encoder: ['--max-length', '64'] });
    expect(mixed.exitCode).toBe(2);
    expect(mixed.stderr).toMatch(/encoder\.maxLength was 256, is 64 .*--overwrite/);
    expect(await readFile(join(out, 'embeddings.jsonl'), 'utf8')).toBe(first);
    const again = await encode(corpus, out, { encoder: ['--max-length', '64'], output: ['--overwrite'] });
    expect(again.exitCode).toBe(0);
    expect(await readFile(join(out, 'embeddings.jsonl'), 'utf8')).not.toBe(first);
    expect((await encode(corpus, out, { encoder: ['--max-length', '64'] })).stderr).toContain(
      '3 of them by an',
    );
  });

  it('does not replace vectors without a manifest', async () => {
    const folder = await tempFolder();
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), makeDocuments(2, 5, 14));
    await writeFile(join(folder, 'embeddings.jsonl'), '{}\n');
    const result = await encode(corpus, folder);
    expect(result).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('without a manifest of how it was made'),
    });
  });

  const wrong: readonly (readonly [string, Call, RegExp, number])[] = [
    [
      'a dense flag',
      { encoder: ['--l2-norm'] },
      /--l2-norm is for dense encoders, not for sparse encoders/,
      2,
    ],
    ['faiss', { output: ['--to-faiss'] }, /--to-faiss is for dense encoders/, 2],
    [
      'a misspelled flag',
      { encoder: ['--max-lenth', '3'] },
      /unknown flag --max-lenth, did you mean --max-length/,
      2,
    ],
    ['a length without room', { encoder: ['--max-length', '2'] }, /length of 2 tokens leaves no room/, 2],
    [
      'a length above the maximum of the model',
      { encoder: ['--max-length', '513'] },
      /513 exceeds the 512 positions/,
      2,
    ],
    ['a batch size of 0', { encoder: ['--batch-size', '0'] }, /--batch-size must be a whole number/, 2],
    ['a shard out of range', { input: ['--shard-id', '3', '--shard-num', '3'] }, /no shard 3 of 3/, 2],
    ['a missing model', { encoder: ['--encoder', './no-model'] }, /model not found: \.\/no-model/, 1],
    ['an unavailable device', { encoder: ['--device', 'tpu'] }, /device tpu is not supported/, 2],
  ];
  it.each(wrong)('refuses %s in one line and leaves nothing', async (_, call, message, exitCode) => {
    const folder = await tempFolder();
    const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), makeDocuments(2, 5, 15));
    const result = await encode(corpus, join(folder, 'out'), call);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(message);
    expect(result.stderr.split('\n')).toHaveLength(1);
    expect(await readdir(folder)).toEqual(['corpus.jsonl']);
  });

  it('names a corpus that is missing, empty or invalid', async () => {
    const folder = await tempFolder();
    const out = join(folder, 'out');
    expect(await encode(join(folder, 'none'), out)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('not found'),
    });
    await writeFile(join(folder, 'empty.jsonl'), '\n');
    const empty = await encode(join(folder, 'empty.jsonl'), out);
    expect(empty).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no documents') });
    await writeFile(
      join(folder, 'bad.jsonl'),
      '{"id": "a", "title": "t", "text": "x"}\n{"title": "t", "text": "x"}\n',
    );
    const bad = await encode(join(folder, 'bad.jsonl'), out);
    expect(bad).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('bad.jsonl:2: no id') });
    await mkdir(join(folder, 'folder'));
    expect((await encode(join(folder, 'folder'), out)).stderr).toContain('no .jsonl or .json file');
    expect(await readdir(folder)).toEqual(['bad.jsonl', 'empty.jsonl', 'folder']);
  });
});
