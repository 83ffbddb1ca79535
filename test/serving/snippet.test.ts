import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SnippetTerms, SnippetText } from '#tserini/serving/snippet.js';

it('cuts a snippet of bounded length from any text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.lorem({ mode: 'sentences' }), { maxLength: 20 }),
      fc.lorem(),
      (sentences, query) => {
        const text = sentences.join(' ');
        const snippet = new SnippetText(text).cut(new SnippetTerms(query));
        expect(text).toContain(snippet.replace(/^… | …$/g, ''));
        expect(snippet.length).toBeLessThanOrEqual(270);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      expect(new SnippetText(text).cut(new SnippetTerms(text)).length).toBeLessThanOrEqual(270);
    }),
  );
});

it('starts the snippet at the sentence that matches the query', () => {
  const filler = 'Nothing of interest is written in this sentence at all. '.repeat(10);
  const text = `${filler}A volcano is a mountain that spits fire. ${filler}`;
  expect(new SnippetText(text).cut(new SnippetTerms('volcanoes'))).toMatch(/^… A volcano is/);
});

it('finds the sentences with the heaviest distinct terms, as a search of all windows does', () => {
  const word = fc.constantFrom('a', 'bee', 'sea', 'dee', 'fishes', 'goldfish', 'Ünder', '大');
  const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => `${words.join(' ')}.`);
  const weights = fc.dictionary(fc.constantFrom('bee', 'sea', 'fish', 'goldf', 'ünder', '大'), fc.nat(9));
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 20, maxLength: 60 }), weights, (sentences, given) => {
      const text = sentences.join(' ');
      const terms = new Map(Object.entries(given));
      const weigh = (start: number) => {
        const found = new Set<string>();
        for (const { 0: one, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
          const isInside = index >= start && index + one.length <= start + 260;
          if (isInside) found.add(one.toLowerCase().slice(0, 5));
        }
        return [...found].reduce((sum, stem) => sum + (terms.get(stem) ?? 0), 0);
      };
      let start = 0;
      const starts = sentences.map(({ length }) => {
        start += length + 1;
        return start - length - 1;
      });
      const most = Math.max(...starts.map(weigh));
      const snippet = new SnippetText(text).cut(new SnippetTerms('', terms)).replace(/^… | …$/g, '');
      const cuts = starts.filter((at) => text.startsWith(snippet, at));
      expect(cuts.some((at) => weigh(at) === most)).toBe(true);
    }),
  );
});
