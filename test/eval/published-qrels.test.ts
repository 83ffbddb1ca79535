import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadQrels } from '#tserini/eval/read-qrels.js';
import { hasSharedData, needsSharedData, sharedData } from '../support/data.ts';
import { tempFolder } from '../support/temp.ts';

interface Expected {
  readonly topics: number;
  readonly judgments: number;
  readonly relevant: number;
  readonly first: readonly [topic: string, iteration: string, docid: string, level: string];
  readonly last: readonly [topic: string, iteration: string, docid: string, level: string];
}

const folder = sharedData('catalogue/fixtures/');
const expected: Readonly<Record<string, Expected>> = hasSharedData
  ? JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')).qrels
  : { judgments: {} };

async function facts(path: string) {
  const { topics } = await loadQrels(path);
  const levels = [...topics.values()].flatMap((topic) => [...topic.levels]);
  const at = (id: string, number: number) => {
    const topic = topics.get(id)!;
    const index = number < 0 ? topic.size + number : number;
    return [topic.docids.docid(index), String(topic.levels[index])];
  };
  return {
    topics: topics.size,
    judgments: levels.length,
    relevant: levels.filter((level) => level > 0).length,
    at,
  };
}

// Tabs, carriage returns, fractions as iterations and a missing last line end are all among them.
it.skipIf(!hasSharedData).each(Object.entries(expected))(
  `reads the judgments %s${needsSharedData}`,
  async (file, { topics, judgments, relevant, first, last }) => {
    const { at, ...found } = await facts(folder + file);
    expect(found).toEqual({ topics, judgments, relevant });
    expect(at(first[0], 0)).toEqual([first[2], first[3]]);
    expect(at(last[0], -1)).toEqual([last[2], last[3]]);
  },
);

it.each([
  ['blanks', '1 0 d1 1\n1 0 d2 0\n2 0 d1 -2\n'],
  ['tabs', '1\tQ0\td1\t1\n1\tQ0\td2\t0\n2\tQ0\td1\t-2\n'],
  ['carriage returns, and no last line end', '1 0 d1 1\r\n1 0 d2 0\r\n2 0 d1 -2'],
  ['iterations with fractions', '1 0.5 d1 1\n1 1 d2 0\n2 4.5 d1 -2\n'],
])('reads judgments with %s', async (_, text) => {
  const path = join(await tempFolder(), 'qrels');
  await writeFile(path, text);
  const { at, ...found } = await facts(path);
  expect(found).toEqual({ topics: 2, judgments: 3, relevant: 1 });
  expect([at('1', 0), at('1', 1), at('2', 0)]).toEqual([
    ['d1', '1'],
    ['d2', '0'],
    ['d1', '-2'],
  ]);
});
