import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { writeVectors } from '../support/collections.ts';
import { testFaults } from '../support/fault-tests.ts';
import { main, type Stage } from '../support/faults.ts';
import { lookAtIndex } from '../support/look-at-index.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const vectors = (name: string) => join(folder(), `${name}.jsonl`);

/** With one thread, so that documents keep their order and two indexes of the same vectors are equal. */
const indexOf = (name: string): Stage => ({
  name: 'index.lucene',
  command: (output) => [
    ...[main, 'index.lucene', '--collection', 'JsonVectorCollection', '--input', vectors(name)],
    ...['--index', output, '--impact', '--pretokenized', '--threads', '1'],
  ],
  look: lookAtIndex,
});

beforeAll(async () => {
  const made = Array.from({ length: 6000 }, (_, i) => ({
    id: `d${i}`,
    vector: Array.from({ length: 30 }, (_, j) => [`t${j * 31 + (i % 31)}`, 1 + ((i + j) % 90)] as const),
  }));
  await writeVectors(vectors('all'), made);
  await writeVectors(vectors('few'), made.slice(0, 40));
});

testFaults(indexOf('all'), {
  folder,
  async prepare(output) {
    await new LuceneIndexer(output).index(vectors('few'));
    return lookAtIndex(output);
  },
  heapMegabytes: [4, 40],
  oldSpaceMegabytes: [4, 30],
  groupMegabytes: [60, 250],
  refusal: /^tserini: another process or object is writing to this index: .*$/,
});
