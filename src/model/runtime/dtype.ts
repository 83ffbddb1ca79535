import { TseriniError } from '../../util/errors.js';

/** The numbers that a model can compute with. */
export const dtypes = ['fp32', 'int8'] as const;

export type Dtype = (typeof dtypes)[number];

/**
 * Half precision is refused with the reason: ONNX Runtime's CPU kernels have none, so the weights are widened
 * when the model is loaded (as much memory, the same speed), or at each run (more memory, slower).
 * @throws TseriniError `USAGE` where the text is neither fp32 nor int8
 */
export function parseDtype(text: string): Dtype {
  const known = dtypes.find((dtype) => dtype === text);
  if (known) return known;
  const reason =
    text === 'fp16' || text === 'bf16' || text === 'float16'
      ? `dtype ${text} is not offered: a CPU computes it as fp32, and gains neither time nor memory; take int8, ` +
        'which gains both, or fp32 (checkpoints in half precision are read as they are)'
      : `dtype ${text} is not supported (${dtypes.join(' and ')} are)`;
  throw new TseriniError('USAGE', reason, { value: text });
}
