import { describe, expect, it } from 'vitest';
import { SpladeQueryEncoder } from '#tserini/encode/splade-query-encoder.js';
import { parseDevice, requireCuda } from '#tserini/model/runtime/device.js';

describe('parseDevice', () => {
  it('reads the names of torch', () => {
    expect(parseDevice('cpu')).toEqual({ name: 'cpu' });
    expect(parseDevice('cuda')).toEqual({ name: 'cuda', index: 0 });
    expect(parseDevice('cuda:3')).toEqual({ name: 'cuda', index: 3 });
    expect(() => parseDevice('mps')).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

const hasCuda = (() => {
  try {
    requireCuda();
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(hasCuda)(`the device cuda if not installed${hasCuda ? ' (skipped: it is)' : ''}`, () => {
  it('names what is missing and how to install it', async () => {
    const loading = SpladeQueryEncoder.load('splade-tiny', { device: 'cuda' });
    await expect(loading).rejects.toMatchObject({
      code: 'MODEL',
      message: expect.stringMatching(
        /needs CUDA 12, cuDNN 9 and ONNX Runtime's .*onnxruntime_providers_cuda.* npm rebuild onnxruntime-node/,
      ),
    });
  });
});
