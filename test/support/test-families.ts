// The names of the tensors of each family of models, as its class in transformers has them, and what it computes:
// written down apart from the code that is tested.

/** A linear layer: a tensor, or some rows of one that is shared. */
export interface LinearName {
  readonly name: string;
  readonly rows?: readonly [number, number];
}

export interface LayerNames {
  readonly query: LinearName;
  readonly key: LinearName;
  readonly value: LinearName;
  readonly out: string;
  readonly firstNorm?: string;
  /** The second one is a factor. */
  readonly up: readonly LinearName[];
  readonly down: string;
  readonly secondNorm: string;
}

export interface TestFamily {
  readonly architecture: string;
  /** What its config says beside the names that BERT's has. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly words: string;
  readonly positions?: string;
  readonly types?: string;
  readonly embeddingNorm: string;
  readonly projection?: string;
  readonly distanceBias?: string;
  /** Embeddings of distances that contents are compared with, and how many there are of each direction. */
  readonly distances?: { readonly name: string; readonly span: number };
  readonly finalNorm?: string;
  readonly layer: (index: number) => LayerNames;
  readonly dense: string;
  readonly headNorm: string;
  readonly decoder: string;
  readonly decoderBias: string;
  /** Width of the embeddings; default: the layers'. */
  readonly embedding?: number;
  readonly epsilon: number;
  /** Positions are counted from behind this id, which is a pad wherever it is. */
  readonly pad?: number;
  /** The layers' and the head's linear layers and norms have no biases. */
  readonly withoutBiases?: boolean;
  /** Norms come first; angles of rotation by layer, and how far a layer's tokens see. */
  readonly rotary?: readonly { readonly base: number; readonly window?: number }[];
  /** The activation of the head, if it is not the layers'. */
  readonly headActivation?: string;
}

export const sizes = {
  hidden: 16,
  layers: 2,
  heads: 2,
  inner: 24,
  positions: 40,
  vocabulary: 2100, // More than one chunk of the vocabulary, the second one short.
};

/** BERT's config with other values. */
const config = (change: Readonly<Record<string, unknown>> = {}) => ({
  hidden_size: sizes.hidden,
  num_hidden_layers: sizes.layers,
  num_attention_heads: sizes.heads,
  intermediate_size: sizes.inner,
  max_position_embeddings: sizes.positions,
  ...change,
});

type Parts = readonly [
  q: string,
  k: string,
  v: string,
  out: string,
  norm: string,
  up: string,
  down: string,
  norm: string,
];

function layersOf(prefix: (index: number) => string, parts: Parts): TestFamily['layer'] {
  return (index) => {
    const [q, k, v, out, firstNorm, up, down, secondNorm] = parts.map(
      (part) => `${prefix(index)}.${part}`,
    ) as unknown as Parts;
    return {
      query: { name: q },
      key: { name: k },
      value: { name: v },
      out,
      firstNorm,
      up: [{ name: up }],
      down,
      secondNorm,
    };
  };
}

const bertParts: Parts = [
  ...(['attention.self.query', 'attention.self.key', 'attention.self.value'] as const),
  ...(['attention.output.dense', 'attention.output.LayerNorm'] as const),
  ...(['intermediate.dense', 'output.dense', 'output.LayerNorm'] as const),
];

function embeddingsOf(base: string, withTypes: boolean) {
  return {
    words: `${base}.embeddings.word_embeddings.weight`,
    positions: `${base}.embeddings.position_embeddings.weight`,
    ...(withTypes ? { types: `${base}.embeddings.token_type_embeddings.weight` } : {}),
    embeddingNorm: `${base}.embeddings.LayerNorm`,
  };
}

const lmHead = {
  dense: 'lm_head.dense',
  headNorm: 'lm_head.layer_norm',
  decoder: 'lm_head.decoder.weight',
  decoderBias: 'lm_head.bias',
  headActivation: 'gelu',
};

const { hidden, inner } = sizes;

export const testFamilies = {
  bert: {
    architecture: 'BertForMaskedLM',
    config: config({ layer_norm_eps: 1e-12 }),
    ...embeddingsOf('bert', true),
    layer: layersOf((i) => `bert.encoder.layer.${i}`, bertParts),
    dense: 'cls.predictions.transform.dense',
    headNorm: 'cls.predictions.transform.LayerNorm',
    decoder: 'cls.predictions.decoder.weight',
    decoderBias: 'cls.predictions.bias',
    epsilon: 1e-12,
  },
  distilbert: {
    architecture: 'DistilBertForMaskedLM',
    config: {
      dim: hidden,
      n_layers: sizes.layers,
      n_heads: sizes.heads,
      hidden_dim: inner,
      max_position_embeddings: sizes.positions,
    },
    ...embeddingsOf('distilbert', false),
    layer: layersOf(
      (i) => `distilbert.transformer.layer.${i}`,
      [
        ...(['attention.q_lin', 'attention.k_lin', 'attention.v_lin', 'attention.out_lin'] as const),
        ...(['sa_layer_norm', 'ffn.lin1', 'ffn.lin2', 'output_layer_norm'] as const),
      ],
    ),
    dense: 'vocab_transform',
    headNorm: 'vocab_layer_norm',
    decoder: 'vocab_projector.weight',
    decoderBias: 'vocab_projector.bias',
    epsilon: 1e-12,
  },
  roberta: {
    architecture: 'RobertaForMaskedLM',
    config: config({ layer_norm_eps: 1e-5, pad_token_id: 1, max_position_embeddings: sizes.positions + 2 }),
    ...embeddingsOf('roberta', true),
    layer: layersOf((i) => `roberta.encoder.layer.${i}`, bertParts),
    ...lmHead,
    epsilon: 1e-5,
    pad: 1,
  },
  mpnet: {
    architecture: 'MPNetForMaskedLM',
    config: config({ layer_norm_eps: 1e-5, max_position_embeddings: sizes.positions + 2 }),
    ...embeddingsOf('mpnet', false),
    distanceBias: 'mpnet.encoder.relative_attention_bias.weight',
    layer: layersOf(
      (i) => `mpnet.encoder.layer.${i}`,
      [
        ...(['attention.attn.q', 'attention.attn.k', 'attention.attn.v', 'attention.attn.o'] as const),
        ...(['attention.LayerNorm', 'intermediate.dense', 'output.dense', 'output.LayerNorm'] as const),
      ],
    ),
    ...lmHead,
    epsilon: 1e-5,
    pad: 1,
  },
  electra: {
    architecture: 'ElectraForMaskedLM',
    config: config({ embedding_size: 8, layer_norm_eps: 1e-12 }),
    ...embeddingsOf('electra', true),
    projection: 'electra.embeddings_project',
    layer: layersOf((i) => `electra.encoder.layer.${i}`, bertParts),
    dense: 'generator_predictions.dense',
    headNorm: 'generator_predictions.LayerNorm',
    decoder: 'generator_lm_head.weight',
    decoderBias: 'generator_lm_head.bias',
    embedding: 8,
    epsilon: 1e-12,
    headActivation: 'gelu',
  },
  albert: {
    architecture: 'AlbertForMaskedLM',
    config: config({ embedding_size: 8, layer_norm_eps: 1e-12 }),
    ...embeddingsOf('albert', true),
    projection: 'albert.encoder.embedding_hidden_mapping_in',
    // One group: all layers share their weights.
    layer: layersOf(
      () => 'albert.encoder.albert_layer_groups.0.albert_layers.0',
      [
        ...(['attention.query', 'attention.key', 'attention.value', 'attention.dense'] as const),
        ...(['attention.LayerNorm', 'ffn', 'ffn_output', 'full_layer_layer_norm'] as const),
      ],
    ),
    dense: 'predictions.dense',
    headNorm: 'predictions.LayerNorm',
    decoder: 'predictions.decoder.weight',
    decoderBias: 'predictions.bias',
    embedding: 8,
    epsilon: 1e-12,
  },
  deberta: {
    architecture: 'DebertaV2ForMaskedLM',
    config: config({
      layer_norm_eps: 1e-7,
      relative_attention: true,
      pos_att_type: ['c2p', 'p2c'],
      share_att_key: true,
      max_relative_positions: 8,
      position_biased_input: false,
      type_vocab_size: 0,
    }),
    words: 'deberta.embeddings.word_embeddings.weight',
    embeddingNorm: 'deberta.embeddings.LayerNorm',
    distances: { name: 'deberta.encoder.rel_embeddings.weight', span: 8 },
    layer: layersOf(
      (i) => `deberta.encoder.layer.${i}`,
      [
        ...(['attention.self.query_proj', 'attention.self.key_proj', 'attention.self.value_proj'] as const),
        ...(['attention.output.dense', 'attention.output.LayerNorm'] as const),
        ...(['intermediate.dense', 'output.dense', 'output.LayerNorm'] as const),
      ],
    ),
    dense: 'cls.predictions.transform.dense',
    headNorm: 'cls.predictions.transform.LayerNorm',
    decoder: 'cls.predictions.decoder.weight',
    decoderBias: 'cls.predictions.bias',
    epsilon: 1e-7,
  },
  modernbert: {
    architecture: 'ModernBertForMaskedLM',
    config: config({
      global_attn_every_n_layers: 2,
      local_attention: 6,
      global_rope_theta: 500,
      local_rope_theta: 20,
      norm_eps: 1e-5,
    }),
    words: 'model.embeddings.tok_embeddings.weight',
    embeddingNorm: 'model.embeddings.norm',
    finalNorm: 'model.final_norm',
    layer: (i) => {
      const joint = (part: number) => ({
        name: `model.layers.${i}.attn.Wqkv`,
        rows: [part * hidden, (part + 1) * hidden] as const,
      });
      const gated = (part: number) => ({
        name: `model.layers.${i}.mlp.Wi`,
        rows: [part * inner, (part + 1) * inner] as const,
      });
      return {
        query: joint(0),
        key: joint(1),
        value: joint(2),
        out: `model.layers.${i}.attn.Wo`,
        ...(i > 0 ? { firstNorm: `model.layers.${i}.attn_norm` } : {}),
        up: [gated(0), gated(1)],
        down: `model.layers.${i}.mlp.Wo`,
        secondNorm: `model.layers.${i}.mlp_norm`,
      };
    },
    dense: 'head.dense',
    headNorm: 'head.norm',
    decoder: 'decoder.weight',
    decoderBias: 'decoder.bias',
    epsilon: 1e-5,
    withoutBiases: true,
    rotary: [{ base: 500 }, { base: 20, window: 3 }],
    headActivation: 'gelu',
  },
} as const satisfies Readonly<Record<string, TestFamily>>;

export type TestArchitecture = keyof typeof testFamilies;
export const testArchitectures = Object.keys(testFamilies) as TestArchitecture[];
