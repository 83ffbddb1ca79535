import type { TokenizerInput } from '../model/tokenizer/tokenizer.js';

/** A document to encode: its text, with its title where there is one. */
export type DocumentText = string | { readonly title?: string; readonly text: string };

export interface TextOptions {
  /** Give title and text to the model as a pair with a separator, rather than one after the other. */
  readonly addSep?: boolean;
  /** Goes before the text, with a space. */
  readonly prefix?: string;
}

/**
 * What the model reads of a document. Pyserini's rule, save that an empty title or text is left out
 * (Pyserini would encode the word "None").
 */
export function modelInput(document: DocumentText, options: TextOptions = {}): TokenizerInput {
  const { title = '', text: bare } = typeof document === 'string' ? { text: document } : document;
  const text = [options.prefix ?? '', bare].filter((part) => part !== '').join(' ');
  if (title === '' || text === '') return title + text;
  return options.addSep ? [title, text] : `${title} ${text}`;
}
