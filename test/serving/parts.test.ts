import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIndexDefinition } from '#tserini/cli/index-definitions.js';
import { PretokenizedQueryEncoder } from '#tserini/encode/pretokenized.js';
import { Admission } from '#tserini/server/admission.js';
import { SnippetWords, showDocument, snippetOf } from '#tserini/serving/document-text.js';
import { QueryVectors } from '#tserini/serving/query-vectors.js';

describe('Admission', () => {
  it('never lets more work or wait than it may, in order, and loses nobody', async () => {
    const job = fc.record({ ticks: fc.nat(5), fails: fc.boolean(), leavesAfter: fc.option(fc.nat(8)) });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.nat(6),
        fc.array(job, { maxLength: 40 }),
        async (wide, line, jobs) => {
          const admission = new Admission(wide, line);
          const started: number[] = [];
          let most = 0;
          const tick = () => new Promise((resolve) => setImmediate(resolve));
          const ends = jobs.map(async ({ ticks, fails, leavesAfter }, i) => {
            const controller = new AbortController();
            const leaving = (async () => {
              for (let left = leavesAfter ?? 1000; left > 0 && leavesAfter !== null; left--) await tick();
              if (leavesAfter !== null) controller.abort(new Error('left'));
            })();
            const end = await admission
              .run(controller.signal, async () => {
                started.push(i);
                most = Math.max(most, admission.active);
                expect(admission.waiting).toBeLessThanOrEqual(line);
                for (let left = ticks; left > 0; left--) await tick();
                if (fails) throw new Error('failed');
              })
              .then(
                () => 'done',
                (error: Error) => error.message,
              );
            await leaving;
            return end;
          });
          const results = await Promise.all(ends);
          expect(most).toBeLessThanOrEqual(wide);
          expect([admission.active, admission.waiting]).toEqual([0, 0]);
          expect(started).toEqual([...started].sort((a, b) => a - b));
          const refused = results.filter((result) => result.startsWith('too many')).length;
          expect(refused).toBe(admission.refused);
          for (const i of started) expect(['done', 'failed']).toContain(results[i]);
          for (const [i, result] of results.entries()) {
            if (!started.includes(i)) expect(result).toMatch(/^(too many|stopped: left)/);
          }
        },
      ),
    );
  });
});

describe('QueryVectors', () => {
  it('gives what the encoder gives, within its bounds, whatever is asked in which order', async () => {
    const encoder = new PretokenizedQueryEncoder();
    const tokenize = (text: string) => text.split(' ');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'b', 'a b', 'b a a', 'c d e f')),
        fc.nat(12),
        async (texts, size) => {
          const vectors = new QueryVectors('model', encoder, tokenize, size);
          const answers = await Promise.all(texts.map((text) => vectors.encode(text)));
          const again = await Promise.all(texts.map((text) => vectors.encode(text)));
          for (const [i, text] of texts.entries()) {
            for (const { vector, tokens } of [answers[i]!, again[i]!]) {
              expect(vector).toEqual(await encoder.encode(text));
              expect(tokens).toEqual(tokenize(text));
            }
          }
          const { hits, joined, misses } = vectors.counts;
          expect(hits + joined + misses).toBe(2 * texts.length);
          expect(misses).toBeGreaterThanOrEqual(new Set(texts).size);
        },
      ),
    );
  });

  it('encodes again what went wrong', async () => {
    let calls = 0;
    const failing = Object.assign(new PretokenizedQueryEncoder(), {
      encode: async () => {
        if (calls++ === 0) throw new Error('once');
        return new Map([['a', 1]]);
      },
    });
    const vectors = new QueryVectors('model', failing, () => [], 10);
    await expect(vectors.encode('a')).rejects.toThrow('once');
    expect((await vectors.encode('a')).vector).toEqual(new Map([['a', 1]]));
  });
});

describe('the text of a document', () => {
  const stored = (raw?: string, contents?: string) => ({ docid: 'd', raw, contents, get: () => undefined });

  it.each([
    ['{"id":"1","title":"T","text":"X","contents":"T X"}', { title: 'T', text: 'X' }],
    ['{"id":"1","contents":"C"}', { text: 'C' }],
    ['{"id":"1","title":" ","body":"B"}', { text: 'B' }],
    ['{"id":"1","title":5,"text":["x"]}', {}],
  ])('of %s', (raw, shown) => {
    expect(showDocument(stored(raw))).toEqual({ ...shown, doc: JSON.parse(raw) });
  });

  it.each(['<DOC>text</DOC>', '[1]', 'null', '5', '{'])(
    'that is no JSON record is given as it stands: %s',
    (raw) => {
      expect(showDocument(stored(raw, 'contents'))).toEqual({ text: 'contents', doc: raw });
    },
  );

  it('is null where nothing is stored', () => {
    expect(showDocument(stored())).toEqual({ doc: null });
  });

  it('is cut to a part that stands in it, of bounded length, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ mode: 'sentences' }), { maxLength: 20 }),
        fc.lorem(),
        (sentences, query) => {
          const text = sentences.join(' ');
          const snippet = snippetOf(text, new SnippetWords(query));
          expect(text).toContain(snippet.replace(/^… | …$/g, ''));
          expect(snippet.length).toBeLessThanOrEqual(270);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        expect(snippetOf(text, new SnippetWords(text)).length).toBeLessThanOrEqual(270);
      }),
    );
  });

  it('is cut where the words of the query are', () => {
    const filler = 'Nothing of interest stands in this sentence at all. '.repeat(10);
    const text = `${filler}A volcano is a mountain that spits fire. ${filler}`;
    expect(snippetOf(text, new SnippetWords('volcanoes'))).toMatch(/^… A volcano is/);
  });
});

describe('--index', () => {
  it.each([
    ['a=b', { name: 'a', path: 'b' }],
    ['a=b=c,encoder=naver/splade-v3', { name: 'a', path: 'b=c', encoder: 'naver/splade-v3' }],
    ['a=b,bm25=c,encoder=d', { name: 'a', path: 'b', bm25: 'c', encoder: 'd' }],
  ])('%s', (text, definition) => {
    expect(parseIndexDefinition(text)).toEqual(definition);
  });

  it.each(['', 'a', '=b', 'a=', 'a=b,c', 'a=b,encoder=', 'a=b,encoder=c,encoder=d', 'a=b,'])(
    'refuses %j',
    (text) => {
      expect(() => parseIndexDefinition(text)).toThrow(/^--index is NAME=PATH/);
    },
  );
});
