import { type FileHandle, open } from 'node:fs/promises';
import { fileError, TseriniError } from '../../util/errors.js';
import { readZipDirectory, type ZipEntry } from '../../util/zip/directory.js';
import {
  PickleDict,
  PickleGlobal,
  type PickleHost,
  PickleReference,
  PickleResult,
  type PickleValue,
  readPickle,
} from './pickle.js';
import { bytesPerElement, elementCount, type StoredTensor, type TensorType } from './tensor.js';

/** Enough for more than 100,000 tensors. */
const maxPickleBytes = 16 << 20;

/** Storages whose tensors a graph can refer to. Other tensors (position ids) are skipped. */
const storageTypes: Readonly<Record<string, TensorType | undefined>> = {
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.DoubleStorage': undefined,
  'torch.LongStorage': undefined,
  'torch.IntStorage': undefined,
  'torch.ShortStorage': undefined,
  'torch.CharStorage': undefined,
  'torch.ByteStorage': undefined,
  'torch.BoolStorage': undefined,
};
const orderedDict = 'collections.OrderedDict';
const rebuildTensor = 'torch._utils._rebuild_tensor_v2';
const rebuildParameter = 'torch._utils._rebuild_parameter';

/** A tensor as the pickle describes it. */
interface TensorView {
  readonly storageType: string;
  readonly key: string;
  readonly elements: number;
  readonly offset: number;
  readonly shape: number[];
  readonly strides: number[];
}

/**
 * Finds the tensors of a `pytorch_model.bin` in torch's zip format, where each storage is an uncompressed file.
 * {@link readPickle} interprets the pickle that names them, and executes nothing.
 * @throws TseriniError `NOT_FOUND`, `IO`, or `MODEL` if the file is damaged, in the older format, or uses anything
 * but tensors
 */
export async function readTorchCheckpoint(path: string): Promise<Map<string, StoredTensor>> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    await refuseOldForm(file, path);
    const entries = await readZipDirectory(file, path, 'MODEL');
    const outside = entries.find(({ name }) => name.startsWith('/') || name.split(/[/\\]/).includes('..'));
    if (outside) throw unusable(path, `it contains a path outside of it: ${outside.name}`);
    const pickle = entries.find(({ name }) => /^[^/]+\/data\.pkl$/.test(name));
    if (!pickle) throw unusable(path, 'it contains no data.pkl');
    const prefix = pickle.name.slice(0, -'data.pkl'.length);
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    await refuseBigEndian(file, byName.get(`${prefix}byteorder`), path);
    if (pickle.storedSize > maxPickleBytes) {
      throw unusable(path, `its data.pkl has ${pickle.storedSize} bytes, more than ${maxPickleBytes}`);
    }
    const root = readPickle(await readStored(file, pickle, path), torchHost(path), path);
    const tensors = new Map<string, StoredTensor>();
    for (const [name, view] of tensorViews(root, path)) {
      const tensor = locate(name, view, byName.get(`${prefix}data/${view.key}`), path);
      if (tensor) tensors.set(name, tensor);
    }
    return tensors;
  } catch (error) {
    throw fileError(error, 'model file', path);
  } finally {
    await file?.close();
  }
}

function unusable(path: string, why: string): TseriniError {
  return new TseriniError('MODEL', `checkpoint cannot be used: ${path}: ${why}`, { value: path });
}

async function refuseOldForm(file: FileHandle, path: string): Promise<void> {
  const head = Buffer.alloc(4);
  await file.read(head, 0, 4, 0);
  if (head.readUInt32LE(0) === 0x04034b50) return;
  const old = head[0] === 0x80; // A pickle's first opcode: torch before 1.6.
  throw unusable(
    path,
    old
      ? 'it has the format of torch before 1.6, a bare pickle; save it with a newer torch, preferably as safetensors'
      : 'it is not a zip archive',
  );
}

async function refuseBigEndian(file: FileHandle, entry: ZipEntry | undefined, path: string): Promise<void> {
  if (!entry) return;
  const order = (await readStored(file, entry, path)).toString('latin1').trim();
  if (order !== 'little') throw unusable(path, `its byte order is ${order}`);
}

async function readStored(file: FileHandle, entry: ZipEntry, path: string): Promise<Buffer> {
  if (entry.method !== 0 || entry.size !== entry.storedSize)
    throw unusable(path, `${entry.name} is compressed`);
  const bytes = Buffer.alloc(entry.size);
  const { bytesRead } = await file.read(bytes, 0, entry.size, entry.offset);
  if (bytesRead < entry.size) throw unusable(path, `${entry.name} is incomplete`);
  return bytes;
}

function torchHost(path: string): PickleHost {
  return {
    globals: new Set([...Object.keys(storageTypes), orderedDict, rebuildTensor, rebuildParameter]),
    call(name, args) {
      if (name === orderedDict) return new PickleDict();
      if (name === rebuildParameter) return args[0] ?? null;
      if (name === rebuildTensor) return new PickleResult(tensorView(args, path));
      throw unusable(path, `it calls ${name}`);
    },
  };
}

/** Arguments of torch's rebuild: (storage, offset, size, stride, …), in elements. */
function tensorView(args: readonly PickleValue[], path: string): TensorView {
  const [reference, offset, shape, strides] = args;
  const id = reference instanceof PickleReference && Array.isArray(reference.id) ? reference.id : [];
  const [kind, type, key, , elements] = id;
  if (
    kind === 'storage' &&
    type instanceof PickleGlobal &&
    typeof key === 'string' &&
    isSize(elements) &&
    isSize(offset) &&
    isSizes(shape) &&
    isSizes(strides) &&
    shape.length === strides.length
  ) {
    return { storageType: type.name, key, elements, offset, shape, strides };
  }
  throw unusable(path, 'a tensor in it is not described as torch does');
}

function isSize(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSizes(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isSize);
}

function* tensorViews(root: PickleValue, path: string): Generator<[string, TensorView]> {
  if (!(root instanceof PickleDict)) throw unusable(path, 'it contains no dict of tensors');
  for (const [name, value] of root) {
    if (typeof name === 'string' && value instanceof PickleResult) yield [name, value.value as TensorView];
  }
}

function locate(
  name: string,
  view: TensorView,
  entry: ZipEntry | undefined,
  path: string,
): StoredTensor | undefined {
  const type = storageTypes[view.storageType];
  if (type === undefined) return undefined;
  if (!entry) throw unusable(path, `the storage ${view.key} of tensor ${name} is not in it`);
  if (entry.method !== 0) throw unusable(path, `the storage of tensor ${name} is compressed`);
  let stride = 1;
  for (let axis = view.shape.length - 1; axis >= 0; axis--) {
    if (view.shape[axis] !== 1 && view.strides[axis] !== stride) {
      throw unusable(path, `tensor ${name} is not stored row by row`);
    }
    stride *= view.shape[axis]!;
  }
  const bytes = bytesPerElement[type];
  // Negated so that NaN fails too: an infinite size times a size of 0.
  if (!((view.offset + elementCount(view.shape)) * bytes <= entry.size)) {
    throw unusable(path, `tensor ${name} goes beyond its storage`);
  }
  return { type, shape: view.shape, file: path, offset: entry.offset + view.offset * bytes };
}
