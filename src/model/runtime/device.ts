import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { TseriniError } from '../../util/errors.js';

/** Where a model computes. */
export type Device = { readonly name: 'cpu' } | { readonly name: 'cuda'; readonly index: number };

/** @throws TseriniError `USAGE` unless the text is cpu, cuda or cuda:n */
export function parseDevice(text: string): Device {
  if (text === 'cpu') return { name: 'cpu' };
  const index = /^cuda(?::(\d+))?$/.exec(text);
  if (index) return { name: 'cuda', index: Number(index[1] ?? 0) };
  throw new TseriniError('USAGE', `device ${text} is not supported (cpu, cuda and cuda:0, cuda:1 … are)`, {
    value: text,
  });
}

/**
 * ONNX Runtime's CUDA library is too large for its npm package: the package's install script fetches it.
 * @throws TseriniError `MODEL` saying what is missing
 */
export function requireCuda(): void {
  const library =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const folder = join(runtime, 'bin', 'napi-v6', process.platform, process.arch);
  if (existsSync(join(folder, library))) return;
  throw new TseriniError(
    'MODEL',
    `the device cuda needs CUDA 12, cuDNN 9 and ONNX Runtime's ${library}, which is not in ${folder}: ` +
      'run `ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node`',
    { value: library },
  );
}
