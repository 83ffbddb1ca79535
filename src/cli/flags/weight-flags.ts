import type { WeightOptions } from '../../vector/quantize.js';
import type { Flags, OptionTable } from '../command.js';
import { given, wholeNumber } from '../values.js';

/** Flags of what an encoder makes of a model's weights. */
export const weightFlags = {
  raw: { type: 'boolean', describe: 'Leave weights as the model gives them, as floats' },
  'weight-range': {
    type: 'number',
    describe: 'Weight that becomes 2 to the power of --quant-bits (default: 5)',
  },
  'quant-bits': {
    type: 'number',
    describe: 'Bits of a whole weight: weight / --weight-range × 2 to this power (default: 8, 256 steps)',
  },
} satisfies OptionTable;

export function readWeightFlags(flags: Flags): WeightOptions {
  return given({
    raw: flags.raw === true || undefined,
    weightRange: flags['weight-range'] as number | undefined,
    quantBits: wholeNumber(flags, 'quant-bits'),
  });
}
