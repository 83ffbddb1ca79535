import { TseriniError } from '../../util/errors.js';

/** Below the lowest score of the vocabulary, for a character that it lacks. */
const unknownPenalty = 10;

/** A vocabulary by its characters. */
interface Node {
  readonly next: Map<string, Node>;
  id?: number;
}

/**
 * SentencePiece's unigram model: the pieces whose scores have the largest sum; of equal ones those whose last piece is
 * longest. Characters that the vocabulary lacks become one unknown token together, or their bytes.
 * @param vocab tokens with their scores, by id
 */
export function unigramModel(
  vocab: readonly (readonly [token: string, score: number])[],
  unknownId: number | undefined,
  byteFallback: boolean,
): (piece: string) => number[] {
  const root: Node = { next: new Map() };
  const ids = new Map<string, number>();
  let lowest = 0;
  const scores = vocab.map(([, score]) => asRustReads(score));
  for (const [id, [token]] of vocab.entries()) {
    let node = root;
    for (const character of token) {
      const child = node.next.get(character) ?? { next: new Map() };
      node.next.set(character, child);
      node = child;
    }
    node.id = id;
    ids.set(token, id);
    lowest = Math.min(lowest, scores[id]!);
  }
  const unknownScore = lowest - unknownPenalty;

  const unknown = (text: string): number[] => {
    const bytes = byteFallback
      ? [...Buffer.from(text)].map((byte) =>
          ids.get(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`),
        )
      : [undefined];
    if (bytes.every((id) => id !== undefined)) return bytes;
    if (unknownId === undefined) {
      throw new TseriniError('MODEL', `the tokenizer has no token for ${JSON.stringify(text)}`, {
        value: text,
      });
    }
    return [unknownId];
  };

  return (piece) => {
    const characters = [...piece];
    const size = characters.length;
    const best = new Float64Array(size + 1).fill(Number.NEGATIVE_INFINITY);
    const from = new Int32Array(size + 1);
    /** The token that ends there; -1 for an unknown character. */
    const token = new Int32Array(size + 1);
    best[0] = 0;
    const offer = (end: number, score: number, start: number, id: number) => {
      if (!(score > best[end]!)) return;
      best[end] = score;
      from[end] = start;
      token[end] = id;
    };
    for (let start = 0; start < size; start++) {
      let isKnown = false;
      let node: Node | undefined = root;
      for (let end = start; end < size; ) {
        node = node.next.get(characters[end++]!);
        if (!node) break;
        if (node.id === undefined) continue;
        offer(end, best[start]! + scores[node.id]!, start, node.id);
        if (end === start + 1) isKnown = true;
      }
      if (!isKnown) offer(start + 1, best[start]! + unknownScore, start, -1);
    }
    const isUnknown = (end: number) => token[end] === -1 || token[end] === unknownId;
    const result: number[][] = [];
    for (let end = size; end > 0; ) {
      let start = from[end]!;
      if (isUnknown(end)) {
        while (start > 0 && isUnknown(start)) start = from[start]!;
        result.push(unknown(characters.slice(start, end).join('')));
      } else {
        result.push([token[end]!]);
      }
      end = start;
    }
    return result.reverse().flat();
  };
}

/**
 * A number as serde_json reads it: all its digits, then their division by a power of ten, with two roundings. It decides
 * between pieces whose sums would be equal.
 */
function asRustReads(score: number): number {
  const [mantissa, exponent] = score.toString().split('e') as [string, string?];
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?];
  const power = Number(exponent ?? 0) - fraction.length;
  const digits = Number(whole + fraction);
  return power < 0 ? digits / 10 ** -power : digits * 10 ** power;
}
