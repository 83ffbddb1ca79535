import { expect, it } from 'vitest';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';
import { dtypes, parseDtype } from '#tserini/model/runtime/dtype.js';

it('accepts the supported types', () => {
  expect(dtypes.map(parseDtype)).toEqual(dtypes);
  expect(() => parseDtype('int4')).toThrow(/dtype int4 is not supported \(fp32 and int8 are\)/);
});

it('refuses half precision, naming the reason and the alternatives', async () => {
  for (const dtype of ['fp16', 'bf16']) {
    const loading = SpladeQueryEncoder.load('splade-tiny', { dtype: dtype as 'fp32' });
    await expect(loading).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/not offered: a CPU computes it as fp32 .* use int8, .* or fp32/),
    });
  }
});
