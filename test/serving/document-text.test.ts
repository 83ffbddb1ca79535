import { expect, it } from 'vitest';
import { showDocument } from '#tserini/serving/document-text.js';

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
