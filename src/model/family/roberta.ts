import { readBertLike } from './bert.js';
import type { Family } from './family.js';
import { bertParts, namedWeights, type TensorNames } from './named-layers.js';

const names: TensorNames = {
  embeddings: 'roberta.embeddings',
  layer: (i) => `roberta.encoder.layer.${i}`,
  parts: bertParts,
  headTransform: 'lm_head.dense',
  headNorm: 'lm_head.layer_norm',
  decoder: 'lm_head.decoder',
  headBias: 'lm_head.bias',
};

/** BERT with positions that are counted from behind the pad's id, and a head of its own. */
export const roberta: Family = {
  architectures: ['RobertaForMaskedLM', 'XLMRobertaForMaskedLM', 'CamembertForMaskedLM'],
  modelTypes: ['roberta', 'xlm-roberta', 'camembert'],
  read(values) {
    const { config, dimensions } = readBertLike(values);
    const positionPad = values.id('pad_token_id', 1);
    return {
      ...config,
      maxPositions: config.maxPositions - positionPad - 1,
      positionPad,
      headActivation: 'gelu',
      weights: (find) => namedWeights(find, names, dimensions),
    };
  },
};
