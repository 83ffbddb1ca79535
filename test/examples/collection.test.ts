import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Passage {
  _id: string;
  title: string;
  text: string;
  metadata: Record<string, unknown>;
}

interface Query {
  _id: string;
  text: string;
  metadata: Record<string, unknown>;
}

interface Judgment {
  query: string;
  passage: string;
  grade: string;
}

const QRELS_HEADER = 'query-id\tcorpus-id\tscore';

/** Function words and the words that only frame a question; everything else counts as content. */
const STOP_WORDS = new Set(
  `a about after all also an and any are as at be been before but by can cannot could did do does for from
  get had has have he her his how i if in into is it its may more most my no not of off on one only or other
  our out over she so some such t than that the their them then there these they this those to too up us vs
  was we were what when where which who whom whose why will with won would you your`.split(/\s+/),
);

/** Decodes strictly, so that a byte that is not UTF-8 fails the test, and returns the lines without the last newline. */
function lines(name: string): string[] {
  const bytes = readFileSync(new URL(`../../examples/collection/${name}`, import.meta.url));
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  expect(text.endsWith('\n'), `${name} ends with a newline`).toBe(true);
  return text.slice(0, -1).split('\n');
}

const corpus = lines('corpus.jsonl').map((line) => JSON.parse(line) as Passage);
const queries = lines('queries.jsonl').map((line) => JSON.parse(line) as Query);
const [header, ...rows] = lines('qrels/test.tsv');
const qrels: Judgment[] = rows.map((row) => {
  const columns = row.split('\t');
  expect(columns, row).toHaveLength(3);
  return { query: columns[0], passage: columns[1], grade: columns[2] };
});
const passages = new Map(corpus.map((passage) => [passage._id, passage]));

function judgmentsOf(query: Query): Judgment[] {
  return qrels.filter((judgment) => judgment.query === query._id);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** Lower-case content words, without accents and without the endings of plurals and verbs. */
function contentWords(text: string): Set<string> {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const tokens = plain.match(/[a-z0-9]+/g) ?? [];
  return new Set(
    tokens
      .filter((token) => token.length > 1 && !STOP_WORDS.has(token))
      .map((token) => (token.length > 4 ? token.replace(/(?:ies|ing|ed|es|s|e|y)$/, '') : token)),
  );
}

/** Stricter than a stemmer: a word also matches one that it begins, as "swim" does "swimmer". */
function sameWord(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a)));
}

function sharesContentWord(query: Query, passage: Passage): boolean {
  const inPassage = [...contentWords(`${passage.title} ${passage.text}`)];
  return [...contentWords(query.text)].some((word) => inPassage.some((other) => sameWord(word, other)));
}

describe('the example corpus', () => {
  it('has 180 to 200 passages with unique, readable ids', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(180);
    expect(corpus.length).toBeLessThanOrEqual(200);
    expect(passages.size).toBe(corpus.length);
    for (const { _id } of corpus) expect(_id).toMatch(/^[a-z]+-\d\d$/);
  });

  it("has BEIR's fields and no others on every line", () => {
    for (const passage of corpus) {
      expect(Object.keys(passage), passage._id).toEqual(['_id', 'title', 'text', 'metadata']);
      expect(passage.metadata, passage._id).toEqual({});
    }
  });

  it.each(corpus)('$_id has a title of 2 to 6 words and 2 to 4 sentences of 40 to 90 words', (passage) => {
    const titleWords = words(passage.title).length;
    expect(titleWords).toBeGreaterThanOrEqual(2);
    expect(titleWords).toBeLessThanOrEqual(6);
    const textWords = words(passage.text).length;
    expect(textWords).toBeGreaterThanOrEqual(40);
    expect(textWords).toBeLessThanOrEqual(90);
    const sentences = passage.text.match(/[.!?]["')]?(?=\s|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeLessThanOrEqual(4);
  });

  it('is plain English: composed characters, and beyond ASCII nothing but letters', () => {
    for (const { _id, title, text } of corpus) {
      const all = title + text;
      expect(all, _id).toBe(all.normalize('NFC'));
      expect(all, _id).toMatch(/^(?:[ -~]|\p{L})+$/u);
      expect(all, _id).not.toMatch(/ {2}/);
    }
    expect(corpus.some(({ text }) => /[^ -~]/.test(text))).toBe(true);
  });

  it('says nothing twice: no title, and no two passages with half of their content words in common', () => {
    expect(new Set(corpus.map(({ title }) => title)).size).toBe(corpus.length);
    const bags = corpus.map(({ _id, text }) => ({ _id, bag: contentWords(text) }));
    for (const [i, a] of bags.entries()) {
      for (const b of bags.slice(i + 1)) {
        const common = [...a.bag].filter((word) => b.bag.has(word)).length;
        expect(common / Math.min(a.bag.size, b.bag.size), `${a._id} and ${b._id}`).toBeLessThan(0.5);
      }
    }
  });
});

describe('the example queries', () => {
  it('are 30, with unique ids, distinct texts and the fields of BEIR', () => {
    expect(queries).toHaveLength(30);
    expect(new Set(queries.map(({ _id }) => _id)).size).toBe(queries.length);
    expect(new Set(queries.map(({ text }) => text)).size).toBe(queries.length);
    for (const query of queries) {
      expect(query._id).toMatch(/^q\d\d$/);
      expect(Object.keys(query), query._id).toEqual(['_id', 'text', 'metadata']);
      expect(contentWords(query.text).size, query.text).toBeGreaterThan(0);
    }
  });
});

describe('the example judgments', () => {
  it('name existing queries and passages, each pair once, with grades 0 to 3', () => {
    expect(header).toBe(QRELS_HEADER);
    const known = new Set(queries.map(({ _id }) => _id));
    for (const { query, passage, grade } of qrels) {
      expect(known.has(query), query).toBe(true);
      expect(passages.has(passage), passage).toBe(true);
      expect(grade, `${query} ${passage}`).toMatch(/^[0-3]$/);
    }
    const pairs = new Set(qrels.map(({ query, passage }) => `${query}\t${passage}`));
    expect(pairs.size).toBe(qrels.length);
    expect(new Set(qrels.map(({ grade }) => grade))).toEqual(new Set(['0', '1', '2', '3']));
  });

  it.each(queries)('$_id has 4 to 12, at least two of them relevant and one a full answer', (query) => {
    const judgments = judgmentsOf(query);
    expect(judgments.length).toBeGreaterThanOrEqual(4);
    expect(judgments.length).toBeLessThanOrEqual(12);
    const grades = judgments.map(({ grade }) => Number(grade));
    expect(grades.filter((grade) => grade >= 1).length).toBeGreaterThanOrEqual(2);
    expect(grades).toContain(3);
  });

  it('include passages judged 0 although they share a word with the query', () => {
    const tempted = queries.filter((query) =>
      judgmentsOf(query).some(
        ({ grade, passage }) => grade === '0' && sharesContentWord(query, passages.get(passage)!),
      ),
    );
    expect(tempted.length).toBeGreaterThanOrEqual(queries.length / 3);
  });

  it('reach, for a third of the queries, answers that share no content word with the query', () => {
    const missed = queries.filter((query) =>
      judgmentsOf(query).some(
        ({ grade, passage }) => Number(grade) >= 2 && !sharesContentWord(query, passages.get(passage)!),
      ),
    );
    expect(missed.length).toBeGreaterThanOrEqual(queries.length / 3);
  });
});
