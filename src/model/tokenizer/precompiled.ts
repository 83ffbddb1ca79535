/** A cluster of more bytes of UTF-8 than this is normalized character by character. */
const longestCluster = 5;

/**
 * Characters that can form a cluster with a neighbor: the classes of Unicode's grapheme clusters other than letters,
 * and a carriage return.
 */
const clustering =
  /[\r\p{M}\p{Cf}\p{Grapheme_Extend}\p{Emoji_Modifier}\p{Regional_Indicator}\u0E33\u0EB3\u0D4E\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF\u{111C2}\u{111C3}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]/u;

/**
 * SentencePiece's normalization, a map from pieces of text to others that is compiled into the model, applied as
 * Hugging Face's tokenizers do: to a grapheme cluster as a whole if it has at most 5 bytes and the map has a prefix of
 * it, else to each of its characters.
 * @param charsmap in base64: the size of a trie (a double array, as Darts-clone writes it), the trie, and the
 * replacements, each ended by a NUL
 */
export function precompiledNormalizer(charsmap: string): (text: string) => string {
  const bytes = Buffer.from(charsmap, 'base64');
  const size = bytes.length < 4 ? 0 : bytes.readUInt32LE(0);
  if (size === 0 || size % 4 !== 0 || 4 + size > bytes.length)
    throw new Error('its charsmap is not complete');
  const trie = Uint32Array.from({ length: size / 4 }, (_, i) => bytes.readUInt32LE(4 + 4 * i));
  const replacements = bytes.subarray(4 + size);
  const encoder = new TextEncoder();

  /** The replacement of the shortest prefix that the trie has. */
  function look(chunk: string): string | undefined {
    let unit = trie[0]!;
    let position = offsetOf(unit);
    for (const byte of encoder.encode(chunk)) {
      position ^= byte;
      unit = trie[position] ?? 0;
      if (byte === 0 || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
      position ^= offsetOf(unit);
      if (unit & 0x100) {
        const start = (trie[position] ?? 0) & 0x7fffffff;
        return replacements.toString('utf8', start, replacements.indexOf(0, start));
      }
    }
    return undefined;
  }
  const known = new Map<string, string | undefined>();
  const replacement = (chunk: string): string | undefined => {
    if (!known.has(chunk)) known.set(chunk, look(chunk));
    return known.get(chunk);
  };
  const byCharacter = (text: string): string => {
    let result = '';
    for (const character of text) result += replacement(character) ?? character;
    return result;
  };
  const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
  return (text) => {
    if (!clustering.test(text)) return byCharacter(text);
    let result = '';
    for (const { segment } of clusters.segment(text)) {
      const whole = Buffer.byteLength(segment) <= longestCluster ? replacement(segment) : undefined;
      result += whole ?? byCharacter(segment);
    }
    return result;
  };
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}
