import { TseriniError } from '../../util/errors.js';
import type { ModelConfig } from './config.js';
import type { StoredTensor, StoredTensors } from './tensor.js';

export interface Linear {
  /** [out, in] */
  readonly weight: StoredTensor;
  /** [out] */
  readonly bias: StoredTensor;
}

export interface LayerNorm {
  readonly scale: StoredTensor;
  readonly shift: StoredTensor;
}

export interface LayerWeights {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly attentionOutput: Linear;
  readonly attentionNorm: LayerNorm;
  readonly intermediate: Linear;
  readonly output: Linear;
  readonly outputNorm: LayerNorm;
}

/** The weights of a masked-language model by their role, under the same names for every architecture. */
export interface TransformerWeights {
  /** [vocabulary, hidden] */
  readonly words: StoredTensor;
  /** [positions, hidden] */
  readonly positions: StoredTensor;
  /** [types, hidden]; DistilBERT has none */
  readonly types?: StoredTensor;
  readonly embeddingNorm: LayerNorm;
  readonly layers: readonly LayerWeights[];
  readonly headTransform: Linear;
  readonly headNorm: LayerNorm;
  /** weight [vocabulary, hidden], bias [vocabulary] */
  readonly decoder: Linear;
}

/** The names of one architecture's tensors. */
interface Names {
  readonly body: string;
  readonly layer: (index: number) => string;
  readonly parts: Readonly<Record<keyof LayerWeights, string>>;
  readonly headTransform: string;
  readonly headNorm: string;
  readonly decoder: string;
  /** Tried in turn: old checkpoints store the bias outside the decoder. */
  readonly decoderBias: readonly string[];
}

const names: Readonly<Record<ModelConfig['architecture'], Names>> = {
  bert: {
    body: 'bert',
    layer: (i) => `bert.encoder.layer.${i}`,
    parts: {
      query: 'attention.self.query',
      key: 'attention.self.key',
      value: 'attention.self.value',
      attentionOutput: 'attention.output.dense',
      attentionNorm: 'attention.output.LayerNorm',
      intermediate: 'intermediate.dense',
      output: 'output.dense',
      outputNorm: 'output.LayerNorm',
    },
    headTransform: 'cls.predictions.transform.dense',
    headNorm: 'cls.predictions.transform.LayerNorm',
    decoder: 'cls.predictions.decoder',
    decoderBias: ['cls.predictions.bias', 'cls.predictions.decoder.bias'],
  },
  distilbert: {
    body: 'distilbert',
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
    decoderBias: ['vocab_projector.bias'],
  },
};

/**
 * Finds every weight that the model needs and checks its shape against the config.
 * @param where the model's folder, for errors
 * @throws TseriniError `MODEL` naming the tensor that is missing or of another shape
 */
export function findWeights(tensors: StoredTensors, config: ModelConfig, where: string): TransformerWeights {
  const { hiddenSize: hidden, vocabularySize: vocabulary, intermediateSize: inner } = config;
  const own = names[config.architecture];

  const tensor = (candidates: readonly string[], shape: readonly number[]): StoredTensor => {
    const name = candidates.find((candidate) => tensors.has(candidate));
    if (name === undefined) {
      throw new TseriniError('MODEL', `checkpoint lacks the tensor ${candidates[0]}: ${where}`, {
        value: candidates[0],
      });
    }
    const found = tensors.get(name)!;
    if (found.type === 'I8') {
      throw new TseriniError(
        'MODEL',
        `tensor ${name} is quantized (I8), load the original checkpoint: ${where}`,
        {
          value: name,
        },
      );
    }
    if (found.shape.length === shape.length && found.shape.every((size, i) => size === shape[i]))
      return found;
    throw new TseriniError(
      'MODEL',
      `tensor ${name} has the shape [${found.shape}], the config says [${shape}]: ${where}`,
      { value: found.shape },
    );
  };
  const linear = (name: string, out: number, into: number): Linear => ({
    weight: tensor([`${name}.weight`], [out, into]),
    bias: tensor([`${name}.bias`], [out]),
  });
  // Checkpoints converted from TensorFlow use the names gamma and beta.
  const norm = (name: string): LayerNorm => ({
    scale: tensor([`${name}.weight`, `${name}.gamma`], [hidden]),
    shift: tensor([`${name}.bias`, `${name}.beta`], [hidden]),
  });
  const layer = (index: number): LayerWeights => {
    const part = (role: keyof LayerWeights) => `${own.layer(index)}.${own.parts[role]}`;
    return {
      query: linear(part('query'), hidden, hidden),
      key: linear(part('key'), hidden, hidden),
      value: linear(part('value'), hidden, hidden),
      attentionOutput: linear(part('attentionOutput'), hidden, hidden),
      attentionNorm: norm(part('attentionNorm')),
      intermediate: linear(part('intermediate'), inner, hidden),
      output: linear(part('output'), hidden, inner),
      outputNorm: norm(part('outputNorm')),
    };
  };

  const embeddings = `${own.body}.embeddings`;
  const words = tensor([`${embeddings}.word_embeddings.weight`], [vocabulary, hidden]);
  const types = tensors.get(`${embeddings}.token_type_embeddings.weight`);
  if (config.architecture === 'bert' && (types?.shape.length !== 2 || types.shape[1] !== hidden)) {
    throw new TseriniError(
      'MODEL',
      `checkpoint lacks ${embeddings}.token_type_embeddings.weight of width ${hidden}: ${where}`,
    );
  }
  return {
    words,
    positions: tensor([`${embeddings}.position_embeddings.weight`], [config.maxPositions, hidden]),
    ...(types ? { types } : {}),
    embeddingNorm: norm(`${embeddings}.LayerNorm`),
    layers: Array.from({ length: config.layers }, (_, i) => layer(i)),
    headTransform: linear(own.headTransform, hidden, hidden),
    headNorm: norm(own.headNorm),
    decoder: {
      weight: config.tiedEmbeddings ? words : tensor([`${own.decoder}.weight`], [vocabulary, hidden]),
      bias: tensor(own.decoderBias, [vocabulary]),
    },
  };
}
