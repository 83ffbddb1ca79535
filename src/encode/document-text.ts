import type { TokenizerInput } from '../model/tokenizer/tokenizer.js';

/** A document to encode: its text, with its title if it has one. */
export type DocumentText = string | { readonly title?: string | undefined; readonly text: string };

export interface TextOptions {
  /** Pass title and text to the model as a pair with a separator, not joined by a space. */
  readonly addSep?: boolean | undefined;
  /** Text to prepend to the document's text, with a space. */
  readonly prefix?: string | undefined;
}

/**
 * The input of the model for a document, as in Pyserini, except that an empty title or text is left out (Pyserini
 * encodes the word "None").
 */
export function modelInput(document: DocumentText, options: TextOptions = {}): TokenizerInput {
  const { title = '', text: bare } = typeof document === 'string' ? { text: document } : document;
  const text = [options.prefix ?? '', bare].filter((part) => part !== '').join(' ');
  if (title === '' || text === '') return title + text;
  return options.addSep ? [title, text] : `${title} ${text}`;
}
