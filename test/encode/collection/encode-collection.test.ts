import { truncateSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { encodeCollection } from '#tserini/encode/collection/encode-collection.js';
import { makeDocuments, writeJsonl } from '../../support/corpus.ts';
import { tempFolder } from '../../support/temp.ts';

// Found by reading: both made an empty collection, under its name, of as many documents as there had been.
it('refuses a corpus that was truncated meanwhile', async () => {
  const folder = await tempFolder();
  const corpus = await writeJsonl(join(folder, 'corpus.jsonl'), makeDocuments(5, 10, 31));
  const embeddings = join(folder, 'vectors');
  const encoding = encodeCollection({
    ...{ corpus, embeddings, encoder: 'splade-tiny' },
    onProgress: () => truncateSync(corpus, 0),
  });
  await expect(encoding).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringMatching(/^the corpus changed while it was read: it had 5 records and has 0/),
  });
  expect(await readdir(embeddings)).not.toContain('embeddings.jsonl');
});

it('refuses a pipe as the corpus', async () => {
  const folder = await tempFolder();
  const corpus = join(folder, 'pipe');
  await execa('mkfifo', [corpus]);
  const encoding = encodeCollection({ corpus, embeddings: join(folder, 'vectors'), encoder: 'splade-tiny' });
  await expect(encoding).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('a pipe') });
  expect(await readdir(folder)).toEqual(['pipe']);
});
