import * as library from '@huggingface/tokenizers';

/** The parts of the library that are used here: its declarations do not resolve by Node's rules for modules. */
interface Parts {
  /** Byte-pair encoding. A call returns the tokens of words. */
  readonly BPE: new (
    config: object,
  ) => ((words: readonly string[]) => string[]) & { readonly unk_token_id?: number };
  /** Its pattern is a regular expression of Oniguruma in JavaScript's syntax. */
  readonly SplitPreTokenizer: new (
    config: object,
  ) => { readonly pattern: RegExp | null };
}

export const { BPE, SplitPreTokenizer } = library as unknown as Parts;
