import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { PrebuiltIndex } from '#tserini/index.js';
import { LuceneIndexer } from '#tserini/lucene/index/lucene-indexer.js';
import { makeModel, writeModel } from '../support/checkpoint.ts';
import { writeVectors } from '../support/collections.ts';
import { writeFirstDocuments } from '../support/embedded-collection.ts';
import { testFaults } from '../support/fault-tests.ts';
import { lookAtFiles, main } from '../support/faults.ts';
import { type FileServer, serveFiles } from '../support/file-server.ts';
import { type HubServer, startHub } from '../support/hub-server.ts';
import { lookAtIndex } from '../support/look-at-index.ts';
import { compileProgram } from '../support/program.ts';
import { makeTarGz } from '../support/tar-file.ts';
import { suiteFolder } from '../support/temp.ts';

/** Milliseconds that each large file takes, so that most moments are moments of the download. */
const slowly = 400;
const folder = suiteFolder();
const path = (name: string) => join(folder(), name);

describe('a model', () => {
  const model = 'someone/small';
  let hub: HubServer;

  beforeAll(async () => {
    await writeFirstDocuments(path('corpus.jsonl'), 2);
    hub = await startHub(model, await writeModel(path('model'), makeModel({ architecture: 'bert' })));
    hub.faults.slowly = slowly;
  });
  afterAll(() => hub[Symbol.asyncDispose]());

  testFaults(
    {
      name: 'download of a model',
      command: (output) => [
        ...[main, 'encode', 'input', '--corpus', path('corpus.jsonl'), '--fields', 'title', 'text'],
        ...['output', '--embeddings', join(output, 'vectors')],
        ...['encoder', '--encoder', model, '--fields', 'title', 'text', '--max-length', '40'],
      ],
      env: (output) => ({
        HF_ENDPOINT: hub.endpoint,
        HF_HUB_CACHE: join(output, 'hub'),
        HF_HUB_OFFLINE: '0',
      }),
      look: lookAtFiles,
    },
    {
      folder,
      oldSpaceMegabytes: [10, 60],
      groupMegabytes: [50, 250],
      refusal: /^tserini: process \d+ is writing to this folder.*$/,
    },
  );
});

describe('an index', () => {
  let server: FileServer;
  let program: string;
  let published: PrebuiltIndex;

  beforeAll(async () => {
    const made = Array.from({ length: 2000 }, (_, i) => ({
      id: `d${i}`,
      vector: Array.from({ length: 20 }, (_, j) => [`t${j * 31 + (i % 31)}`, 1 + ((i * j) % 90)] as const),
    }));
    await writeVectors(path('vectors.jsonl'), made);
    await new LuceneIndexer(path('index')).index(path('vectors.jsonl'));
    const names = (await readdir(path('index'))).filter((name) => name !== 'write.lock');
    const contents = await Promise.all(names.map((name) => readFile(join(path('index'), name))));
    const archive = await makeTarGz(
      names.map((name, i) => ({ name: `small/${name}`, contents: contents[i]! })),
    );
    server = await serveFiles({ '/small.tar.gz': archive });
    server.slowly = slowly;
    const md5 = createHash('md5').update(archive).digest('hex');
    const url = `${server.url}/small.tar.gz`;
    published = { name: 'small', kind: 'impact', size: archive.length, md5, url };
    program = compileProgram(
      'fetch-with-faults',
      `import { fetchPrebuiltIndex } from 'tserini';
       await fetchPrebuiltIndex(JSON.parse(process.argv[2])).catch((error) => {
         console.error('tserini: ' + error.message);
         process.exitCode = 1;
       });`,
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  testFaults(
    {
      name: 'download of an index',
      command: () => [program, JSON.stringify(published)],
      env: (output) => ({ PYSERINI_CACHE: output }),
      look: async (output) => {
        const inside = join(output, 'indexes');
        const names = await readdir(inside).catch(() => [] as string[]);
        const whole: Record<string, string> = {};
        for (const name of names) {
          if (/^small\.[0-9a-f]{32}$/.test(name)) Object.assign(whole, await lookAtIndex(join(inside, name)));
        }
        return whole;
      },
    },
    {
      folder,
      oldSpaceMegabytes: [8, 40],
      groupMegabytes: [40, 160],
      refusal: /^tserini: process \d+ is writing to this folder.*$/,
    },
  );
});
