import { TseriniError } from '../../util/errors.js';

/** The number formats that a model can compute with. */
export const dtypes = ['fp32', 'int8'] as const;

export type Dtype = (typeof dtypes)[number];

/**
 * Refuses half precision with the reason: ONNX Runtime has no CPU kernels for it, so that the weights are widened
 * when the model is loaded (the same memory and speed as fp32) or at each run (more memory, slower).
 * @throws TseriniError `USAGE` where the text is neither fp32 nor int8
 */
export function parseDtype(text: string): Dtype {
  const known = dtypes.find((dtype) => dtype === text);
  if (known) return known;
  const reason =
    text === 'fp16' || text === 'bf16' || text === 'float16'
      ? `dtype ${text} is not offered: a CPU computes it as fp32 and saves neither time nor memory; use int8, ` +
        'which saves both, or fp32 (checkpoints in half precision are read as they are)'
      : `dtype ${text} is not supported (${dtypes.join(' and ')} are)`;
  throw new TseriniError('USAGE', reason, { value: text });
}
