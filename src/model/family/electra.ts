import { readBertLike } from './bert.js';
import type { Family } from './family.js';
import { bertParts, namedWeights, type TensorNames } from './named-layers.js';

const names: TensorNames = {
  embeddings: 'electra.embeddings',
  layer: (i) => `electra.encoder.layer.${i}`,
  parts: bertParts,
  headTransform: 'generator_predictions.dense',
  headNorm: 'generator_predictions.LayerNorm',
  decoder: 'generator_lm_head',
  headBias: 'generator_lm_head.bias',
};

/** BERT with embeddings and a head that may be narrower than the layers. */
export const electra: Family = {
  architectures: ['ElectraForMaskedLM'],
  modelTypes: ['electra'],
  read(values) {
    const { config, dimensions } = readBertLike(values);
    const embedding = values.size('embedding_size', 128);
    const projection = embedding === dimensions.hidden ? {} : { projection: 'electra.embeddings_project' };
    return {
      ...config,
      headActivation: 'gelu',
      weights: (find) => namedWeights(find, { ...names, ...projection }, { ...dimensions, embedding }),
    };
  },
};
