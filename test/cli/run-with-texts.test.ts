import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '#tserini/cli/commands/run-with-texts.js';
import { embeddedIndex } from '#tserini/serving/embedded-index.js';
import { runCommand } from '../support/run-command.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
let places: { readonly impact: string; readonly text: string };

beforeAll(async () => {
  const { path: impact, bm25 } = await embeddedIndex();
  places = { impact, text: bm25! };
  await writeFile(path('topics.tsv'), 'q1\twhy is the sky "blue"\nq2\tthunder\nq3\tnot searched\n');
  // The ranks count, not the order of the lines.
  const lines = [
    'q2 Q0 weather-04 1 7 x',
    'q1 Q0 animal-18 2 3.5 x',
    'q1 Q0 weather-01 1 8 x',
    'q1 Q0 animal-22 3 1 x',
  ];
  await writeFile(path('run.txt'), `${lines.join('\n')}\n`);
});

async function requests(run: string, ...flags: string[]): Promise<string> {
  const args = ['--run', path(run), '--topics', path('topics.tsv'), '--output', path('out.jsonl')];
  await runCommand('run.with-texts', command, [...args, '--index', places.text, ...flags]);
  return readFile(path('out.jsonl'), 'utf8');
}

it('writes the requests that rank_llm reads', async () => {
  const written = await requests('run.txt', '--hits', '2');
  const lines = written
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    { query: { qid: 'q2', text: 'thunder' }, candidates: [expect.objectContaining({ docid: 'weather-04' })] },
    {
      query: { qid: 'q1', text: 'why is the sky "blue"' },
      candidates: [
        {
          docid: 'weather-01',
          score: 8,
          doc: {
            title: 'Why the sky looks blue',
            text: expect.stringMatching(/^Sunlight holds/),
            contents: expect.stringMatching(/^Why the sky looks blue Sunlight/),
          },
        },
        expect.objectContaining({ docid: 'animal-18', score: 3.5 }),
      ],
    },
  ]);
  // Of Python's type float.
  expect(written).toContain('"score":8.0,');
});

describe('refuses', () => {
  it.each([
    ['q9 Q0 weather-01 1 8 x', [], 'topic q9 of the run is not among the topics'],
    ['q1 Q0 weather-99 1 8 x', [], 'document weather-99 of the run is not in the index'],
    ['q1 Q0 weather-01 1 inf x', [], 'the score of weather-01 in topic q1 is not finite'],
    ['q1 Q0 weather-01 1 8 x', ['impact'], 'the index stores no texts: build it with --storeRaw'],
  ])('%s %j', async (line, index, message) => {
    await writeFile(path('bad.txt'), `${line}\n`);
    const flags = index.length > 0 ? ['--index', places.impact] : [];
    await expect(requests('bad.txt', ...flags)).rejects.toThrow(message);
  });
});
