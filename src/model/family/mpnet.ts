import { readBertLike } from './bert.js';
import type { Family } from './family.js';
import { namedWeights, type TensorNames } from './named-layers.js';

const names: TensorNames = {
  embeddings: 'mpnet.embeddings',
  layer: (i) => `mpnet.encoder.layer.${i}`,
  parts: {
    query: 'attention.attn.q',
    key: 'attention.attn.k',
    value: 'attention.attn.v',
    attentionOutput: 'attention.attn.o',
    attentionNorm: 'attention.LayerNorm',
    intermediate: 'intermediate.dense',
    output: 'output.dense',
    outputNorm: 'output.LayerNorm',
  },
  headTransform: 'lm_head.dense',
  headNorm: 'lm_head.layer_norm',
  decoder: 'lm_head.decoder',
  headBias: 'lm_head.bias',
};

/** Constants in MPNet's code. */
const [pad, buckets] = [1, 32];

/** RoBERTa without token types, with a bias for the distance between two tokens that all layers share. */
export const mpnet: Family = {
  architectures: ['MPNetForMaskedLM'],
  modelTypes: ['mpnet'],
  read(values) {
    const { config, dimensions } = readBertLike(values);
    return {
      ...config,
      maxPositions: config.maxPositions - pad - 1,
      positionPad: pad,
      headActivation: 'gelu',
      weights: (find) => ({
        ...namedWeights(find, names, { ...dimensions, types: false }),
        distanceBias: find.tensor(['mpnet.encoder.relative_attention_bias.weight'], [buckets, config.heads]),
      }),
    };
  },
};
