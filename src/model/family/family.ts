import type { BodyWeights, TensorFinder, TransformerWeights } from '../checkpoint/transformer-weights.js';
import type { Activation, ConfigValues } from './config-values.js';

/** What a model computes, under the same names for every family: by default a masked-language model. */
export interface ModelConfig<Weights extends BodyWeights = TransformerWeights> {
  /** The name of its class in transformers. */
  readonly architecture: string;
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly heads: number;
  /** The longest sequence, in tokens. */
  readonly maxPositions: number;
  readonly layerNormEpsilon: number;
  readonly activation: Activation;
  /** Of the head; default: `activation`. */
  readonly headActivation?: Activation;
  /**
   * Positions are counted from the one behind this id, over the tokens of other ids; tokens of this id have its own
   * position. Default: all tokens count, from 0.
   */
  readonly positionPad?: number;
  /** Whether norms are in front of attention and intermediate layer, and one behind all layers. Default: behind each. */
  readonly normFirst?: boolean;
  /** What is particular to a layer's attention. */
  readonly attention?: readonly LayerAttention[];
  /** Where attention compares contents with distances: how many of each direction there are. */
  readonly distances?: Distances;
  /** Where the checkpoint has the weights. */
  weights(find: TensorFinder): Weights;
}

/** What a transformer computes, whatever its head. */
export type BodyConfig = ModelConfig<BodyWeights>;

export interface LayerAttention {
  /** The base of the angles by which queries and keys are rotated. */
  readonly rotaryBase: number;
  /** The farthest token that is attended to; default: all are. */
  readonly window?: number;
}

export interface Distances {
  /** Embeddings of each direction. */
  readonly span: number;
  /** The distance that has the last bucket. */
  readonly farthest: number;
  /** Whether far distances share buckets. */
  readonly bucketed: boolean;
}

/** Models that are computed in the same way. */
export interface Family<Config extends BodyConfig = ModelConfig> {
  /** The names of its classes. */
  readonly architectures: readonly string[];
  /** What `model_type` may be where no class is named. */
  readonly modelTypes: readonly string[];
  /** @throws TseriniError `MODEL` for what is not supported */
  read(values: ConfigValues): Omit<Config, 'architecture'>;
}
