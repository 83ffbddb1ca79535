import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const run = (command: string) => tserini(command.split(' '), { cwd: folder() });

const indexing = 'index.lucene --collection JsonCollection --input docs.jsonl --index';
const searching = 'search.lucene --index index --topics topics.tsv --output run.txt';

beforeAll(async () => {
  const records = [
    { id: 'd1', contents: 'The hearts of athletes', title: 'lungs' },
    { id: 'd2', contents: 'Lungs and lungs, and no more', title: 'heart' },
    { id: 'd3', contents: '' },
    { id: 'd4', contents: 'of the', title: 'nothing' },
  ];
  await writeFile(path('docs.jsonl'), records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  await writeFile(path('topics.tsv'), '2\theart\n10\tof lungs\n');
  await writeFile(path('words'), 'heart\n');
  await writeFile(path('ids'), 'd1\nd3\n');
  expect(await run(`${indexing} index --fields title`)).toMatchObject({ exitCode: 0, stderr: '' });
});

/** Searches, and gives `topic docid` for each line of the run. */
async function pairs(flags: string): Promise<string[]> {
  const { exitCode, stderr } = await run(`${searching} ${flags}`.trim());
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const lines = readFileSync(path('run.txt'), 'utf8').trim().split('\n');
  return lines.map((line) => line.split(' ')).map(([topic, , docid]) => `${topic} ${docid}`);
}

it("prints Anserini's summary, with skipped and empty records", async () => {
  const { exitCode, stdout, stderr } = await run(`${indexing} other --whitelist ids --fields title titel`);
  expect(stdout.split('\n').map((line) => line.split(/ +/))).toEqual([
    ['indexed:', '1'],
    ['unindexable:', '0'],
    ['empty:', '1'],
    ['skipped:', '2'],
    ['errors:', '0'],
  ]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'warning: no document has the field titel' });
});

describe('search.lucene without --impact', () => {
  it('is BM25 over contents', async () => {
    expect(await pairs('')).toEqual(['2 d1', '10 d2']);
    const plain = readFileSync(path('run.txt'), 'utf8');
    await pairs('--bm25 --k1 0.9 --b 0.4');
    expect(readFileSync(path('run.txt'), 'utf8')).toBe(plain);
    await pairs('--k1 2 --b 1');
    expect(readFileSync(path('run.txt'), 'utf8')).not.toBe(plain);
  });

  it('scores with query likelihood', async () => {
    await pairs('--bm25');
    const plain = readFileSync(path('run.txt'), 'utf8');
    expect(await pairs('--bm25qs')).toEqual(['2 d1', '10 d2']);
    expect(readFileSync(path('run.txt'), 'utf8')).not.toBe(plain);
    expect(await pairs('--qld')).toEqual(['2 d1', '10 d2']);
    expect(readFileSync(path('run.txt'), 'utf8')).not.toBe(plain);
  });

  it('searches fields by their boosts', async () => {
    expect(await pairs('--fields title=1')).toEqual(['2 d2', '10 d1']);
    expect(await pairs('--fields title=9 contents=1')).toEqual(['2 d2', '2 d1', '10 d1', '10 d2']);
    const dismax = '--dismax --dismax.tiebreaker 0.5 --fields contents=9 title=1';
    expect(await pairs(dismax)).toEqual(['2 d1', '2 d2', '10 d2', '10 d1']);
  });

  it('analyzes topics by the flags', async () => {
    expect(await pairs('--stemmer none')).toEqual(['2 d1']);
    expect(await pairs('--stopwords words')).toEqual(['10 d2']);
    expect(await pairs('--pretokenized')).toEqual(['2 d1']);
    expect(await pairs('--language sw')).toEqual(['2 d1']);
  });

  it("splits topics with a model's tokenizer", async () => {
    await writeFile(
      path('tokens.jsonl'),
      '{"id": "a", "contents": "##ys"}\n{"id": "b", "contents": "other"}\n',
    );
    const tokens = indexing.replace('docs.jsonl', 'tokens.jsonl');
    expect(await run(`${tokens} tokens --pretokenized --quiet`)).toMatchObject({ exitCode: 0, stdout: '' });
    await writeFile(path('words.tsv'), '1\taneurysms\n');
    const search =
      'search.lucene --index tokens --topics words.tsv --output tokens.txt --tokenizer splade-tiny';
    expect(await run(search)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(path('tokens.txt'), 'utf8')).toMatch(/^1 Q0 a 1 /);
  });
});

it.each([
  [`${searching} --k1 1`, 2, '--k1 and --b go together'],
  [`${searching} --k1 1 --b 2`, 2, 'b must be from 0 to 1, not 2'],
  [`${searching} --qld --k1 1 --b 1`, 2, '--qld and --k1 exclude each other'],
  [`${searching} --qld --bm25qs`, 2, '--qld and --bm25qs exclude each other'],
  [`${searching} --bm25 --bm25qs`, 2, '--bm25qs and --bm25 exclude each other'],
  [`${searching} --bm25qs --fields title=1`, 2, '--bm25qs and --fields exclude each other'],
  [`${searching} --dismax`, 2, '--dismax goes with --fields'],
  [`${searching} --fields title`, 2, '--fields takes pairs such as title=2, not title'],
  [`${searching} --fields titel=1`, 1, 'in the field "titel"'],
  [`${searching} --encoder splade-tiny`, 2, '--encoder is for impact search: add --impact'],
  [`${searching} --impact --pretokenized --k1 1`, 2, '--k1 is for text search: leave out --impact'],
  [`${searching} --language ja`, 2, "needs Lucene's module kuromoji"],
  [`${searching} --stopwords nothing`, 1, 'file of stop words not found: nothing'],
  [`${indexing} new --shard.count 2`, 2, '--shard.count and --shard.current go together'],
  [`${indexing} new --shard.count 2 --shard.current 2`, 2, 'shard 2 of 2'],
  [`${indexing} new --stemmer lovins`, 2, '--stemmer cannot be lovins (possible: porter, krovetz, none)'],
  [`${indexing} new --keepStopwords --stopwords words`, 2, 'exclude each other'],
  [`${indexing} new --fields raw`, 2, 'cannot be indexed: "raw"'],
  [`${indexing} new --whitelist nothing`, 1, 'whitelist not found: nothing'],
])('%s ends with status %i', async (command, status, message) => {
  const { exitCode, stdout, stderr } = await run(command);
  expect({ exitCode, stdout, stderr: stderr.split('\n') }).toEqual({
    exitCode: status,
    stdout: '',
    stderr: [expect.stringContaining(message)],
  });
  expect(existsSync(path('new'))).toBe(false);
});
