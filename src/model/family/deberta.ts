import { readBertLike } from './bert.js';
import type { Family } from './family.js';
import { bertParts, namedWeights, type TensorNames } from './named-layers.js';

const names: TensorNames = {
  embeddings: 'deberta.embeddings',
  layer: (i) => `deberta.encoder.layer.${i}`,
  parts: {
    ...bertParts,
    query: 'attention.self.query_proj',
    key: 'attention.self.key_proj',
    value: 'attention.self.value_proj',
  },
  headTransform: 'cls.predictions.transform.dense',
  headNorm: 'cls.predictions.transform.LayerNorm',
  decoder: 'cls.predictions.decoder',
  headBias: 'cls.predictions.bias',
};

/** The head of configs with `legacy` false, whose decoder is the word embeddings in any case. */
const laterHead = {
  headTransform: 'lm_predictions.lm_head.dense',
  headNorm: 'lm_predictions.lm_head.LayerNorm',
  headBias: 'lm_predictions.lm_head.bias',
};

/** BERT with attention to the contents and the distances of tokens apart (https://arxiv.org/abs/2006.03654). */
export const deberta: Family = {
  architectures: ['DebertaV2ForMaskedLM'],
  modelTypes: ['deberta-v2'],
  read(values) {
    const { config, dimensions } = readBertLike(values);
    const { hidden } = dimensions;
    values.require('relative_attention', true);
    values.require('conv_kernel_size', 0, undefined);
    values.require('attention_head_size', undefined, hidden / config.heads);
    values.require('embedding_size', undefined, hidden);
    const given = values.get('pos_att_type');
    const kinds = String(Array.isArray(given) ? given.join('|') : given);
    if (!['c2p|p2c', 'p2c|c2p'].includes(kinds))
      throw values.error(`pos_att_type ${kinds} is not supported`, given);
    const isSet = (name: string) => Number(values.get(name) ?? -1) > 0;
    const farthest = isSet('max_relative_positions')
      ? values.size('max_relative_positions')
      : dimensions.positions;
    const buckets = isSet('position_buckets') ? values.size('position_buckets') : undefined;
    const span = buckets ?? farthest;
    const normed = String(values.get('norm_rel_ebd') ?? 'none').includes('layer_norm');
    const shared = values.flag('share_att_key', false);
    const legacy = values.flag('legacy', true);
    const own = {
      ...dimensions,
      tied: dimensions.tied || !legacy,
      types: Number(values.get('type_vocab_size') ?? 0) > 0,
      withPositions: values.flag('position_biased_input', true),
    };
    return {
      ...config,
      layerNormEpsilon: values.number('layer_norm_eps', 1e-7),
      distances: { span, farthest, bucketed: buckets !== undefined },
      weights: (find) => {
        const found = namedWeights(find, legacy ? names : { ...names, ...laterHead }, own);
        return {
          ...found,
          distances: find.tensor(['deberta.encoder.rel_embeddings.weight'], [2 * span, hidden]),
          ...(normed ? { distanceNorm: find.norm('deberta.encoder.LayerNorm', hidden) } : {}),
          layers: found.layers.map((layer, i) => {
            const at = (name: string) => `${names.layer(i)}.attention.self.${name}`;
            const distance = (name: string) => find.linear(at(name), hidden, hidden);
            return {
              ...layer,
              distanceQuery: shared ? layer.query : distance('pos_query_proj'),
              distanceKey: shared ? layer.key : distance('pos_key_proj'),
            };
          }),
        };
      },
    };
  },
};
