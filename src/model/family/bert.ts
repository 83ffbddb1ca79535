import type { ConfigValues } from './config-values.js';
import type { Family, ModelConfig } from './family.js';
import { bertParts, type Dimensions, namedWeights, type TensorNames } from './named-layers.js';

/** What the configs of BERT and its descendants have in common. */
export function readBertLike(values: ConfigValues): {
  config: Omit<ModelConfig, 'architecture' | 'weights'>;
  dimensions: Dimensions;
} {
  values.require('position_embedding_type', 'absolute');
  values.require('is_decoder', false);
  const [vocabularySize, hiddenSize] = [values.size('vocab_size'), values.size('hidden_size')];
  const positions = values.size('max_position_embeddings');
  return {
    config: {
      vocabularySize,
      hiddenSize,
      heads: values.size('num_attention_heads'),
      maxPositions: positions,
      layerNormEpsilon: values.number('layer_norm_eps', 1e-12),
      activation: values.activation('hidden_act'),
    },
    dimensions: {
      vocabulary: vocabularySize,
      hidden: hiddenSize,
      embedding: hiddenSize,
      inner: values.size('intermediate_size'),
      layers: values.size('num_hidden_layers'),
      positions,
      types: true,
      tied: values.flag('tie_word_embeddings', true),
    },
  };
}

const names: TensorNames = {
  embeddings: 'bert.embeddings',
  layer: (i) => `bert.encoder.layer.${i}`,
  parts: bertParts,
  headTransform: 'cls.predictions.transform.dense',
  headNorm: 'cls.predictions.transform.LayerNorm',
  decoder: 'cls.predictions.decoder',
  headBias: 'cls.predictions.bias',
};

export const bert: Family = {
  architectures: ['BertForMaskedLM'],
  modelTypes: ['bert'],
  read(values) {
    const { config, dimensions } = readBertLike(values);
    return { ...config, weights: (find) => namedWeights(find, names, dimensions) };
  },
};
