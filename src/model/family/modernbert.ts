import { rows } from '../checkpoint/tensor.js';
import type { LayerWeights, Linear, TensorFinder } from '../checkpoint/transformer-weights.js';
import type { ConfigValues } from './config-values.js';
import type { Family, LayerAttention } from './family.js';

/** A half of the window to each side; whether a layer attends locally is said layer by layer, or by their rhythm. */
function attentionOf(values: ConfigValues, layers: number): LayerAttention[] {
  const rhythm = values.size('global_attn_every_n_layers', 3);
  const given = values.get('layer_types');
  const types = Array.isArray(given)
    ? given
    : Array.from({ length: layers }, (_, i) => (i % rhythm === 0 ? 'full_attention' : 'sliding_attention'));
  if (types.length !== layers) {
    throw values.error(`model config: layer_types has ${types.length} entries for ${layers} layers`, given);
  }
  const window = Math.floor(values.size('local_attention', 128) / 2);
  const theta = values.number('global_rope_theta', 160_000);
  const localTheta =
    values.get('local_rope_theta') === null ? theta : values.number('local_rope_theta', 10_000);
  const globalBase = rotaryBase(values, 'full_attention', theta);
  const localBase = rotaryBase(values, 'sliding_attention', localTheta);
  return types.map((type) => {
    if (type === 'full_attention') return { rotaryBase: globalBase };
    if (type === 'sliding_attention') return { rotaryBase: localBase, window };
    throw values.error(`layer_types ${JSON.stringify(type)} is not supported`, type);
  });
}

/** Newer configs have it in `rope_parameters`, by the type of attention. */
function rotaryBase(values: ConfigValues, type: string, otherwise: number): number {
  const all = values.get('rope_parameters') as Record<string, unknown> | null | undefined;
  const own = all?.[type] as Record<string, unknown> | null | undefined;
  if ((own?.rope_type ?? 'default') !== 'default') {
    throw values.error(`rope_type ${own?.rope_type} is not supported`, own?.rope_type);
  }
  const base = own?.rope_theta ?? otherwise;
  if (typeof base === 'number' && base > 0) return base;
  throw values.error('model config: rope_theta is not a number above 0', base);
}

/** Norms in front of the layers' parts, rotated queries and keys, local and global attention, a gated inner layer. */
export const modernbert: Family = {
  architectures: ['ModernBertForMaskedLM'],
  modelTypes: ['modernbert'],
  read(values) {
    values.require('rope_scaling', null, undefined);
    const [vocabulary, hidden] = [values.size('vocab_size'), values.size('hidden_size')];
    const [inner, layers] = [values.size('intermediate_size'), values.size('num_hidden_layers')];
    const withBias = {
      attention: values.flag('attention_bias', false),
      inner: values.flag('mlp_bias', false),
      norm: values.flag('norm_bias', false),
      head: values.flag('classifier_bias', false),
      decoder: values.flag('decoder_bias', true),
    };
    const tied = values.flag('tie_word_embeddings', true);
    const layer = (find: TensorFinder, i: number): LayerWeights => {
      const name = `model.layers.${i}`;
      const joint = find.linear(`${name}.attn.Wqkv`, 3 * hidden, hidden, withBias.attention);
      const gated = find.linear(`${name}.mlp.Wi`, 2 * inner, hidden, withBias.inner);
      return {
        query: part(joint, 0, hidden),
        key: part(joint, hidden, 2 * hidden),
        value: part(joint, 2 * hidden, 3 * hidden),
        attentionOutput: find.linear(`${name}.attn.Wo`, hidden, hidden, withBias.attention),
        // The embeddings' norm is the first layer's.
        ...(i > 0 ? { attentionNorm: find.norm(`${name}.attn_norm`, hidden, withBias.norm) } : {}),
        intermediate: [part(gated, 0, inner), part(gated, inner, 2 * inner)],
        output: find.linear(`${name}.mlp.Wo`, hidden, inner, withBias.inner),
        outputNorm: find.norm(`${name}.mlp_norm`, hidden, withBias.norm),
      };
    };
    return {
      vocabularySize: vocabulary,
      hiddenSize: hidden,
      heads: values.size('num_attention_heads'),
      maxPositions: values.size('max_position_embeddings'),
      layerNormEpsilon: values.number('norm_eps', 1e-5),
      activation: values.activation('hidden_activation'),
      headActivation: values.activation('classifier_activation'),
      normFirst: true,
      attention: attentionOf(values, layers),
      weights: (find) => {
        const words = find.tensor(['model.embeddings.tok_embeddings.weight'], [vocabulary, hidden]);
        return {
          words,
          embeddingNorm: find.norm('model.embeddings.norm', hidden, withBias.norm),
          layers: Array.from({ length: layers }, (_, i) => layer(find, i)),
          finalNorm: find.norm('model.final_norm', hidden, withBias.norm),
          headTransform: find.linear('head.dense', hidden, hidden, withBias.head),
          headNorm: find.norm('head.norm', hidden, withBias.norm),
          decoder: {
            weight: tied ? words : find.tensor(['decoder.weight'], [vocabulary, hidden]),
            ...(withBias.decoder ? { bias: find.tensor(['decoder.bias'], [vocabulary]) } : {}),
          },
        };
      },
    };
  },
};

/** Some of the outputs of a linear layer. */
function part({ weight, bias }: Linear, start: number, end: number): Linear {
  return { weight: rows(weight, start, end), ...(bias ? { bias: rows(bias, start, end) } : {}) };
}
