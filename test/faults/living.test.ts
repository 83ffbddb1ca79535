import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LuceneIndexReader, validateIndex } from 'tserini';
import { describe, expect, it } from 'vitest';
import { killWhileCommitting, lastCommitted } from '../support/committing-program.ts';
import { countLosses, freshPath, kills, randomFor, tries } from '../support/faults.ts';
import { compileProgram } from '../support/program.ts';
import { canMount, needsMount, onSmallDisk } from '../support/small-disk.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const patience = { timeout: Math.max(3, kills) * 60_000 };
const perCommit = 40;

/** Adds documents for ever, each once more as an update, and prints how many are committed after every commit. */
const program = `
import { LuceneIndexer } from 'tserini';
const indexer = await LuceneIndexer.open(process.argv[2], { memoryBuffer: 0.5 });
const record = (i, version) => ({
  id: 'd' + i,
  vector: Object.fromEntries(Array.from({ length: 60 }, (_, j) => ['t' + ((i * 7 + j * 13) % 900), 1 + ((i + j + version) % 50)])),
});
console.log(0);
try {
  for (let i = 0; ; ) {
    for (const end = i + ${perCommit}; i < end; i++) {
      await indexer.add(record(i, 0));
      await indexer.update(record(i, 1));
    }
    await indexer.commit();
    console.log(i);
  }
} catch (error) {
  console.log(error.code + ': ' + error.message);
}
`;

/** The documents of the index, which must be those of a commit, each in its second version. */
async function committedIn(index: string): Promise<number> {
  expect(await validateIndex(index)).toMatchObject({ sound: true });
  await using reader = await LuceneIndexReader.open(index);
  const { documents } = await reader.stats();
  expect(documents % perCommit).toBe(0);
  expect(reader.description.documents).toBe(documents);
  for (const i of [0, documents >> 1, documents - 1]) {
    const weight = (await reader.getDocumentVector(`d${i}`))?.get(`t${(i * 7) % 900}`);
    expect(weight).toBe(1 + ((i + 1) % 50));
  }
  return documents;
}

it('an open index keeps exactly what was committed when it is killed', patience, async () => {
  const path = compileProgram('living', program);
  const random = randomFor('living, kill -9');
  await countLosses('open index', 'kill -9', kills, async () => {
    const index = freshPath(folder());
    const printed = await killWhileCommitting(path, index, random, 4000);
    expect([printed, printed + perCommit]).toContain(await committedIn(index));
  });
});

describe.skipIf(!canMount)(`an open index on a full disk${needsMount}`, () => {
  it('says so in one line, and keeps what was committed', patience, async () => {
    const path = compileProgram('living', program);
    const random = randomFor('living, full disk');
    await countLosses('open index', 'full disk', tries, async () => {
      const disk = freshPath(folder());
      const copy = `${disk}-copy`;
      await mkdir(disk);
      const script = `disk="$1"; shift; "$@"; cp -a "$disk/index" '${copy}'`;
      const command = [process.execPath, path, join(disk, 'index')];
      const { stdout } = await onSmallDisk(400 + random.below(2000), disk, `{ ${script}; }`, ...command);
      expect(stdout).toMatch(/^IO: no space left on the disk for the index: .*$/m);
      expect(await committedIn(copy)).toBe(lastCommitted(stdout));
    });
  });
});
