import type { Fail, TopicLine } from './topic-line.js';

/** The parts of a TREC topic that can be searched with. */
export const topicFields = ['title', 'desc', 'narr'] as const;

export type TopicField = (typeof topicFields)[number];

const topicTag = /<(\/?)top\b/gi;
const partTag = /<(\/?)(num|title|desc|narr)\b/gi;
/** The label that TREC writes before the text of a part. */
const label = /^\s*(?:Number|Topic|Description|Narrative)\s*:/i;

/**
 * Topics between `<top>` and `</top>`, whose parts end at a closing tag (FIRE) or at the next part (TREC). As in Anserini,
 * the id is the number's digits as a whole number: `Number: AR26` is 26.
 */
export function parseTrec(text: string, fail: Fail, fields: readonly TopicField[]): TopicLine[] {
  const lineAt = lineCounter(text);
  return Array.from(
    topicsIn(text, (position) => fail(lineAt(position), 'a <top> without </top>')),
    (topic) => {
      const line = lineAt(topic.start);
      const parts = partsOf(topic.inside);
      const number = parts.get('num');
      if (number === undefined) return fail(line, 'a <top> without <num>');
      const digits = number.replace(/\D/g, '');
      if (digits === '') return fail(line, `no number in <num> ${number}`, number);
      const missing = fields.find((name) => !parts.get(name));
      if (missing !== undefined) return fail(line, `topic ${number} has no <${missing}>`);
      return { id: String(BigInt(digits)), text: fields.map((name) => parts.get(name)).join(' '), line };
    },
  );
}

// Tag by tag in one pass: a pattern for a whole topic would search to the end of the file for every unclosed tag.

function* topicsIn(
  text: string,
  unclosed: (position: number) => never,
): Generator<{ start: number; inside: string }> {
  let open: number | undefined;
  for (const { index, 1: slash } of text.matchAll(topicTag)) {
    // FIRE's Hindi topics of 2012 lack a closing tag; the next topic ends that one, as in Anserini.
    if (open !== undefined) {
      const end = text.indexOf('>', open);
      yield { start: open, inside: end < index ? text.slice(end + 1, index) : '' };
    }
    open = slash === '' ? index : undefined;
  }
  if (open !== undefined) unclosed(open);
}

/** The texts of a topic's parts, by their lowercase names. */
function partsOf(topic: string): Map<string, string> {
  const parts = new Map<string, string>();
  const tags = [...topic.matchAll(partTag)];
  for (const [i, { index, 1: slash, 2: name }] of tags.entries()) {
    if (slash !== '') continue;
    const until = tags[i + 1]?.index ?? topic.length;
    const tag = topic.slice(index, until);
    const written = tag.slice(tag.indexOf('>') + 1 || tag.length);
    parts.set(name!.toLowerCase(), written.replace(label, '').replace(/\s+/g, ' ').trim());
  }
  return parts;
}

/** Returns the line of a position. Positions must not decrease from call to call. */
function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let counted = 0;
  const isEnd = (at: number) => text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n');
  return (position) => {
    for (; counted < position; counted++) if (isEnd(counted)) line++;
    return line;
  };
}
