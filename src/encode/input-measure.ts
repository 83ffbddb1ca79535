import type { DocumentText } from './document-text.js';

/** How long texts are for a model. */
export interface InputMeasure {
  /** Longest input in tokens. */
  readonly maxLength: number;
  /** Tokens of a model's input, with special tokens and prompt. */
  inputTokens(document: DocumentText): number;
  /** Tokens of a text alone. */
  textTokens(text: string): number;
}
