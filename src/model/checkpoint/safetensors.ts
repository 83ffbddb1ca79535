import { type FileHandle, open } from 'node:fs/promises';
import { fileError, TseriniError } from '../../util/errors.js';
import { byteLength, bytesPerElement, type StoredTensor, type TensorType } from './tensor.js';

/**
 * Enough for more than 100,000 tensors. At safetensors' own limit of 100 MB, a header of empty objects would take
 * gigabytes when parsed.
 */
const maxHeaderBytes = 16 << 20;

interface Entry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/**
 * Reads the header of a safetensors file and checks that it describes the file exactly: every tensor
 * inside the data, none overlapping another, no bytes missing. The weights are not read.
 *
 * Format: https://github.com/huggingface/safetensors#format
 * @throws TseriniError `NOT_FOUND`, `IO`, or `MODEL` if the file is damaged
 */
export async function readSafetensors(path: string): Promise<Map<string, StoredTensor>> {
  let file: FileHandle | undefined;
  try {
    file = await open(path);
    const { size } = await file.stat();
    const head = await readExactly(file, 0, 8, path);
    const length = head.readBigUInt64LE(0);
    if (length > BigInt(size - 8)) {
      throw damaged(path, `its header claims ${length} bytes, the file has ${size}`);
    }
    if (length > maxHeaderBytes) {
      throw damaged(path, `its header has ${length} bytes, more than ${maxHeaderBytes}`);
    }
    const header = parseHeader(await readExactly(file, 8, Number(length), path), path);
    return locate(header, path, 8 + Number(length), size);
  } catch (error) {
    throw fileError(error, 'model file', path);
  } finally {
    await file?.close();
  }
}

function damaged(path: string, what: string): TseriniError {
  return new TseriniError('MODEL', `damaged safetensors file, download it again: ${path}: ${what}`, {
    value: path,
  });
}

async function readExactly(file: FileHandle, position: number, length: number, path: string) {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw damaged(path, `it ends after ${position + bytesRead} bytes`);
  return buffer;
}

function parseHeader(bytes: Buffer, path: string): Map<string, Entry> {
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw damaged(path, 'its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged(path, 'its header is not a JSON object');
  }
  const entries = new Map<string, Entry>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isEntry(entry)) throw damaged(path, `tensor ${name} lacks a dtype, a shape or offsets`);
    entries.set(name, entry);
  }
  return entries;
}

function isEntry(value: unknown): value is Entry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Entry>;
  const isWhole = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  return (
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every(isWhole) &&
    Array.isArray(offsets) &&
    offsets.length === 2 &&
    offsets.every(isWhole)
  );
}

function locate(entries: Map<string, Entry>, path: string, dataStart: number, size: number) {
  const dataBytes = size - dataStart;
  const tensors = new Map<string, StoredTensor>();
  const spans: { name: string; begin: number; end: number }[] = [];
  for (const [name, { dtype, shape, data_offsets: offsets }] of entries) {
    const [begin, end] = offsets;
    if (begin > end || end > dataBytes) {
      throw damaged(
        path,
        `tensor ${name} lies at ${begin} to ${end}, the file has ${dataBytes} bytes of data`,
      );
    }
    spans.push({ name, begin, end });
    if (!Object.hasOwn(bytesPerElement, dtype)) continue; // Position ids are I64; missing weights are reported later.
    const tensor = { type: dtype as TensorType, shape, file: path, offset: dataStart + begin };
    if (byteLength(tensor) !== end - begin) {
      throw damaged(path, `tensor ${name} of shape [${shape}] has ${end - begin} bytes`);
    }
    tensors.set(name, tensor);
  }
  spans.sort((a, b) => a.begin - b.begin || a.end - b.end);
  for (const [i, { name, begin }] of spans.entries()) {
    const previous = spans[i - 1];
    if (previous && begin < previous.end) throw damaged(path, `tensors ${previous.name} and ${name} overlap`);
  }
  return tensors;
}
