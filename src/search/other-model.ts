import type { QueryEncoder } from '../encode/query-encoder.js';
import { describeWeights, type Quantization } from '../vector/quantize.js';
import { type IndexedCollection, modelsOf } from './index-description.js';

/** The model that encoded an index's documents. */
export interface DocumentModel {
  readonly name: string;
  readonly sha256: string;
}

/**
 * Why the weights of queries and documents may not belong together; undefined if they do, or if nothing is known of
 * one of them. Some models come in pairs, one for documents and one for queries, so that this is no error.
 */
export function otherModel(
  documents: readonly DocumentModel[],
  queries: string | undefined,
): string | undefined {
  if (queries === undefined || documents.length === 0) return undefined;
  if (documents.some(({ sha256 }) => sha256 === queries)) return undefined;
  const names = documents.map(({ name, sha256 }) => `${name} (sha256 ${sha256.slice(0, 12)})`).join(' and ');
  return (
    `the documents were encoded by ${names}, and queries are encoded by another model (sha256 ` +
    `${queries.slice(0, 12)}): their weights do not belong together unless the two models are a pair`
  );
}

/**
 * Why scores mix two scales: queries were quantized in other steps than documents, or one of them not at all. Undefined if
 * they agree, or if nothing is known of one of them. Scaling all weights of a query changes no ranking but by rounding, so
 * that this is no error.
 */
export function otherWeights(
  documents: readonly Pick<IndexedCollection, 'quantization'>[],
  queries: Quantization | null | undefined,
): string | undefined {
  if (queries === undefined) return undefined;
  const other = documents.find(
    ({ quantization }) => quantization !== undefined && factor(quantization) !== factor(queries),
  );
  return (
    other &&
    `the weights of the documents are ${describeWeights(other.quantization!)}, and those of queries ` +
      `${describeWeights(queries)}: encode both with the same --weight-range, --quant-bits or --raw`
  );
}

function factor(quantization: Quantization | null): number {
  return quantization ? quantization.steps / quantization.range : 1;
}

/** Warns once, before the first text is encoded, that the encoder's model or its weights are not those of the documents. */
export class OtherModelWarning {
  #warn: ((message: string) => void) | undefined;
  #checked: Promise<void> | undefined;

  /** @param warn is called with the warning */
  constructor(warn: ((message: string) => void) | undefined) {
    this.#warn = warn;
  }

  /** @param documents the collections of the index */
  async check(documents: readonly IndexedCollection[], encoder: QueryEncoder): Promise<void> {
    const isKnown = documents.some(({ model, quantization }) => model || quantization !== undefined);
    if (!this.#warn || !isKnown || !encoder.modelSha256) return;
    this.#checked ??= this.#check(documents, encoder);
    await this.#checked;
  }

  async #check(collections: readonly IndexedCollection[], encoder: QueryEncoder): Promise<void> {
    // A model whose files are gone by now still encodes. An encoder that is being loaded knows its weights after this.
    const sha256 = await encoder.modelSha256?.().catch(() => undefined);
    const model = otherModel(modelsOf({ collections }), sha256);
    if (model) this.#warn?.(model);
    const weights = otherWeights(collections, encoder.quantization);
    if (weights) this.#warn?.(weights);
  }
}
