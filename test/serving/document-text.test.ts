import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SnippetTerms, showDocument, snippetOf } from '#tserini/serving/document-text.js';

const stored = (raw?: string, contents?: string) => ({ docid: 'd', raw, contents, get: () => undefined });

it.each([
  ['{"id":"1","title":"T","text":"X","contents":"T X"}', { title: 'T', text: 'X' }],
  ['{"id":"1","contents":"C"}', { text: 'C' }],
  ['{"id":"1","title":" ","body":"B"}', { text: 'B' }],
  ['{"id":"1","title":5,"text":["x"]}', {}],
])('finds title and text in %s', (raw, shown) => {
  expect(showDocument(stored(raw))).toEqual({ ...shown, doc: JSON.parse(raw) });
});

it.each(['<DOC>text</DOC>', '[1]', 'null', '5', '{'])(
  'returns a record that is not JSON unparsed: %s',
  (raw) => {
    expect(showDocument(stored(raw, 'contents'))).toEqual({ text: 'contents', doc: raw });
  },
);

it('returns null for the record of a document without stored fields', () => {
  expect(showDocument(stored())).toEqual({ doc: null });
});

it('cuts a snippet of bounded length from any text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.lorem({ mode: 'sentences' }), { maxLength: 20 }),
      fc.lorem(),
      (sentences, query) => {
        const text = sentences.join(' ');
        const snippet = snippetOf(text, new SnippetTerms(query));
        expect(text).toContain(snippet.replace(/^… | …$/g, ''));
        expect(snippet.length).toBeLessThanOrEqual(270);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      expect(snippetOf(text, new SnippetTerms(text)).length).toBeLessThanOrEqual(270);
    }),
  );
});

it('starts the snippet at the sentence that matches the query', () => {
  const filler = 'Nothing of interest is written in this sentence at all. '.repeat(10);
  const text = `${filler}A volcano is a mountain that spits fire. ${filler}`;
  expect(snippetOf(text, new SnippetTerms('volcanoes'))).toMatch(/^… A volcano is/);
});
