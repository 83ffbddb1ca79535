import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadJudgments, loadPreferences, loadQrels, Qrels } from 'tserini';
import { describe, expect, it } from 'vitest';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
let files = 0;

async function file(contents: string): Promise<string> {
  const path = join(folder(), `judgments${files++}`);
  await writeFile(path, contents);
  return path;
}

const word = fc.string({ minLength: 1, unit: fc.constantFrom('a', 'B', '7', 'é', '-', '_') });
const million = 1_000_000;
const level = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.constantFrom(-million, million));
const judgments = fc.uniqueArray(fc.tuple(fc.constantFrom('1', '2', 'q'), word, level), {
  minLength: 1,
  maxLength: 60,
  selector: ([topic, docid]) => `${topic} ${docid}`,
});
const layout = fc.record({
  between: fc.constantFrom(' ', '\t', '  ', ' \t'),
  end: fc.constantFrom('\n', '\r\n', '\n\n', ' \n', '\n# said 0 nothing 1\n'),
});

/** Topics in order, with their documents and levels in order. */
const plain = ({ topics }: Qrels) =>
  [...topics].map(([topic, { docids, levels }]) => [
    topic,
    Array.from(levels, (value, number) => [docids.docid(number), value]),
  ]);

describe('a file of judgments', () => {
  it('says what the same judgments say in memory, however it is laid out', async () => {
    await fc.assert(
      fc.asyncProperty(judgments, layout, async (given, { between, end }) => {
        const path = await file(
          given.map(([topic, docid, value]) => [topic, '0', docid, value].join(between) + end).join(''),
        );
        const expected = Qrels.from(given.map(([topic, docid, value]) => [topic, { [docid]: value }]));
        expect(plain(await loadQrels(path))).toEqual(plain(expected));
        // The same lines say as much to the other readers.
        const grouped = await loadJudgments(path, 'qrels_jg');
        const preferences = await loadPreferences(path, 'qrels_prefs');
        expect([...grouped.topics.keys()]).toEqual([...expected.topics.keys()]);
        for (const [topic, { docids, judgments: found }] of preferences.topics) {
          const lines = found.map((judgment) => [docids.docid(judgment.document), judgment.level]);
          expect([topic, lines]).toEqual(plain(expected).find(([name]) => name === topic));
          expect(new Set(found.map(({ group, subgroup }) => `${group} ${subgroup}`))).toEqual(
            new Set(['0 0']),
          );
        }
      }),
    );
  });

  it.each([
    [
      'qrels',
      'q 0 a 1\nq 0 b 1 2 3\n',
      /:2: more than 5 columns where qrels have 4 \(topic iteration docid relevance\)/,
    ],
    ['qrels', '# nothing\n\n', /the qrels are empty/],
    ['qrels', 'query-id\tcorpus-id\tscore\n', /the qrels are empty/],
    ['qrels', 'q 0 a 1000001\n', /:1: the relevance is not a whole number up to 1000000: 1000001/],
    ['qrels', 'q 0 a -1000001\n', /:1: the relevance is not a whole number/],
    ['qrels_jg', 'q a 1\n', /:1: 3 columns where qrels have 4 \(topic group docid relevance\)/],
    [
      'prefs',
      'q u s a 1\nq u s b\n',
      /:2: 4 columns where qrels have 5 \(topic group subgroup docid level\)/,
    ],
    ['prefs', 'q u s a 0.5\nq u s b high\n', /:2: the level is not a number: high/],
    ['qrels_prefs', 'q u a inf\n', /:1: the level is not a number: inf/],
    ['qrels_prefs', 'q u s a 1\n', /:1: 5 columns where qrels have 4 \(topic group docid level\)/],
  ] as const)('in format %s is refused: %j', async (format, contents, message) => {
    await expect(loadJudgments(await file(contents), format)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
  });
});
