import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const at = (name: string) => join(folder(), name);

const run = (args: readonly string[]) => tserini(args, { cwd: folder() });

beforeAll(async () => {
  writeFileSync(
    at('docs.jsonl'),
    '{"id": "a", "title": "Hearts", "contents": "hearts of stone"}\n{"id": "b", "title": "", "contents": "Hearts, and hearts"}\n',
  );
  writeFileSync(at('topics.tsv'), '1\thearts\n2\tstone\n');
  writeFileSync(
    at('tserini.yaml'),
    `# Everything that is always the same.
index.lucene:
  collection: JsonCollection
  fields: [title]
  storeRaw: true
  threads: 1
search.lucene:
  bm25: true
  k1: 1.2
  b: 0.75
  topics: topics.tsv
  hits: 1
encode:
`,
  );
  const indexed = await run([
    'index.lucene',
    '--config',
    'tserini.yaml',
    '--input',
    'docs.jsonl',
    '--index',
    'i',
  ]);
  expect(indexed).toMatchObject({ exitCode: 0 });
});

it('gives a command the flags that its command line lacks', async () => {
  const search = ['search.lucene', '--index', 'i', '--output'];
  expect(await run([...search, 'configured.txt', '--config=tserini.yaml'])).toMatchObject({ exitCode: 0 });
  const flags = '--bm25 --k1 1.2 --b 0.75 --topics topics.tsv --hits 1'.split(' ');
  expect(await run([...search, 'typed.txt', ...flags])).toMatchObject({ exitCode: 0 });
  expect(readFileSync(at('configured.txt'), 'utf8')).toBe(readFileSync(at('typed.txt'), 'utf8'));
  // What is typed wins.
  expect(await run([...search, 'more.txt', '--config', 'tserini.yaml', '--hits', '2'])).toMatchObject({
    exitCode: 0,
  });
  expect(readFileSync(at('more.txt'), 'utf8').trim().split('\n')).toHaveLength(3);
  // The list was taken: the field is there.
  expect(await run(['inspect', '--index', 'i', '--field', 'title'])).toMatchObject({ exitCode: 0 });
});

it('sets the flags of sections', async () => {
  writeFileSync(
    at('encode.yaml'),
    'encode:\n  encoder:\n    encoder: splade-tiny\n    fields: [title, text]\n  output:\n    embeddings: out\n',
  );
  writeFileSync(at('corpus.jsonl'), '{"_id": "a", "title": "Hearts", "text": "of stone"}\n');
  const args = [
    'encode',
    '--config',
    'encode.yaml',
    'input',
    '--corpus',
    'corpus.jsonl',
    '--fields',
    'title',
    'text',
  ];
  expect(await run(args)).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(readFileSync(at('out/embeddings.jsonl'), 'utf8'))).toMatchObject({
    id: 'a',
    contents: 'Hearts\nof stone',
  });
});

it.each([
  [
    'serch.lucene:\n  hits: 3\n',
    'wrong.yaml, line 1: unknown command serch.lucene, did you mean search.lucene?',
  ],
  ['search.lucene:\n  hits: 3\n  hitz: 3\n', 'line 3: unknown flag hitz, did you mean hits?'],
  ['search.lucene:\n  __proto__: 3\n', 'line 2: unknown flag __proto__'],
  ['search.lucene:\n  extends: other.json\n', 'line 2: unknown flag extends'],
  ['search.lucene:\n  hits: many\n', 'line 2: hits needs a number'],
  ['search.lucene:\n  bm25: yes\n', 'line 2: bm25 needs true or false'],
  ['search.lucene:\n  index: [a, b]\n', 'line 2: index needs a string'],
  ['search.lucene: 3\n', 'line 1: search.lucene needs flags below it'],
  ['- search.lucene\n', 'line 1: expected commands with their flags below them'],
  ['search.lucene:\n  hits: [3\n', 'not YAML: '],
  ['search.lucene:\n  hits: 3\n  hits: 4\n', 'not YAML: '],
  ['deep', 'nested too deeply'],
  ['search.lucene:\n  hits: *absent\n', 'line 2: not YAML: Unresolved alias'],
  ['search.lucene:\n  output-format: xml\n', '--output-format cannot be xml (possible: trec, msmarco)'],
])('refuses %j with one line that says where', async (text, message) => {
  writeFileSync(at('wrong.yaml'), text === 'deep' ? '- '.repeat(20_000) : text);
  const args = [
    'search.lucene',
    '--index',
    'i',
    '--topics',
    'topics.tsv',
    '--output',
    'o',
    '--config',
    'wrong.yaml',
  ];
  const { exitCode, stderr } = await run(args);
  expect({ exitCode, lines: stderr.split('\n').length }).toEqual({ exitCode: 2, lines: 1 });
  expect(stderr).toContain(message);
});

it('lists the available sections, and names what is missing', async () => {
  writeFileSync(at('wrong.yaml'), 'encode:\n  encodr:\n    encoder: splade-tiny\n');
  const unknown = await run(['encode', '--config', 'wrong.yaml']);
  expect(unknown.stderr).toContain(
    'line 2: unknown section encodr, did you mean encoder? (available: input, output',
  );
  expect((await run(['doctor', '--config'])).stderr).toContain('--config needs a file');
  const missing = await run(['doctor', '--config', 'none.yaml']);
  expect(missing).toMatchObject({ exitCode: 1, stderr: 'tserini: configuration not found: none.yaml' });
});
