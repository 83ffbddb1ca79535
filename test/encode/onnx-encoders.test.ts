import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { command as encodeQuery } from '#tserini/cli/commands/encode-query.js';
import { command } from '#tserini/cli/commands/search-lucene.js';
import { parseIndexDefinition } from '#tserini/cli/index-definitions.js';
import { namedOnnxEncoder } from '#tserini/encode/onnx-encoders.js';
import {
  LuceneIndexer,
  loadQueryEncoder,
  SpladeDocumentEncoder,
  SpladeQueryEncoder,
} from '#tserini/index.js';
import { IndexSet } from '#tserini/serving/index-set.js';
import { catalogueTable } from '../support/catalogue.ts';
import { hasSharedData, needsSharedData } from '../support/data.ts';
import { exportedGraph, exportedUniCoil, size, table, vocabulary } from '../support/exported-graph.ts';
import { startHub } from '../support/hub-server.ts';
import { runCommand } from '../support/run-command.ts';
import { tempFolder } from '../support/temp.ts';
import { readVectors } from '../support/vectors.ts';

/** The weights that the graph's tokens say of each token, quantized. */
const expected = (tokens: readonly string[]) =>
  new Map(
    vocabulary.flatMap((token, id) => {
      const weight = Math.max(...tokens.map((from) => table[vocabulary.indexOf(from) * size + id]!));
      return weight > 0 ? [[token, Math.round((weight / 5) * 256)] as const] : [];
    }),
  );

const without = (vector: ReadonlyMap<string, number>, ...tokens: string[]) =>
  new Map([...vector].filter(([token]) => !tokens.includes(token)));

async function publish(model: string, files: Record<string, string | Uint8Array>): Promise<void> {
  const folder = await tempFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const hub = await startHub(model, folder);
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  vi.stubEnv('HF_HUB_CACHE', await tempFolder());
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await hub[Symbol.asyncDispose]();
  });
}

it.skipIf(!hasSharedData)(`has the models of Anserini's encoders${needsSharedData}`, () => {
  for (const row of catalogueTable('onnx-encoders.tsv')) {
    if (row.kind === 'dense') {
      expect(() => namedOnnxEncoder(row.name!)).toThrow(`${row.name} encodes dense vectors`);
      continue;
    }
    const { encoder, onnxFile, encoderClass } = namedOnnxEncoder(row.name!);
    expect(`https://huggingface.co/${encoder}/resolve/main/${onnxFile}`).toBe(row.model_url);
    expect(encoderClass).toBe(row.name === 'UniCoil' ? 'unicoil' : 'splade');
    expect([row.weight_range, row.quant_range]).toEqual(['5', '256']);
  }
});

describe('--onnx-encoder', () => {
  it('encodes with one of several graphs of a model, without weights of the tokens around the text', async () => {
    await publish('castorini/splade-pp-onnx', {
      'wordpiece-vocab.txt': vocabulary.join('\n'),
      'splade-pp-ed-optimized.onnx': exportedGraph(true),
      'splade-pp-sd-optimized.onnx': 'another',
      'config.json': '{}',
    });
    await using encoder = await SpladeQueryEncoder.load('castorini/splade-pp-onnx', {
      ...namedOnnxEncoder('SpladePlusPlusEnsembleDistil'),
    });
    const all = expected(['[CLS]', 'a', 'c', '[SEP]']);
    expect(all.has('[SEP]') && all.has('[UNK]')).toBe(true);
    expect(await encoder.encode('A c')).toEqual(without(all, '[PAD]', '[CLS]', '[SEP]'));
  });

  it('searches as with the folder of the model', async () => {
    await publish('castorini/splade-v3-onnx', {
      'splade-v3-vocab.txt': vocabulary.join('\n'),
      'splade-v3-optimized.onnx': exportedGraph(true),
    });
    const folder = await tempFolder();
    const at = (name: string) => join(folder, name);
    await writeFile(
      at('docs.jsonl'),
      '{"id": "1", "vector": {"a": 3, "b": 1}}\n{"id": "2", "vector": {"c": 2}}\n',
    );
    await new LuceneIndexer(at('index')).index(at('docs.jsonl'));
    await writeFile(at('topics.tsv'), '1\ta b\n2\tc\n');
    const files = ['--impact', '--index', at('index'), '--topics', at('topics.tsv')];
    const search = (output: string, ...flags: string[]) =>
      runCommand('search.lucene', command, [...files, '--output', at(output), '--min-idf', '-9', ...flags]);
    await search('named', '--onnx-encoder', 'SpladeV3');
    await using encoder = await SpladeQueryEncoder.load('castorini/splade-v3-onnx');
    const lines = await Promise.all(
      ['a b', 'c'].map(async (text, i) => {
        const vector = without(await encoder.encode(text), '[PAD]', '[CLS]', '[SEP]');
        return `${i + 1}\t${[...vector].flatMap(([token, weight]) => Array(weight).fill(token)).join(' ')}\n`;
      }),
    );
    await writeFile(at('topics.tsv'), lines.join(''));
    await search('encoded', '--pretokenized');
    expect(readFileSync(at('named'), 'utf8')).toMatch(/^1 Q0 \d 1 /);
    expect(readFileSync(at('named'), 'utf8')).toBe(readFileSync(at('encoded'), 'utf8'));
  });

  it('is known to every command that encodes queries, to served indexes and to the library', async () => {
    await publish('castorini/splade-pp-onnx', {
      'wordpiece-vocab.txt': vocabulary.join('\n'),
      'splade-pp-ed-optimized.onnx': exportedGraph(true),
      'splade-pp-sd-optimized.onnx': 'another',
    });
    const onnxEncoder = 'SpladePlusPlusEnsembleDistil';
    const vector = without(expected(['[CLS]', 'a', 'c', '[SEP]']), '[PAD]', '[CLS]', '[SEP]');
    await using encoder = await loadQueryEncoder({ onnxEncoder });
    expect(await encoder.encode('a c')).toEqual(vector);
    await using whole = await loadQueryEncoder({ onnxEncoder, maskSpecialTokens: ['[PAD]'] });
    expect([...(await whole.encode('a c')).keys()]).toContain('[SEP]');

    const folder = await tempFolder();
    const at = (name: string) => join(folder, name);
    await writeFile(at('topics.tsv'), '1\ta c\n');
    const files = ['--topics', at('topics.tsv'), '--output', at('encoded.jsonl')];
    await runCommand('encode.query', encodeQuery, [...files, '--onnx-encoder', onnxEncoder]);
    expect(readVectors(at('encoded.jsonl'))[0]!.vector).toEqual(vector);

    await writeFile(at('docs.jsonl'), '{"id": "1", "vector": {"a": 3, "b": 1}}\n');
    await new LuceneIndexer(at('index')).index(at('docs.jsonl'));
    const definition = parseIndexDefinition(`one=${at('index')},onnx-encoder=${onnxEncoder}`);
    await using indexes = await IndexSet.open([definition]);
    const encoded = await indexes.encode('a c', { encoder: onnxEncoder });
    expect(new Map(encoded.vector.map(({ term, weight }) => [term, weight]))).toEqual(vector);
    expect(encoded.tokens).toEqual(['a', 'c']);
  });

  it.each([
    [{}, 'give one of encoder and onnxEncoder'],
    [{ onnxEncoder: 'SpladeV3', encoder: 'x' }, 'onnxEncoder and encoder exclude each other'],
    [{ onnxEncoder: 'SpladeV3', onnxFile: 'x' }, 'onnxEncoder and onnxFile exclude each other'],
    [{ onnxEncoder: 'SpladeV4' }, 'unknown ONNX encoder SpladeV4, did you mean SpladeV3?'],
  ])('of the library refuses %j', async (request, message) => {
    await expect(loadQueryEncoder(request)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [['SpladeV4'], 'unknown ONNX encoder SpladeV4, did you mean SpladeV3?'],
    [['BgeBaseEn15'], 'BgeBaseEn15 encodes dense vectors'],
    [['SpladeV3', '--encoder', 'x'], '--onnx-encoder and --encoder exclude each other'],
    [['SpladeV3', '--pretokenized'], '--onnx-encoder and --pretokenized exclude each other'],
  ])('refuses %s', async (flags, message) => {
    const files = ['--impact', '--index', 'i', '--topics', 't', '--output', 'o', '--onnx-encoder'];
    await expect(runCommand('search.lucene', command, [...files, ...flags])).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining(message),
    });
  });

  it('is for impact search', async () => {
    const args = ['--index', 'i', '--topics', 't', '--output', 'o', '--onnx-encoder', 'SpladeV3'];
    await expect(runCommand('search.lucene', command, args)).rejects.toThrow(
      '--onnx-encoder is for impact search: add --impact',
    );
  });
});

describe('an exported uniCOIL model', () => {
  const weightOf = (token: string) => table[vocabulary.indexOf(token) * size]!;

  it('gives the tokens of a query their sum, those of a document their maximum, and [CLS] nothing', async () => {
    await publish('castorini/unicoil-onnx', {
      'wordpiece-vocab.txt': vocabulary.join('\n'),
      'unicoil.onnx': exportedUniCoil(),
    });
    const options = namedOnnxEncoder('UniCoil');
    const raw = { ...options, raw: true };
    await using queries = await SpladeQueryEncoder.load(options.encoder, raw);
    await using documents = await SpladeDocumentEncoder.load(options.encoder, raw);
    const [a, c, end] = [weightOf('a'), weightOf('c'), weightOf('[SEP]')];
    expect(new Map(await queries.encode('a c a'))).toEqual(
      new Map([
        ['[SEP]', end],
        ['a', 2 * a],
        ['c', c],
      ]),
    );
    expect(new Map(await documents.encode('a c a'))).toEqual(
      new Map([
        ['[SEP]', end],
        ['a', a],
        ['c', c],
      ]),
    );
  });

  it('is refused where it is none', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'vocab.txt'), vocabulary.join('\n'));
    await writeFile(join(folder, 'model.onnx'), exportedGraph(false));
    await expect(SpladeQueryEncoder.load(folder, { encoderClass: 'unicoil' })).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(
        /an exported uniCOIL model takes the ids .* its output is of the shape \[1,9\]/,
      ),
    });
    await writeFile(join(folder, 'model.onnx'), exportedUniCoil());
    await expect(SpladeQueryEncoder.load(folder)).rejects.toThrow(/input_ids .* not inputIds/);
  });
});
