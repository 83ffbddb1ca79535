import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SpladeDocumentEncoder } from '#tserini/encode/splade-document-encoder.js';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';
import { quantize } from '#tserini/vector/quantize.js';
import { makeDocuments } from '../support/corpus.ts';

const documents = makeDocuments(12, 60, 31);
let encoder: SpladeDocumentEncoder;
beforeAll(async () => {
  encoder = await SpladeDocumentEncoder.load('splade-tiny');
});
afterAll(() => encoder.close());

describe('SpladeDocumentEncoder', () => {
  it('encodes a document to the same vector alone, in a list, in a stream and with concurrent calls', async () => {
    const alone = [];
    for (const document of documents) alone.push([...(await encoder.encode(document))]);
    expect((await encoder.encode(documents)).map((vector) => [...vector])).toEqual(alone);
    const backwards = await Promise.all([...documents].reverse().map((document) => encoder.encode(document)));
    expect(backwards.reverse().map((vector) => [...vector])).toEqual(alone);
    const streamed = [];
    for await (const { id, contents, vector } of encoder.encodeCorpus(documents)) {
      const { title, text } = documents[streamed.length]!;
      expect({ id, contents }).toEqual({ id: documents[streamed.length]!.id, contents: `${title}\n${text}` });
      streamed.push([...vector]);
    }
    expect(streamed).toEqual(alone);
  });

  it('returns the same vectors from several processes, and ends them on close', async () => {
    const expected = (await encoder.encode(documents)).map((vector) => [...vector]);
    const wide = await SpladeDocumentEncoder.load('splade-tiny', { processes: 2, threads: 2 });
    const vectors = [];
    for await (const { vector } of wide.encodeCorpus(documents)) vectors.push([...vector]);
    await wide.close();
    expect(vectors).toEqual(expected);
    await expect(wide.encode('statins')).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('returns the weights before quantization on request', async () => {
    await using raw = await SpladeDocumentEncoder.load('splade-tiny', { raw: true });
    const weights = await raw.encode(documents[0]!);
    expect([...weights.values()].every((weight) => Math.fround(weight) === weight)).toBe(true);
    const quantized = [...weights].map(([token, weight]) => [token, quantize(weight)]);
    expect([...(await encoder.encode(documents[0]!))]).toEqual(quantized);
  });

  it('omits an empty title, and prepends the prefix to the text', async () => {
    const vector = async (options: object, document: { title?: string; text: string }) => {
      await using one = await SpladeDocumentEncoder.load('splade-tiny', options);
      return [...(await one.encode(document))];
    };
    const plain = await vector({}, { text: 'statins' });
    expect(await vector({}, { title: '', text: 'statins' })).toEqual(plain);
    expect(await vector({ addSep: true }, { title: '', text: 'statins' })).toEqual(plain);
    const titled = { title: 'Cancer', text: 'statins' };
    expect(await vector({ prefix: 'about' }, titled)).toEqual(
      await vector({}, { text: 'Cancer about statins' }),
    );
    expect(await vector({ addSep: true }, titled)).toEqual(
      await vector({}, { text: 'Cancer [SEP] statins' }),
    );
  });

  it.each([
    ['nothing', ''],
    ['emoji', '🥦'.repeat(1000)],
    ['NUL bytes', '\0\0'],
    ['half of a surrogate pair', 'a \ud83e b'],
    ['100,000 words', 'word '.repeat(100_000)],
  ])('encodes %s', async (_, text) => {
    const vector = await encoder.encode(text);
    expect([...vector.values()].every((weight) => Number.isInteger(weight) && weight >= 0)).toBe(true);
  });

  it('can be stopped by a signal', async () => {
    const stop = new AbortController();
    const stream = encoder.encodeCorpus(documents, {
      signal: stop.signal,
      onProgress: (done) => done === 3 && stop.abort(),
    });
    let seen = 0;
    const reading = (async () => {
      for await (const _ of stream) seen++;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(seen).toBe(3);
  });
});

describe('a closed encoder', () => {
  it('throws CLOSED, and can be closed again', async () => {
    const queries = await SpladeQueryEncoder.load('splade-tiny');
    await queries.close();
    await queries.close();
    await expect(queries.encode('statins')).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

describe('the event loop beside an encoder', () => {
  it('is not blocked while a text is encoded', async () => {
    const texts = Array.from({ length: 8 }, () => 'heart disease '.repeat(250));
    let rounds = 0;
    const timer = setInterval(() => rounds++, 1);
    await encoder.encode(texts);
    clearInterval(timer);
    // On the same thread there would be one round a text.
    expect(rounds).toBeGreaterThan(4 * texts.length);
  });
});
