import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LuceneImpactSearcher, LuceneIndexer } from 'tserini';
import { beforeAll, expect, it } from 'vitest';
import { writeVectors } from '../../support/collections.ts';
import { suiteFolder } from '../../support/temp.ts';

// A heap so small that indexes which are not freed fill it, and that hides no growth.
process.env.TSERINI_JVM_OPTS = '-Xmx64m';

const folder = suiteFolder();
const names = ['one', 'two', 'three'];
const query = new Map([['term', 1]]);
const filler = { id: 'filler', vector: [['other', 1] as const] };

beforeAll(async () => {
  for (const [i, name] of names.entries()) {
    const documents = [{ id: name, vector: [['term', i + 1] as const] }, filler];
    const path = await writeVectors(join(folder(), `${name}.jsonl`), documents);
    await new LuceneIndexer(join(folder(), name)).index(path);
  }
});

const open = (name: string) => LuceneImpactSearcher.open(join(folder(), name));

it('searches several indexes side by side', async () => {
  const searchers = await Promise.all(names.map(open));
  const rankings = await Promise.all(searchers.map((searcher) => searcher.search(query)));
  expect(rankings.map(([hit]) => [hit!.docid, hit!.score])).toEqual(names.map((name, i) => [name, i + 1]));
  await Promise.all(searchers.map((searcher) => searcher.close()));
});

/** Resident memory in MB, and how many of the index's files are mapped into it; from Linux's /proc. */
function held(): { megabytes: number; files: number } {
  const status = readFileSync('/proc/self/status', 'utf8');
  const megabytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1024;
  const maps = readFileSync('/proc/self/maps', 'utf8').split('\n');
  return { megabytes, files: maps.filter((line) => line.includes(folder())).length };
}

it.skipIf(process.platform !== 'linux')(
  'opens and closes an index 1,000 times with flat memory',
  { timeout: 300_000 },
  async () => {
    const cycle = async (times: number) => {
      for (let i = 0; i < times; i++) {
        const searcher = await open(names[i % names.length]!);
        expect(await searcher.search(query)).toHaveLength(1);
        await searcher.close();
      }
    };
    await cycle(500);
    const before = held();
    await cycle(1000);
    const after = held();
    expect(after.files).toBe(0);
    expect(after.megabytes - before.megabytes).toBeLessThan(80);
  },
);
