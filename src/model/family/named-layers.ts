import type {
  BodyWeights,
  LayerNorm,
  LayerWeights,
  Linear,
  TensorFinder,
  TransformerWeights,
} from '../checkpoint/transformer-weights.js';

type Role = Exclude<keyof LayerWeights, 'distanceQuery' | 'distanceKey'>;
type Parts = Readonly<Record<Role, string>>;

/** Names of the tensors of a model of BERT's structure. */
export interface TensorNames {
  /** Of the embeddings, without the dot. */
  readonly embeddings: string;
  /** What widens the embeddings, where they are narrower than the layers. */
  readonly projection?: string;
  readonly layer: (index: number) => string;
  readonly parts: Parts;
  readonly headTransform: string;
  readonly headNorm: string;
  readonly decoder: string;
  /** The bias outside the decoder, which is the decoder's own in tied models. */
  readonly headBias: string;
}

export interface Dimensions {
  readonly vocabulary: number;
  readonly hidden: number;
  /** Width of the embeddings, and of the head. */
  readonly embedding: number;
  readonly inner: number;
  readonly layers: number;
  readonly positions: number;
  /** Default: true. */
  readonly withPositions?: boolean;
  /** Whether there are token types. */
  readonly types: boolean;
  /** Whether the decoder's weights are the word embeddings. */
  readonly tied: boolean;
}

/** BERT's names below a layer. */
export const bertParts: Parts = {
  query: 'attention.self.query',
  key: 'attention.self.key',
  value: 'attention.self.value',
  attentionOutput: 'attention.output.dense',
  attentionNorm: 'attention.output.LayerNorm',
  intermediate: 'intermediate.dense',
  output: 'output.dense',
  outputNorm: 'output.LayerNorm',
};

type BodyNames = Pick<TensorNames, 'embeddings' | 'projection' | 'layer' | 'parts'>;

/** The weights of a model without its head. */
export function namedBody(find: TensorFinder, names: BodyNames, dimensions: Dimensions): BodyWeights {
  const { vocabulary, hidden, embedding, inner } = dimensions;
  const layers = new Map<string, LayerWeights>();
  const layer = (index: number): LayerWeights => {
    const name = names.layer(index);
    const known = layers.get(name);
    if (known) return known;
    const linear = (role: keyof Parts, out: number, into: number): Linear =>
      find.linear(`${name}.${names.parts[role]}`, out, into);
    const norm = (role: keyof Parts): LayerNorm => find.norm(`${name}.${names.parts[role]}`, hidden);
    const found: LayerWeights = {
      query: linear('query', hidden, hidden),
      key: linear('key', hidden, hidden),
      value: linear('value', hidden, hidden),
      attentionOutput: linear('attentionOutput', hidden, hidden),
      attentionNorm: norm('attentionNorm'),
      intermediate: [linear('intermediate', inner, hidden)],
      output: linear('output', hidden, inner),
      outputNorm: norm('outputNorm'),
    };
    layers.set(name, found);
    return found;
  };
  const { embeddings } = names;
  return {
    words: find.tensor([`${embeddings}.word_embeddings.weight`], [vocabulary, embedding]),
    ...(dimensions.withPositions === false
      ? {}
      : {
          positions: find.tensor(
            [`${embeddings}.position_embeddings.weight`],
            [dimensions.positions, embedding],
          ),
        }),
    ...(dimensions.types
      ? { types: find.matrix(`${embeddings}.token_type_embeddings.weight`, embedding) }
      : {}),
    embeddingNorm: find.norm(`${embeddings}.LayerNorm`, embedding),
    ...(names.projection ? { projection: find.linear(names.projection, hidden, embedding) } : {}),
    layers: Array.from({ length: dimensions.layers }, (_, i) => layer(i)),
  };
}

export function namedWeights(
  find: TensorFinder,
  names: TensorNames,
  dimensions: Dimensions,
): TransformerWeights {
  const { vocabulary, hidden, embedding } = dimensions;
  const { decoder, headBias } = names;
  const body = namedBody(find, names, dimensions);
  const biases = [headBias, `${decoder}.bias`];
  return {
    ...body,
    headTransform: find.linear(names.headTransform, embedding, hidden),
    headNorm: find.norm(names.headNorm, embedding),
    decoder: {
      weight: dimensions.tied ? body.words : find.tensor([`${decoder}.weight`], [vocabulary, embedding]),
      // A decoder of its own has its own bias, unless the checkpoint is of an older form.
      bias: find.tensor(dimensions.tied ? biases : biases.toReversed(), [vocabulary]),
    },
  };
}
