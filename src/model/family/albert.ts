import { readBertLike } from './bert.js';
import type { Family } from './family.js';
import { namedWeights, type TensorNames } from './named-layers.js';

const names = {
  embeddings: 'albert.embeddings',
  projection: 'albert.encoder.embedding_hidden_mapping_in',
  parts: {
    query: 'attention.query',
    key: 'attention.key',
    value: 'attention.value',
    attentionOutput: 'attention.dense',
    attentionNorm: 'attention.LayerNorm',
    intermediate: 'ffn',
    output: 'ffn_output',
    outputNorm: 'full_layer_layer_norm',
  },
  headTransform: 'predictions.dense',
  headNorm: 'predictions.LayerNorm',
  decoder: 'predictions.decoder',
  headBias: 'predictions.bias',
} satisfies Partial<TensorNames>;

/** BERT with narrow embeddings, and with layers that share their weights. */
export const albert: Family = {
  architectures: ['AlbertForMaskedLM'],
  modelTypes: ['albert'],
  read(values) {
    const { config, dimensions } = readBertLike(values);
    const groups = values.size('num_hidden_groups', 1);
    const inGroup = values.size('inner_group_num', 1);
    const { layers } = dimensions;
    /** Each of the config's layers is all layers of a group, one after the other. */
    const layer = (i: number) => {
      const group = Math.floor(Math.floor(i / inGroup) / (layers / groups));
      return `albert.encoder.albert_layer_groups.${group}.albert_layers.${i % inGroup}`;
    };
    return {
      ...config,
      activation: values.activation('hidden_act', 'gelu_new'),
      weights: (find) =>
        namedWeights(
          find,
          { ...names, layer },
          { ...dimensions, embedding: values.size('embedding_size', 128), layers: layers * inGroup },
        ),
    };
  },
};
