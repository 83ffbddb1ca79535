import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeModel } from '#tserini/index.js';
import { mainInProcess as tserini } from '../support/main-in-process.ts';
import { writeJson, writeRouterModel } from '../support/router-model.ts';
import { tempFolder } from '../support/temp.ts';

it('shows what would be loaded of a model', async () => {
  const { exitCode, stdout } = await tserini(['model', 'splade-tiny']);
  expect(exitCode).toBe(0);
  for (const line of [
    /^queries and documents$/m,
    /^ {2}modules +MLMTransformer \(\.\), SpladePooling \(\.\)$/m,
    /^ {2}transformer +BertForMaskedLM, 2 layers of 128, 2 heads, 512 positions$/m,
    /^ {2}pooling +max of log1p\(relu\)$/m,
    /^ {2}vocabulary +30,522 tokens$/m,
  ]) {
    expect(stdout).toMatch(line);
  }
});

it('shows queries and documents apart where they differ, and as JSON what the library says', async () => {
  const { folder } = await writeRouterModel(join(await tempFolder(), 'model'));
  const { stdout } = await tserini(['model', folder]);
  expect(stdout).toMatch(/^queries\n {2}modules +SparseStaticEmbedding \(query_0_SparseStaticEmbedding\)$/m);
  expect(stdout).toMatch(/^ {2}pooling +max of log1p\(log1p\(relu\)\)$/m);
  const json = await tserini(['model', folder, '--json']);
  expect(JSON.parse(json.stdout)).toEqual(JSON.parse(JSON.stringify(await describeModel(folder))));
});

it('says what is not supported, with status 1', async () => {
  const { folder } = await writeRouterModel(join(await tempFolder(), 'model'));
  await writeJson(folder, 'config.json', { architectures: ['NewForMaskedLM'] });
  const { exitCode, stdout, stderr } = await tserini(['model', folder]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^documents\n.*\n {2}not supported +architecture NewForMaskedLM is not supported/m);
  expect(stderr).toMatch(/^tserini: architecture NewForMaskedLM is not supported .*$/);
});

it('encode and encode.query count the texts that they cut', async () => {
  const folder = await tempFolder();
  const path = (name: string) => join(folder, name);
  const long = 'a text of more than eight tokens, which is cut at its end';
  await writeFile(path('corpus.jsonl'), `{"id": "1", "text": "${long}"}\n{"id": "2", "text": "short"}\n`);
  await writeFile(path('queries.tsv'), `1\t${long}\n2\tshort\n3\t${long}\n`);
  const model = ['--encoder', 'splade-tiny', '--max-length', '8'];
  const encoded = await tserini([
    ...['encode', 'input', '--corpus', path('corpus.jsonl'), 'output', '--embeddings', path('vectors')],
    ...['encoder', ...model],
  ]);
  expect(encoded.stderr).toContain('1 of 2 texts were longer than 8 tokens\n');
  const topics = ['--topics', path('queries.tsv'), '--output', path('queries.jsonl')];
  expect((await tserini(['encode.query', ...topics, ...model])).stderr).toContain(
    '2 of 3 texts were longer than 8 tokens\n',
  );
});
