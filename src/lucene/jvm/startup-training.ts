import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LuceneIndexer } from '../index/lucene-indexer.js';
import { LuceneImpactSearcher } from '../search/lucene-impact-searcher.js';
import { javaClass, writeStartupCache } from './jvm.js';
import { makeStartupCache } from './startup-cache.js';

// A program of its own, run by startup-cache.ts. `startup-training.js FILE` indexes and searches a few
// documents in a JVM that writes its start-up cache to FILE when it ends; `--for FILE` has that done.

const documents = 2000;
const vocabulary = 300;

function writeCollection(path: string): void {
  const lines = Array.from({ length: documents }, (_, i) => {
    const weight = (j: number) => `"t${(i * 7 + j * j * 13) % vocabulary}": ${((i * 31 + j * 17) % 200) + 1}`;
    const vector = Array.from({ length: 30 }, (_, j) => weight(j)).join(', ');
    return `{"id": "doc${i}", "contents": "", "vector": {${vector}}}\n`;
  });
  writeFileSync(path, lines.join(''));
}

async function train(file: string): Promise<void> {
  writeStartupCache(file);
  const folder = mkdtempSync(join(tmpdir(), 'tserini-training-'));
  try {
    const collection = join(folder, 'collection.jsonl');
    writeCollection(collection);
    await new LuceneIndexer(join(folder, 'index')).index(collection);
    await using searcher = await LuceneImpactSearcher.open(join(folder, 'index'));
    for (const k of [10, 1000]) {
      const queries = Array.from({ length: 200 }, (_, q) => {
        const terms = Array.from({ length: 20 }, (_, j) => `t${(q * 11 + j * 5) % vocabulary}`);
        return [q, new Map(terms.map((term, j) => [term, j + 1]))] as const;
      });
      for await (const _ of searcher.searchEach(queries, k));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  // The cache is written when Java is told to end, not when the process just stops.
  const Lifecycle = await javaClass<{ exitSync(): void }>('bridge.Lifecycle');
  Lifecycle.exitSync();
}

const [first, second] = process.argv.slice(2);
if (first === '--for') await makeStartupCache(second!);
else await train(first!);
