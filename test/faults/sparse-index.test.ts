import { LuceneImpactSearcher, LuceneSearcher, SparseIndex, validateIndex } from 'tserini';
import { expect, it } from 'vitest';
import { killWhileCommitting } from '../support/committing-program.ts';
import { countLosses, freshPath, kills, randomFor } from '../support/faults.ts';
import { compileProgram } from '../support/program.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const perCommit = 20;

/** Adds and updates texts for ever, and prints how many are committed after every commit. */
const program = `
import { SparseIndex } from 'tserini';
const index = await SparseIndex.open(process.argv[2], 'splade-tiny');
const record = (i, version) => ({ id: 'd' + i, text: 'the sky number' + i + ' version' + version, version });
console.log(0);
for (let i = 0; ; ) {
  for (const end = i + ${perCommit}; i < end; i++) {
    index.add(record(i, 0));
    await index.update(record(i, 1));
  }
  await index.commit();
  console.log(i);
}
`;

it('an index of texts has for every method what was committed when it is killed', {
  timeout: Math.max(3, kills) * 60_000,
}, async () => {
  const path = compileProgram('sparse-index', program);
  const random = randomFor('sparse index, kill -9');
  await countLosses('index of texts', 'kill -9', kills, async () => {
    const index = freshPath(folder());
    const printed = await killWhileCommitting(path, index, random, 3000);
    expect(await validateIndex(index)).toMatchObject({ sound: true });
    await using impacts = await LuceneImpactSearcher.open(index);
    await using texts = await LuceneSearcher.open(index);
    const documents = impacts.numDocs;
    expect([printed, printed + perCommit]).toContain(documents);
    expect(await texts.search('version1', 100_000)).toHaveLength(documents);
    expect(await texts.search('version0')).toEqual([]);
    await using opened = await SparseIndex.open(index, 'splade-tiny');
    for (const i of [0, documents >> 1, documents - 1]) {
      const query = `number${i}`;
      expect((await opened.search(query, { method: 'bm25' }))[0]!.record).toMatchObject({ version: 1 });
      const filter = { term: { docid: `d${i}` } };
      for (const method of ['impact', 'bm25', 'hybrid'] as const) {
        expect(await opened.search(query, { method, filter })).toMatchObject([{ docid: `d${i}` }]);
      }
    }
    // And it goes on.
    await opened.add({ id: 'after', text: 'the sky' });
    await opened.refresh();
    expect(opened.numDocs).toBe(documents + 1);
  });
});
