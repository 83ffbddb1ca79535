import type { UniCoilWeights } from '../checkpoint/transformer-weights.js';
import { readBertLike } from './bert.js';
import type { Family, ModelConfig } from './family.js';
import { bertParts, namedBody } from './named-layers.js';

/** BERT without a language model's head: a linear layer gives each token of the text one weight. */
export interface UniCoilConfig extends ModelConfig<UniCoilWeights> {
  /** The id of `[PAD]`, to which no token attends, also where a text has it written out. */
  readonly padId: number;
}

const names = {
  embeddings: 'bert.embeddings',
  layer: (i: number) => `bert.encoder.layer.${i}`,
  parts: bertParts,
};

/** uniCOIL: https://arxiv.org/abs/2106.14807, as in Pyserini's UniCoilEncoder. */
export const unicoil: Family<UniCoilConfig> = {
  architectures: ['UniCoilEncoder'],
  modelTypes: [],
  read(values) {
    const { config, dimensions } = readBertLike(values);
    return {
      ...config,
      padId: values.id('pad_token_id', 0),
      weights(find) {
        // Published with the name of the class before each tensor's.
        const tensors = find.without('coil_encoder.');
        return {
          ...namedBody(tensors, names, dimensions),
          tokenWeight: tensors.linear('tok_proj', 1, dimensions.hidden),
        };
      },
    };
  },
};
