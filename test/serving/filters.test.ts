import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LuceneIndexer } from 'tserini';
import { beforeAll, expect, it } from 'vitest';
import { search as searchTool } from '#tserini/mcp/tools.js';
import { startServer } from '#tserini/server/start-server.js';
import { IndexSet } from '#tserini/serving/index-set.js';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { ask, postJson } from '../support/server.ts';
import { suiteFolder } from '../support/temp.ts';

// The same filter, and the same refusal, on the command line, over REST and in MCP.

const folder = suiteFolder();
const filter = { and: [{ term: { lang: 'en' } }, { range: { year: { gte: 2020 } } }] };
const wrong = { and: [{ term: { lang: 'en' } }, { range: { year: { gte: 'new' } } }] };
const message = 'filter.and[1].range.year.gte is "new", a string; it must be a number';

beforeAll(async () => {
  const records = [
    { id: 'a', contents: 'fresh bread', lang: 'en', year: 2019 },
    { id: 'b', contents: 'fresh bread', lang: 'en', year: 2023 },
    { id: 'c', contents: 'fresh bread', lang: 'de', year: 2024 },
  ];
  await writeFile(join(folder(), 'docs.jsonl'), records.map((record) => JSON.stringify(record)).join('\n'));
  await new LuceneIndexer(join(folder(), 'index'), {
    collection: 'JsonCollection',
    fieldTypes: { lang: 'keyword', year: 'number' },
  }).index(join(folder(), 'docs.jsonl'));
  await writeFile(join(folder(), 'topics.tsv'), '1\tfresh bread\n');
  await writeFile(join(folder(), 'filter.json'), JSON.stringify(filter));
});

it('on the command line, as text and from a file', async () => {
  const search = (given: string) =>
    tserini(
      [
        ...['search.lucene', '--index', join(folder(), 'index'), '--topics', 'topics.tsv'],
        ...['--output', 'run.txt', '--filter', given],
      ],
      { cwd: folder() },
    );
  for (const given of [JSON.stringify(filter), '@filter.json']) {
    const { exitCode } = await search(given);
    const run = await readFile(join(folder(), 'run.txt'), 'utf8');
    expect({
      exitCode,
      docids: run
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[2]),
    }).toEqual({
      exitCode: 0,
      docids: ['b'],
    });
  }
  expect(await search(JSON.stringify(wrong))).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(message),
  });
  expect(await search('{')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('filter is not valid JSON'),
  });
  expect(await search('@nothing')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('filter not found: nothing'),
  });
});

it('over REST and in MCP', async () => {
  const definition = { name: 'docs', path: join(folder(), 'index') };
  const server = await startServer({ indexes: [definition], port: 0 });
  try {
    const address = (value: unknown) =>
      `/v1/docs/search?${new URLSearchParams({ query: 'bread', filter: JSON.stringify(value) })}`;
    const get = await ask(server.url, address(filter));
    expect(get.json).toMatchObject({ candidates: [{ docid: 'b' }] });
    const queries = [{ qid: '1', text: 'bread' }];
    const post = await postJson(server.url, '/v1/docs/search', { queries, filter });
    expect(post.json).toMatchObject({ results: [{ candidates: [{ docid: 'b' }] }] });
    for (const answer of [
      await ask(server.url, address(wrong)),
      await postJson(server.url, '/v1/docs/search', { queries, filter: wrong }),
    ]) {
      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'USAGE', message } } });
    }
    const { json } = await ask<object>(server.url, '/v1/indexes');
    expect(json).toMatchObject({
      indexes: [{ textIndex: { fieldTypes: { lang: 'keyword', year: 'number' } } }],
    });
  } finally {
    await server.stop();
  }
  const indexes = await IndexSet.open([definition]);
  try {
    const search = (given: unknown) =>
      searchTool(indexes, { query: 'bread', hits: 5, filter: given }, new AbortController().signal);
    expect((await search(filter)).candidates.map(({ docid }) => docid)).toEqual(['b']);
    await expect(search(wrong)).rejects.toMatchObject({ code: 'USAGE', message });
  } finally {
    await indexes.close();
  }
});
