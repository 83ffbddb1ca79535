import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { embeddedCollection, writeFirstDocuments } from '../support/embedded-collection.ts';
import { testFaults } from '../support/fault-tests.ts';
import { lookAtFiles, main, type Whole } from '../support/faults.ts';
import { lookAtIndex } from '../support/look-at-index.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const data = () => join(folder(), 'data');

beforeAll(async () => {
  await cp(embeddedCollection, data(), { recursive: true });
  await writeFirstDocuments(join(data(), 'corpus.jsonl'), 40);
});

/** Vectors and runs as files; indexes as Lucene sees them. The marks of what is done hold times. */
async function look(output: string): Promise<Whole> {
  const parts = await Promise.all(
    ['vectors', 'runs'].map(async (name) =>
      Object.entries(await lookAtFiles(join(output, name))).map(([file, held]) => [`${name}/${file}`, held]),
    ),
  );
  const whole = Object.fromEntries(parts.flat()) as Record<string, string>;
  const indexes = await readdir(join(output, 'index')).catch(() => [] as string[]);
  for (const name of indexes) Object.assign(whole, await lookAtIndex(join(output, 'index', name), name));
  return whole;
}

testFaults(
  {
    name: 'reproduce',
    command: (output) => [main, 'reproduce', 'embedded', '--data', data(), '--output', output],
    look,
  },
  {
    folder,
    heapMegabytes: [4, 30],
    oldSpaceMegabytes: [10, 60],
    groupMegabytes: [80, 450],
    refusal: /^tserini: (process \d+ is writing to this folder|another process or object is writing).*$/,
  },
);
