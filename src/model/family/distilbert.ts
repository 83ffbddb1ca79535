import type { Family } from './family.js';
import { namedWeights, type TensorNames } from './named-layers.js';

const names: TensorNames = {
  embeddings: 'distilbert.embeddings',
  layer: (i) => `distilbert.transformer.layer.${i}`,
  parts: {
    query: 'attention.q_lin',
    key: 'attention.k_lin',
    value: 'attention.v_lin',
    attentionOutput: 'attention.out_lin',
    attentionNorm: 'sa_layer_norm',
    intermediate: 'ffn.lin1',
    output: 'ffn.lin2',
    outputNorm: 'output_layer_norm',
  },
  headTransform: 'vocab_transform',
  headNorm: 'vocab_layer_norm',
  decoder: 'vocab_projector',
  headBias: 'vocab_projector.bias',
};

/** BERT without token types, and with names of its own. */
export const distilbert: Family = {
  architectures: ['DistilBertForMaskedLM'],
  modelTypes: ['distilbert'],
  read(values) {
    const [vocabulary, hidden, positions] = [
      values.size('vocab_size'),
      values.size('dim'),
      values.size('max_position_embeddings'),
    ];
    return {
      vocabularySize: vocabulary,
      hiddenSize: hidden,
      heads: values.size('n_heads'),
      maxPositions: positions,
      layerNormEpsilon: 1e-12, // A constant in DistilBERT's code.
      activation: values.activation('activation'),
      weights: (find) =>
        namedWeights(find, names, {
          vocabulary,
          hidden,
          embedding: hidden,
          inner: values.size('hidden_dim'),
          layers: values.size('n_layers'),
          positions,
          types: false,
          tied: values.flag('tie_word_embeddings', true),
        }),
    };
  },
};
