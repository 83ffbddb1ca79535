import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSafetensors } from '#tserini/model/checkpoint/safetensors.js';
import { safetensorsBytes } from '../../support/checkpoint.ts';
import { tempFolder } from '../../support/temp.ts';

const tensor = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

async function written(header: object, dataBytes: number, cut?: number): Promise<string> {
  const path = join(await tempFolder(), 'model.safetensors');
  await writeFile(path, safetensorsBytes(header, Buffer.alloc(dataBytes)));
  if (cut !== undefined) await truncate(path, cut);
  return path;
}

describe('readSafetensors', () => {
  it('finds the position of each tensor', async () => {
    const path = await written(
      { __metadata__: { format: 'pt' }, a: tensor(0, 8), b: tensor(8, 32, [2, 3]) },
      32,
    );
    const tensors = await readSafetensors(path);
    const [a, b] = [tensors.get('a')!, tensors.get('b')!];
    expect(a).toMatchObject({ type: 'F32', shape: [2], file: path });
    expect(b).toMatchObject({ shape: [2, 3], offset: a.offset + 8 });
  });

  const bad: readonly (readonly [string, object, number, RegExp])[] = [
    ['overlapping tensors', { a: tensor(0, 8), b: tensor(4, 12) }, 12, /tensors a and b overlap/],
    ['a tensor outside the file', { a: tensor(0, 64) }, 32, /tensor a lies at 0 to 64, the file has 32/],
    ['a shape of another size', { a: tensor(0, 8, [3]) }, 8, /tensor a of shape \[3\] has 8 bytes/],
    ['negative offsets', { a: { dtype: 'F32', shape: [1], data_offsets: [-4, 0] } }, 8, /a lacks/],
    ['an entry that is none', { a: 3 }, 8, /tensor a lacks a dtype/],
    ['a header that is a list', [1], 8, /header is not a JSON object/],
  ];
  it.each(bad)('refuses %s', async (_, header, dataBytes, message) => {
    const path = await written(header, dataBytes);
    await expect(readSafetensors(path)).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a truncated header or data, a huge length and other formats', async () => {
    const header = { a: tensor(0, 8) };
    for (const cut of [0, 5, 20]) {
      await expect(readSafetensors(await written(header, 8, cut))).rejects.toMatchObject({ code: 'MODEL' });
    }
    const whole = safetensorsBytes(header, Buffer.alloc(8)).length;
    await expect(readSafetensors(await written(header, 8, whole - 1))).rejects.toThrow(
      /the file has 7 bytes/,
    );
    const path = join(await tempFolder(), 'model.safetensors');
    const huge = Buffer.alloc(64);
    huge.writeBigUInt64LE(9_000_000_000n);
    await writeFile(path, huge);
    await expect(readSafetensors(path)).rejects.toThrow(/header claims 9000000000 bytes/);
    huge.writeBigUInt64LE(10n);
    await writeFile(path, huge);
    await expect(readSafetensors(path)).rejects.toThrow(/header is not JSON/);
    await expect(readSafetensors(`${path}.none`)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('reads a header of 16 MB, and refuses a byte more', async () => {
    const limit = 16 << 20;
    const padded = async (length: number) => {
      const empty = { __metadata__: { text: '' }, a: tensor(0, 8) };
      const text = 'a'.repeat(length - JSON.stringify(empty).length);
      return written({ ...empty, __metadata__: { text } }, 8);
    };
    expect((await readSafetensors(await padded(limit))).get('a')).toMatchObject({ offset: 8 + limit });
    await expect(readSafetensors(await padded(limit + 1))).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringContaining(`its header has ${limit + 1} bytes, more than ${limit}`),
    });
  });
});
