import { join } from 'node:path';
import { beforeAll } from 'vitest';
import { writeFirstDocuments } from '../support/embedded-collection.ts';
import { testFaults } from '../support/fault-tests.ts';
import { lookAtFiles, main } from '../support/faults.ts';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
const corpus = () => join(folder(), 'corpus.jsonl');

beforeAll(() => writeFirstDocuments(corpus(), 60));

testFaults(
  {
    name: 'encode',
    command: (output) => [
      ...[main, 'encode', 'input', '--corpus', corpus(), '--fields', 'title', 'text'],
      ...['output', '--embeddings', output],
      ...['encoder', '--encoder', 'splade-tiny', '--fields', 'title', 'text', '--batch-size', '2'],
    ],
    look: lookAtFiles,
  },
  {
    folder,
    oldSpaceMegabytes: [10, 60],
    groupMegabytes: [60, 400],
    refusal: /^tserini: process \d+ is writing to this folder; wait for it, or remove .*$/,
  },
);
