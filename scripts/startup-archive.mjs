// Writes the JVM's start-up archive of a clone, which every process that has none of its own uses: indexes and searches
// a small collection, so that the archive has the classes of both. Run by setup.mjs.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LuceneImpactSearcher, LuceneIndexer, LuceneSearcher } from '../dist/index.js';
import { startup } from '../dist/lucene/jvm/startup.js';

startup.archiveName = 'library';
const folder = mkdtempSync(join(tmpdir(), 'tserini-archive-'));
try {
  const collection = join(folder, 'collection.jsonl');
  const records = Array.from({ length: 200 }, (_, i) =>
    JSON.stringify({ id: `d${i}`, contents: `words of document ${i}`, vector: { [`t${i % 9}`]: 1 + i } }),
  );
  writeFileSync(collection, `${records.join('\n')}\n`);
  await new LuceneIndexer(join(folder, 'impact')).index(collection);
  await new LuceneIndexer(join(folder, 'text'), { collection: 'JsonCollection' }).index(collection);
  const impact = await LuceneImpactSearcher.open(join(folder, 'impact'));
  const text = await LuceneSearcher.open(join(folder, 'text'));
  const query = new Map([
    ['t1', 2],
    ['t2', 1],
  ]);
  for (let i = 0; i < 10; i++) await impact.search(query);
  await impact.explain(query, 'd1');
  await text.search('documents');
  await Promise.all([impact.close(), text.close()]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
await startup.writeArchive?.();
