import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { encodeCollection, SpladeDocumentEncoder } from 'tserini';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/encode.js';
import type { InputMeasure } from '#tserini/encode/input-measure.js';
import { passagesOf, type SplitOptions } from '#tserini/encode/passages.js';
import { splitText } from '#tserini/encode/split-text.js';
import { writeJsonl } from '../support/corpus.ts';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
let encoder: SpladeDocumentEncoder;
let measure: InputMeasure;

beforeAll(async () => {
  encoder = await SpladeDocumentEncoder.load('splade-tiny', { maxLength: 24 });
  measure = await encoder.measure();
});
afterAll(() => encoder.close());

/** Words, sentences, long words, Chinese, emoji, and white space of many kinds. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'heart',
        'aortic',
        'aneurysms',
        'It was.',
        'Why?',
        'e.g.',
        '…',
        '\n\n',
        '\u3000',
        '🥦',
        '日本語の文章',
      ),
      fc.string({ unit: fc.constantFrom('x', 'ä', '𝒜', '👩‍🚀', '-', '語'), minLength: 1, maxLength: 60 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(' '));
const splits: fc.Arbitrary<SplitOptions> = fc.record({
  by: fc.constantFrom('tokens', 'sentences'),
  stride: fc.nat(10),
  titleOnce: fc.boolean(),
});
const withoutSpace = (text: string) => text.replaceAll(/\s+/g, '');
const document = (text: string, title?: string) => ({
  ...{ id: 'd', text, title, contentsOf: (part: string, own: string) => `${own}\n${part}` },
});

describe('passages', () => {
  it('hold all of the text in its order, whatever they repeat', () => {
    const fits = (text: string) => measure.inputTokens(text) <= 24;
    const room = { fits, room: () => 22, count: measure.textTokens };
    fc.assert(
      fc.property(texts, splits, (text, { by, stride = 0 }) => {
        const spans = splitText(text, { by, stride }, room)!;
        let reached = 0;
        for (const { start, end } of spans) {
          expect(fits(text.slice(start, end))).toBe(true);
          expect(text.slice(reached, Math.max(start, reached)).trim()).toBe('');
          if (stride === 0) expect(start).toBeGreaterThanOrEqual(reached);
          if (text.trim() !== '') expect(end).toBeGreaterThan(reached);
          reached = end;
        }
        expect(text.slice(reached).trim()).toBe('');
      }),
      { numRuns: 80 },
    );
  });

  it('are read whole by the model, with their titles', () => {
    fc.assert(
      fc.property(texts, splits, fc.constantFrom(undefined, 'Of hearts'), (text, split, title) => {
        const passages = passagesOf(document(text, title), { ...split, stride: 0 }, measure);
        expect(passages.map(({ id }) => id)).toEqual(passages.map((_, i) => `d#${i}`));
        for (const [i, passage] of passages.entries()) {
          expect(measure.inputTokens(passage)).toBeLessThanOrEqual(24);
          expect(passage.title).toBe(i > 0 && split.titleOnce ? '' : (title ?? ''));
        }
        expect(withoutSpace(passages.map((passage) => passage.text).join(''))).toBe(withoutSpace(text));
      }),
      { numRuns: 60 },
    );
  });

  it('are whole sentences where these fit, and repeat as many as the stride holds', () => {
    const text = 'One two three. Four five six seven. Eight nine. Ten eleven twelve thirteen. Fourteen.';
    const count = (part: string) => part.split(/\s+/).length;
    const room = { count, room: () => 7, fits: (part: string) => count(part) <= 7 };
    const split = (...[how, by]: [Parameters<typeof splitText>[1], typeof room]) =>
      splitText(text, how, by)!.map(({ start, end }) => text.slice(start, end));
    expect(split({ by: 'sentences', stride: 0 }, room)).toEqual([
      'One two three. Four five six seven.',
      'Eight nine. Ten eleven twelve thirteen. Fourteen.',
    ]);
    expect(
      split({ by: 'sentences', stride: 2 }, { ...room, room: () => 6, fits: (part) => count(part) <= 6 }),
    ).toEqual([
      'One two three.',
      'Four five six seven. Eight nine.',
      'Eight nine. Ten eleven twelve thirteen.',
      'Fourteen.',
    ]);
    expect(split({ by: 'tokens', stride: 2 }, room)).toEqual([
      'One two three. Four five six seven.',
      'six seven. Eight nine. Ten eleven twelve',
      'eleven twelve thirteen. Fourteen.',
    ]);
  });

  it.each([
    [
      document('x', 'a title '.repeat(20)),
      { by: 'tokens' },
      'the title of document d leaves room for 0 of 24 tokens',
    ],
    [{ ...document('x'), id: 'a#b' }, { by: 'tokens' }, 'the docid a#b has a #'],
    [document('x'), { by: 'tokens', stride: 30 }, 'a stride of 30 tokens leaves nothing new'],
  ] as const)('refuse what cannot be split: %#', (of, split, message) => {
    expect(() => passagesOf(of, split, measure)).toThrow(message);
  });
});

it.each(['--stride 4', '--title-once'])('%s is an error without --split', async (flag) => {
  const args = 'input --corpus x.jsonl output --embeddings y encoder --encoder splade-tiny'.split(' ');
  const call = runCommand('encode', command, [...args, ...flag.split(' ')]);
  await expect(call).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(/ is for --split$/),
  });
});

describe('encodeCollection', () => {
  const records = Array.from({ length: 6 }, (_, i) => ({
    ...{
      _id: `d${i}`,
      title: `Title ${i}`,
      text: 'The heart has four chambers. Blood flows through them. '.repeat(i),
    },
  }));
  const options = async () => ({
    ...{ corpus: await writeJsonl(path('corpus.jsonl'), records), encoder: 'splade-tiny', maxLength: 32 },
    ...{ fields: ['title', 'text'], encoderFields: ['title', 'text'], batchSize: 2 },
    split: { by: 'sentences', stride: 8 } as const,
  });
  const linesOf = (name: string) =>
    readFileSync(join(path(name), 'embeddings.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');

  it('encodes passages, with contents of their own, and cuts none', async () => {
    const { documents, passages, counts } = await encodeCollection({
      ...(await options()),
      embeddings: path('whole'),
    });
    const lines = linesOf('whole').map((line) => JSON.parse(line) as { id: string; contents: string });
    expect([documents, passages, counts.truncated]).toEqual([6, lines.length, 0]);
    expect(lines.slice(0, 3).map(({ id }) => id)).toEqual(['d0#0', 'd1#0', 'd2#0']);
    expect(lines.at(-1)!.contents).toMatch(/^Title 5\n.*Blood flows through them\.$/);
    const manifest = JSON.parse(readFileSync(join(path('whole'), 'embeddings.jsonl.manifest'), 'utf8'));
    expect(manifest.encoder.split).toEqual({ by: 'sentences', stride: 8, titleOnce: false });
  });

  it('resumes in the middle of a document', async () => {
    const stop = new AbortController();
    const stopped = encodeCollection({
      ...(await options()),
      ...{ embeddings: path('stopped'), signal: stop.signal },
      onProgress: (done) => done >= 10 && stop.abort(),
    });
    await expect(stopped).rejects.toThrow(/stopped after \d+ of \d+ passages/);
    const { resumed } = await encodeCollection({ ...(await options()), embeddings: path('stopped') });
    expect(resumed).toBeGreaterThanOrEqual(10);
    expect(linesOf('stopped')).toEqual(linesOf('whole'));
  });
});
