import type { Fail, TopicLine } from './topic-line.js';

/** The parts of a TREC topic that can be searched with. */
export const topicFields = ['title', 'desc', 'narr'] as const;

export type TopicField = (typeof topicFields)[number];

const topic = /<top\b[^>]*>([\s\S]*?)<\/top>/gi;
const part = /<(num|title|desc|narr)\b[^>]*>([\s\S]*?)(?=<\/?(?:num|title|desc|narr)\b|$)/gi;
/** What TREC writes before the text of a part. */
const label = /^\s*(?:Number|Topic|Description|Narrative)\s*:/i;

/**
 * Topics between `<top>` and `</top>`, their parts closed by tags of their own (FIRE) or by the next one
 * (TREC). The id is the number's digits as a whole number, as Anserini takes it: `Number: AR26` is 26.
 */
export function parseTrec(text: string, fail: Fail, fields: readonly TopicField[]): TopicLine[] {
  const lineAt = lineCounter(text);
  const topics = Array.from(text.matchAll(topic), (match) => {
    const line = lineAt(match.index);
    const parts = new Map<string, string>();
    for (const [, name, written] of match[1]!.matchAll(part)) {
      parts.set(name!.toLowerCase(), written!.replace(label, '').replace(/\s+/g, ' ').trim());
    }
    const number = parts.get('num');
    if (number === undefined) return fail(line, 'a <top> without <num>');
    const digits = number.replace(/\D/g, '');
    if (digits === '') return fail(line, `no number in <num> ${number}`, number);
    const missing = fields.find((name) => !parts.get(name));
    if (missing !== undefined) return fail(line, `topic ${number} has no <${missing}>`);
    return { id: String(BigInt(digits)), text: fields.map((name) => parts.get(name)).join(' '), line };
  });
  const unclosed = text.lastIndexOf('<top');
  if (unclosed > text.lastIndexOf('</top')) return fail(lineAt(unclosed), 'a <top> without </top>');
  return topics;
}

/** Gives the line of a position; positions must not fall. */
function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let counted = 0;
  return (position) => {
    for (; counted < position; counted++) if (text.charCodeAt(counted) === 0x0a) line++;
    return line;
  };
}
