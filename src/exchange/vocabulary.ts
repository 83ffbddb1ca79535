import { TseriniError } from '../util/errors.js';
import { lineText, readLines } from '../util/files/read-lines.js';

/** Tokens by number, from 0: those of a file, or numbered as they are met. */
export class Vocabulary {
  readonly #numbers = new Map<string, number>();
  readonly #tokens: string[] = [];
  readonly #file: string | undefined;

  private constructor(file?: string) {
    this.#file = file;
  }

  /** One that grows. */
  static empty(): Vocabulary {
    return new Vocabulary();
  }

  /**
   * The tokens of a file, one per line: the number of a line, from 0, is the token's, as in a model's `vocab.txt`.
   * @throws TseriniError `NOT_FOUND`, `IO`, `INPUT` (an empty line, a token twice, not UTF-8)
   */
  static async read(file: string): Promise<Vocabulary> {
    const vocabulary = new Vocabulary(file);
    let line = 0;
    for await (const entry of readLines('vocabulary', file)) {
      const token = lineText(file, entry);
      line++;
      if (entry.number !== line) throw refusal(file, line, 'an empty line');
      if (vocabulary.#numbers.has(token))
        throw refusal(file, line, `the token ${JSON.stringify(token)} again`);
      vocabulary.#add(token);
    }
    return vocabulary;
  }

  #add(token: string): number {
    const number = this.#tokens.length;
    this.#numbers.set(token, number);
    this.#tokens.push(token);
    return number;
  }

  get size(): number {
    return this.#tokens.length;
  }

  /**
   * The number of a token.
   * @throws TseriniError `INPUT` where the file does not have it
   */
  number(token: string): number {
    const known = this.#numbers.get(token);
    if (known !== undefined) return known;
    if (this.#file === undefined) return this.#add(token);
    throw new TseriniError('INPUT', `the vocabulary ${this.#file} lacks the token ${JSON.stringify(token)}`, {
      value: token,
    });
  }

  /** The token of a number; undefined where there is none. */
  token(number: number): string | undefined {
    return this.#tokens[number];
  }

  /**
   * A line for each token, in the order of their numbers.
   * @throws TseriniError `INPUT` for a token that is no line
   */
  *lines(): Generator<string> {
    for (const token of this.#tokens) {
      if (/[\r\n]/.test(token) || token.trim() === '') {
        throw new TseriniError(
          'INPUT',
          `the token ${JSON.stringify(token)} cannot be a line of a vocabulary`,
          {
            value: token,
          },
        );
      }
      yield `${token}\n`;
    }
  }
}

function refusal(file: string, line: number, what: string): TseriniError {
  return new TseriniError('INPUT', `${file}:${line}: ${what}, and the numbers of tokens would not be known`, {
    value: line,
  });
}
