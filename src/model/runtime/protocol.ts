import { type ErrorCode, TseriniError } from '../../util/errors.js';
import type { Pooling } from '../checkpoint/pooling.js';
import type { TransformerPlan, UniCoilPlan } from '../modules/plan.js';
import type { TokenizerInput } from '../tokenizer/tokenizer.js';
import type { SpladeModelOptions } from './splade-model.js';

// The messages between a worker, which holds models, and its host.

export type Call =
  | {
      readonly kind: 'load';
      readonly plan: TransformerPlan | UniCoilPlan;
      readonly options: SpladeModelOptions;
    }
  | {
      readonly kind: 'encode';
      readonly model: number;
      readonly inputs: readonly TokenizerInput[];
      readonly maxLength: number;
    }
  | { readonly kind: 'close'; readonly model: number };

/** A call, or the id of one whose answer the host no longer waits for. */
export type Request = { readonly id: number; readonly call: Call } | { readonly cancel: number };

/** The weights of a text by vocabulary index, ascending. Those of 0 are left out, but for tokens of uniCOIL's texts. */
export interface SparseWeights {
  readonly ids: Int32Array;
  readonly weights: Float32Array | Float64Array;
}

export interface SparseOutput extends SparseWeights {
  /** Whether the text was longer than the maximum length and lost its end. */
  readonly truncated: boolean;
}

export interface LoadedModel {
  /** The worker's number for it. */
  readonly model: number;
  readonly vocabulary: readonly (string | undefined)[];
  readonly maxPositions: number;
  readonly pooling: Pooling | undefined;
  readonly textsPerRun: number;
}

export type Answer = LoadedModel | SparseOutput[] | undefined;

export type Reply =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly failure: Failure };

/** An error in a form that keeps its code between threads. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly value: string | undefined;
  readonly stack: string | undefined;
}

export function toFailure(error: unknown): Failure {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof TseriniError)) return { code: 'INTERNAL', message, value: undefined, stack };
  const cause = error.cause instanceof Error ? error.cause.stack : undefined;
  const value = error.value === undefined ? undefined : String(error.value);
  return { code: error.code, message, value, stack: cause ? `${stack}\ncaused by ${cause}` : stack };
}

export function fromFailure({ code, message, value, stack }: Failure): TseriniError {
  const cause = new Error(message);
  if (stack !== undefined) cause.stack = stack;
  return new TseriniError(code, message, { cause, value });
}
