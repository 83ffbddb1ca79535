import { TseriniError } from '../../util/errors.js';
import type { StoredTensor, StoredTensors } from './tensor.js';

export interface Linear {
  /** [out, in] */
  readonly weight: StoredTensor;
  /** [out] */
  readonly bias?: StoredTensor;
}

export interface LayerNorm {
  readonly scale: StoredTensor;
  readonly shift?: StoredTensor;
}

export interface LayerWeights {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly attentionOutput: Linear;
  readonly attentionNorm?: LayerNorm;
  /** What the second one gives, if there is one, is multiplied with what the first one gives after its activation. */
  readonly intermediate: readonly Linear[];
  readonly output: Linear;
  readonly outputNorm: LayerNorm;
  /** What makes queries and keys of distances. */
  readonly distanceQuery?: Linear;
  readonly distanceKey?: Linear;
}

/** The weights of a transformer by their role, under the same names for every family. */
export interface BodyWeights {
  /** [vocabulary, embedding] */
  readonly words: StoredTensor;
  /** [positions, embedding] */
  readonly positions?: StoredTensor;
  /** [types, embedding] */
  readonly types?: StoredTensor;
  readonly embeddingNorm: LayerNorm;
  /** From the width of the embeddings to that of the layers. */
  readonly projection?: Linear;
  /** The same object where layers share their weights. */
  readonly layers: readonly LayerWeights[];
  readonly finalNorm?: LayerNorm;
  /** [buckets of distances, heads] */
  readonly distanceBias?: StoredTensor;
  /** [2 × span, hidden] */
  readonly distances?: StoredTensor;
  readonly distanceNorm?: LayerNorm;
}

/** The weights of a masked-language model. */
export interface TransformerWeights extends BodyWeights {
  readonly headTransform: Linear;
  readonly headNorm: LayerNorm;
  /** weight [vocabulary, embedding], bias [vocabulary] */
  readonly decoder: Linear;
}

/** The weights of a uniCOIL model. */
export interface UniCoilWeights extends BodyWeights {
  /** weight [1, hidden], bias [1] */
  readonly tokenWeight: Linear;
}

/** Finds tensors of a checkpoint, and checks that their shapes are the config's. */
export class TensorFinder {
  readonly #tensors: StoredTensors;
  readonly #where: string;

  /** @param where the model's folder, for errors */
  constructor(tensors: StoredTensors, where: string) {
    this.#tensors = tensors;
    this.#where = where;
  }

  /** Finds the same tensors also by their names without this beginning. */
  without(prefix: string): TensorFinder {
    const short = [...this.#tensors].map(
      ([name, tensor]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, tensor] as const,
    );
    return new TensorFinder(new Map(short), this.#where);
  }

  /** @param candidates names, tried in turn */
  tensor(candidates: readonly string[], shape: readonly number[]): StoredTensor {
    const [name, found] = this.#find(candidates);
    if (found.shape.length === shape.length && found.shape.every((size, i) => size === shape[i]))
      return found;
    throw this.#error(
      `tensor ${name} has the shape [${found.shape}], the config says [${shape}]`,
      found.shape,
    );
  }

  /** A matrix of any number of rows. */
  matrix(name: string, columns: number): StoredTensor {
    const [, found] = this.#find([name]);
    if (found.shape.length === 2 && found.shape[0]! > 0 && found.shape[1] === columns) return found;
    throw this.#error(
      `tensor ${name} has the shape [${found.shape}], the config says [any, ${columns}]`,
      found.shape,
    );
  }

  linear(name: string, out: number, into: number, withBias = true): Linear {
    const weight = this.tensor([`${name}.weight`], [out, into]);
    return withBias ? { weight, bias: this.tensor([`${name}.bias`], [out]) } : { weight };
  }

  /** Checkpoints converted from TensorFlow use the names gamma and beta. */
  norm(name: string, width: number, withShift = true): LayerNorm {
    const scale = this.tensor([`${name}.weight`, `${name}.gamma`], [width]);
    return withShift ? { scale, shift: this.tensor([`${name}.bias`, `${name}.beta`], [width]) } : { scale };
  }

  #find(candidates: readonly string[]): [string, StoredTensor] {
    const name = candidates.find((candidate) => this.#tensors.has(candidate));
    if (name === undefined) throw this.#error(`checkpoint lacks the tensor ${candidates[0]}`, candidates[0]);
    const found = this.#tensors.get(name)!;
    if (found.type === 'I8') {
      throw this.#error(`tensor ${name} is quantized (I8), load the original checkpoint`, name);
    }
    return [name, found];
  }

  #error(what: string, value: unknown): TseriniError {
    return new TseriniError('MODEL', `${what}: ${this.#where}`, { value });
  }
}

/**
 * Finds every weight that the model needs and checks its shape against the config.
 * @param where the model's folder, for errors
 * @throws TseriniError `MODEL` naming the tensor that is missing or of another shape
 */
export function findWeights<Weights extends BodyWeights>(
  tensors: StoredTensors,
  config: { weights(find: TensorFinder): Weights },
  where: string,
): Weights {
  return config.weights(new TensorFinder(tensors, where));
}
