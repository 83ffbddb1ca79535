import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readModelConfig } from '#tserini/model/checkpoint/config.js';
import { readSafetensors } from '#tserini/model/checkpoint/safetensors.js';
import { byteLength, type StoredTensors } from '#tserini/model/checkpoint/tensor.js';
import { readTorchCheckpoint } from '#tserini/model/checkpoint/torch-checkpoint.js';

import { loadTokenizer } from '#tserini/model/tokenizer/load-tokenizer.js';
import { unpack } from '#tserini/util/tar/unpack.js';
import { ZipArchive } from '#tserini/util/zip/archive.js';
import { makeModel, safetensorsBytes, type TestForm, writeModel } from '../support/checkpoint.ts';
import { loadModel } from '../support/load-model.ts';
import { makeTarGz } from '../support/tar-file.ts';
import { testArchitectures } from '../support/test-families.ts';
import { statePickle, torchBytes, zipBytes } from '../support/torch-file.ts';
import { deflatedZip } from '../support/zip-file.ts';
import { oddPickle } from './odd-pickle.ts';
import { oddSafetensors } from './odd-safetensors.ts';
import { oddTar } from './odd-tar.ts';
import { oddZip } from './odd-zip.ts';
import type { Target } from './target.ts';

async function fileOfModel(name: string, form: TestForm): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'tserini-fuzz-'));
  const model = makeModel({ architecture: 'bert' });
  const bytes = await readFile(join(await writeModel(folder, model, form), name));
  await rm(folder, { recursive: true });
  return bytes;
}

const smallTensors = Array.from({ length: 3 }, (_, i) => ({
  name: `layer.${i}.weight`,
  shape: [2, i + 1],
  bytes: Buffer.alloc(8 * (i + 1)),
}));
const header = {
  __metadata__: { format: 'pt' },
  a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
  b: { dtype: 'BF16', shape: [4], data_offsets: [24, 32] },
};

/** What is found must be inside the file: a later read outside of it would fail out of sight. */
async function findTensors(read: (path: string) => Promise<StoredTensors>, path: string): Promise<void> {
  const { size } = await stat(path);
  for (const [name, tensor] of await read(path)) {
    const end = tensor.offset + byteLength(tensor);
    if (!(Number.isSafeInteger(end) && tensor.offset >= 0 && end <= size))
      throw new Error(
        `tensor ${name} of shape [${tensor.shape}] at ${tensor.offset}: the file has ${size} bytes`,
      );
  }
}

const fromSafetensors = (path: string) => findTensors(readSafetensors, path);
const fromTorch = (path: string) => findTensors(readTorchCheckpoint, path);

async function drain(archive: ZipArchive): Promise<void> {
  for (const name of archive.names) {
    for await (const _ of archive.read(name));
  }
}

const zipped = [
  { name: 'set/corpus.jsonl', contents: '{"_id": "1", "text": "one"}\n'.repeat(40) },
  { name: 'set/empty', contents: '' },
];

/** The embedded model's kind of tokenizer, cut down. */
async function smallTokenizer(): Promise<Buffer> {
  // Compiled or not, this file finds the package by its own name for it.
  const dist = dirname(createRequire(import.meta.url).resolve('#tserini/index.js'));
  const path = join(dist, '../models/splade-tiny/tokenizer.json');
  const definition = JSON.parse(await readFile(path, 'utf8'));
  const vocab = Object.fromEntries(Object.entries(definition.model.vocab).slice(0, 1200));
  return Buffer.from(JSON.stringify({ ...definition, model: { ...definition.model, vocab } }));
}

let modelFolder: Promise<string> | undefined;

/** A whole model in a folder, of which one file is corrupted. */
function wholeModel(folder: string): Promise<string> {
  modelFolder ??= writeModel(join(folder, 'model'), makeModel({ architecture: 'bert' }));
  return modelFolder;
}

async function loadWith(name: string, path: string, folder: string): Promise<void> {
  const model = await wholeModel(folder);
  await writeFile(join(model, name), await readFile(path));
  const loaded = await loadModel(model, { threads: 1 });
  await loaded.close();
}

/** What a downloaded model or archive is read by. */
export const modelTargets: readonly Target[] = [
  {
    name: 'safetensors',
    file: 'model.safetensors',
    seeds: async () => [
      safetensorsBytes(header, Buffer.alloc(32)),
      await fileOfModel('model.safetensors', 'safetensors'),
    ],
    made: oddSafetensors,
    read: fromSafetensors,
  },
  {
    name: 'safetensors-header',
    file: 'model.safetensors',
    seeds: async () => [Buffer.from(JSON.stringify(header))],
    wrap: (json) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(json.length));
      return Buffer.concat([length, json, Buffer.alloc(32)]);
    },
    read: fromSafetensors,
  },
  {
    name: 'torch',
    file: 'pytorch_model.bin',
    seeds: async () => [torchBytes(smallTensors, 'F32'), await fileOfModel('pytorch_model.bin', 'torch')],
    made: oddZip(
      ['a/data.pkl', 'a/byteorder', 'a/data/0', 'a/data/1', 'a/data/2', 'b/data.pkl', '../x', 'a/'],
      fc.constantFrom(statePickle(smallTensors, 'FloatStorage').toString('latin1'), 'little', 'big'),
    ),
    read: fromTorch,
  },
  {
    name: 'pickle',
    file: 'pytorch_model.bin',
    seeds: async () => [
      statePickle(smallTensors, 'FloatStorage'),
      statePickle(smallTensors.slice(1), 'HalfStorage'),
    ],
    made: oddPickle,
    wrap: (pickle) =>
      zipBytes([
        { name: 'archive/data.pkl', bytes: pickle },
        { name: 'archive/byteorder', bytes: Buffer.from('little') },
        ...smallTensors.map(({ bytes }, i) => ({ name: `archive/data/${i}`, bytes })),
      ]),
    read: fromTorch,
  },
  {
    name: 'zip',
    file: 'archive.zip',
    seeds: async () => [
      deflatedZip(zipped),
      deflatedZip([zipped[0]!, { name: 'a', contents: Buffer.alloc(60_000, 'words that pack well ') }]),
    ],
    made: oddZip([
      'a',
      'b/c',
      'b/',
      '',
      '../x',
      '/x',
      'C:\\x',
      'b\\..\\x',
      'n\0',
      '__proto__',
      'é',
      'x'.repeat(60_000),
    ]),
    read: async (path) => drain(await ZipArchive.open(path)),
  },
  {
    name: 'tar',
    file: 'index.tar.gz',
    seeds: async () => {
      const { gunzipSync } = await import('node:zlib');
      const entries = [
        { name: 'x/segments_1', contents: Buffer.from('segments') },
        { name: 'x/deep/er/_0.cfs', contents: Buffer.alloc(2000, 7) },
      ];
      return [gunzipSync(await makeTarGz(entries))];
    },
    made: oddTar,
    wrap: (tar) => gzipSync(tar, { level: 1 }),
    read: async (path, folder) => {
      const to = join(folder, 'unpacked');
      await unpack(path, to).finally(() => rm(to, { recursive: true, force: true }));
    },
  },
  {
    name: 'tar.gz',
    file: 'index.tar.gz',
    seeds: async () => [await makeTarGz([{ name: 'x/segments_1', contents: Buffer.alloc(5000, 3) }])],
    read: async (path, folder) => {
      const to = join(folder, 'unpacked');
      await unpack(path, to).finally(() => rm(to, { recursive: true, force: true }));
    },
  },
  {
    name: 'model-config',
    file: 'config.json',
    seeds: async () =>
      testArchitectures.map((architecture) =>
        Buffer.from(JSON.stringify(makeModel({ architecture }).config)),
      ),
    read: readModelConfig,
  },
  {
    name: 'tokenizer',
    file: 'tokenizer.json',
    // Its folder is named.
    elsewhere: true,
    seeds: async () => [await smallTokenizer()],
    read: async (path) => {
      const { encode } = await loadTokenizer(dirname(path));
      encode('Why the sky looks blue', 32);
    },
  },
  {
    name: 'model-with-config',
    file: 'corrupted.json',
    elsewhere: true,
    seeds: async () => [Buffer.from(JSON.stringify(makeModel({ architecture: 'bert' }).config))],
    read: (path, folder) => loadWith('config.json', path, folder),
  },
];
