import { join } from 'node:path';
import {
  LuceneIndexReader,
  SparseIndex,
  type SparseIndexOptions,
  SpladeDocumentEncoder,
  SpladeQueryEncoder,
} from 'tserini';
import { expect, it } from 'vitest';
import { openEncoders } from '#tserini/live/encoders.js';
import { IndexSet } from '#tserini/serving/index-set.js';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const text = 'Water the tomatoes on Monday';

it('loads a model once for both sides, which encode as two that are loaded apart', async () => {
  const { document, query, close } = await openEncoders('splade-tiny', {});
  const [vector] = await document.encode([text]);
  const asked = await query.encode(text);
  await using apart = await SpladeDocumentEncoder.load('splade-tiny');
  await using queries = await SpladeQueryEncoder.load('splade-tiny');
  expect([vector, asked]).toEqual([await apart.encode(text), await queries.encode(text)]);
  // One model: it outlives the first of the two, and not the second.
  const shared = query as SpladeQueryEncoder;
  await (document as SpladeDocumentEncoder).close();
  expect(await shared.encode(text)).toEqual(asked);
  await shared.close();
  await expect(shared.encode(text)).rejects.toMatchObject({ code: 'CLOSED' });
  await close();
});

it.each<[string, SparseIndexOptions['encoding'], string]>([
  ['length', { maxLength: 64 }, 'maxLength 64; those of what is added have maxLength 256'],
  ['mask', { maskStopwords: true }, 'maskStopwords true; those of what is added have maskStopwords none'],
])('records the %s, and refuses another by name', async (name, encoding, reason) => {
  const path = join(folder(), name);
  const open = (given: SparseIndexOptions['encoding']) =>
    SparseIndex.open(path, 'splade-tiny', given ? { encoding: given } : {});
  const index = await open(encoding);
  await index.add({ id: 'n1', text });
  await index.close();
  await expect(open(undefined)).rejects.toMatchObject({
    code: 'INDEX',
    message: expect.stringContaining(reason),
  });
  await (await open(encoding)).close();
  await using reader = await LuceneIndexReader.open(path);
  expect(reader.description.collections).toMatchObject([
    {
      name,
      documents: 1,
      encoding: Object.fromEntries(Object.entries(encoding!).map(([key, value]) => [key, String(value)])),
    },
  ]);
});

it('are those of the index where it is served for writing', async () => {
  const served = { name: 'notes', path: join(folder(), 'length'), encoder: 'splade-tiny', writable: true };
  await using set = await IndexSet.open([served]);
  await set.get('notes').writer!.put('', { id: 'n2', text: 'Sell the tomatoes' });
  await using reader = await LuceneIndexReader.open(served.path);
  expect(reader.description.collections).toMatchObject([{ documents: 2, encoding: { maxLength: '64' } }]);
});
