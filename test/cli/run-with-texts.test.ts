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

// The format is that of https://github.com/facebookresearch/KILT: one output, pages of Wikipedia as provenance, and every
// topic in the order of the data, with ids of the same type.
it("writes predictions that KILT's evaluator reads", async () => {
  const topics = path('kilt.jsonl');
  await writeFile(
    topics,
    '{"id": 12, "input": "why is the sky blue", "output": []}\n' +
      '{"id": "x-1", "input": "thunder", "output": []}\n{"id": "7", "input": "none", "output": []}\n',
  );
  await writeFile(
    path('kilt.txt'),
    'x-1 Q0 weather-04 1 7 x\n12 Q0 weather-04 2 2 x\n12 Q0 weather-01 1 8.5 x\n12 Q0 animal-18 3 1 x\n',
  );
  const args = [
    '--run',
    path('kilt.txt'),
    '--topics',
    topics,
    '--topics-format',
    'kilt',
    '--index',
    places.text,
    '--format',
    'kilt',
  ];
  const write = async (...flags: string[]) => {
    await runCommand('run.with-texts', command, [...args, '--output', path('kilt.out'), ...flags]);
    const lines = (await readFile(path('kilt.out'), 'utf8')).trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line));
  };
  const page = (wikipedia_id: string, score: number) => ({
    ...{ wikipedia_id, score, title: expect.any(String), text: expect.any(String) },
  });
  expect(await write('--hits', '2')).toEqual([
    {
      ...{ id: 12, input: 'why is the sky blue' },
      output: [{ provenance: [page('weather-01', 8.5), page('weather-04', 2)] }],
    },
    { id: 'x-1', input: 'thunder', output: [{ provenance: [page('weather-04', 7)] }] },
    { id: '7', input: 'none', output: [{ provenance: [] }] },
  ]);
  const [first] = await write('--passage-delimiter', '-');
  expect(first.output).toEqual([{ provenance: [page('weather', 8.5), page('animal', 1)] }]);
  await writeFile(path('kilt.txt'), '99 Q0 weather-04 1 7 x\n');
  await expect(write()).rejects.toThrow('topic 99 of the run is not among the topics');
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
