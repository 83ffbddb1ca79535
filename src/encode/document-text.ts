import type { TokenizerInput } from '../model/tokenizer/tokenizer.js';

/** A document to encode: its text, with its title if it has one. */
export type DocumentText = string | { readonly title?: string | undefined; readonly text: string };

export interface TextOptions {
  /** Give the model title and text as a pair with a separator, not joined by a space. */
  readonly addSep?: boolean | undefined;
  /** Text to put before the document's text, with a space. */
  readonly prefix?: string | undefined;
}

/**
 * What the model reads of a document, as in Pyserini, except that an empty title or text is left out (Pyserini would
 * encode the word "None").
 */
export function modelInput(document: DocumentText, options: TextOptions = {}): TokenizerInput {
  const { title = '', text: bare } = typeof document === 'string' ? { text: document } : document;
  const text = [options.prefix ?? '', bare].filter((part) => part !== '').join(' ');
  if (title === '' || text === '') return title + text;
  return options.addSep ? [title, text] : `${title} ${text}`;
}
