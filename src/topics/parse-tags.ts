import { strip } from '../corpus/strip.js';
import { lineCounter } from './line-counter.js';
import type { Fail, Parse, TopicRecord } from './topic-record.js';

// Formats with tags. Most are no XML: tags are not closed, and a sign such as & stands for itself.

/** How topics are written with tags. */
interface Shape {
  /** The tag of a topic. */
  readonly topic: string;
  /** The tag or, with an equals sign, the attribute of the topic that has the id. */
  readonly id: string;
  /** Fields, each with the tags that may have it. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** The text of a field, made of what is between two tags. */
  readonly clean: (written: string, field: string) => string;
  /** Whether the id is text; else it is a whole number, made of the digits. */
  readonly isText?: boolean;
}

/** The label that TREC writes before the text of a part. */
const label = /^\s*(?:Number|Topic|Description|Narrative)\s*:/i;

const folded = (text: string) => text.replace(/\s+/g, ' ').trim();

const trec: Shape = {
  ...{ topic: 'top', id: 'num', fields: { title: ['title'], desc: ['desc'], narr: ['narr'] } },
  clean: (written) => folded(written.replace(label, '')),
};

/** Topics of TREC and FIRE. `Number: AR26` is 26, as in Anserini. */
export const parseTrec = tagged(trec);

/** The same as Anserini's reader has it: what is in front of a title's first colon is a label. */
export const parseAnseriniTrec = tagged({
  ...trec,
  clean: (written, field) =>
    field === 'title' ? folded(written.slice(written.indexOf(':') + 1)) : trec.clean(written, field),
});

/** TREC Microblog; `MB001` is 1. */
export const parseMicroblog = tagged({
  ...{ topic: 'top', id: 'num', fields: { title: ['title', 'query'], time: ['querytweettime'] } },
  clean: strip,
});

/** TREC News: the title is the id of the document to which others are linked. */
export const parseBackgroundLinking = tagged({
  ...{ topic: 'top', id: 'num', fields: { title: ['docid'], url: ['url'] } },
  clean: strip,
});

/** NTCIR's web topics; `0001` is 1. */
export const parseNtcir = tagged({
  ...{ topic: 'query', id: 'qid', fields: { title: ['content'], description: ['description'] } },
  clean: strip,
});

/** The web tracks of TREC. */
export const parseWebxml = tagged({
  ...{ topic: 'topic', id: 'number=', fields: { title: ['query'], description: ['description'] } },
  clean: strip,
});

const covid: Shape = {
  ...{ topic: 'topic', id: 'number=', clean: (written) => strip(decoded(written)) },
  fields: {
    query: ['query'],
    question: ['question'],
    narrative: ['narrative'],
    description: ['description'],
  },
};

/** TREC-COVID, and others in XML. */
export function parseCovid(text: string, fail: Fail): TopicRecord[] {
  return tagged(covid)(withoutComments(text), fail);
}

/** PyTerrier's `trecxml`: the text is the query, the question and the narrative. */
export function parseTrecXml(text: string, fail: Fail): TopicRecord[] {
  const hasAttribute = /<topic\s[^<>]*\bnumber\s*=/i.test(text);
  const shape = { ...covid, id: hasAttribute ? 'number=' : 'number', isText: true };
  return tagged(shape)(withoutComments(text), fail).map(({ fields, ...topic }) => {
    const texts = ['query', 'question', 'narrative'].flatMap((name) => fields.get(name) ?? []);
    return { ...topic, fields: new Map(texts.length > 0 ? [['text', texts.join(' ')], ...fields] : fields) };
  });
}

/** CACM's topics, which are written as documents; their line ends are part of the text. */
export function parseCacm(text: string, fail: Fail): TopicRecord[] {
  return topicsIn(text, 'doc', fail).map(({ line, inside }) => {
    const [, id, rest] = /^\s*<DOCNO>\s*(\d+)\s*<\/DOCNO>[^\r\n]*(?:\r\n|\r|\n|$)(.*)$/is.exec(inside) ?? [];
    if (id === undefined) return fail(line, 'a <DOC> without a whole number in <DOCNO>');
    return { id: String(BigInt(id)), line, fields: new Map([['title', rest!.replace(/\r\n?/g, '\n')]]) };
  });
}

function tagged({ topic, id, fields, clean, isText }: Shape): Parse {
  const isAttribute = id.endsWith('=');
  const tags = Object.values(fields).flat();
  const partTag = new RegExp(`<(/?)(${[...(isAttribute ? [] : [id]), ...tags].join('|')})\\b`, 'gi');
  const attribute = new RegExp(`\\b${id}\\s*["']([^"']*)["']`, 'i');
  return (text, fail) =>
    topicsIn(text, topic, fail).map(({ line, tag, inside }) => {
      const parts = partsOf(inside, partTag);
      const written = isAttribute ? attribute.exec(tag.replace(/\s*=\s*/g, '='))?.[1] : parts.get(id);
      if (written === undefined) {
        return fail(line, isAttribute ? `a <${topic}> without ${id}"…"` : `a <${topic}> without <${id}>`);
      }
      const digits = written.replace(/\D/g, '');
      if (!isText && digits === '')
        return fail(line, `no number in <${isAttribute ? topic : id}> ${trec.clean(written, id)}`);
      const texts = new Map<string, string>();
      for (const [field, names] of Object.entries(fields)) {
        const name = names.find((candidate) => parts.has(candidate));
        const value = name === undefined ? '' : clean(parts.get(name)!, field);
        if (value !== '') texts.set(field, value);
      }
      return { id: isText ? strip(decoded(written)) : String(BigInt(digits)), line, fields: texts };
    });
}

interface Tagged {
  readonly line: number;
  /** The opening tag. */
  readonly tag: string;
  readonly inside: string;
}

// Tag by tag in one pass: a pattern for a whole topic would search to the end of the file for every unclosed tag.

/** What is between the opening and the closing tags of topics. */
function topicsIn(text: string, topic: string, fail: Fail): Tagged[] {
  const lineAt = lineCounter(text);
  const topics: Tagged[] = [];
  const found = (open: number, close: number) => {
    const end = text.indexOf('>', open);
    const isClosed = end >= 0 && end < close;
    topics.push({
      line: lineAt(open),
      tag: text.slice(open, isClosed ? end : close),
      inside: isClosed ? text.slice(end + 1, close) : '',
    });
  };
  const unclosed = (open: number) => fail(lineAt(open), `a <${topic}> without </${topic}>`);
  let open: number | undefined;
  for (const { index, 1: slash } of text.matchAll(new RegExp(`<(/?)${topic}\\b`, 'gi'))) {
    if (open === undefined) {
      if (slash === '') open = index;
    } else if (slash !== '') {
      found(open, index);
      open = undefined;
    } else if (/<\/narr\b/i.test(text.slice(open, index))) {
      // FIRE's Hindi topics of 2012 lack a </top>. As in Anserini, the end of the narrative is that of the topic, too.
      found(open, index);
      open = index;
    } else unclosed(open);
  }
  if (open !== undefined) unclosed(open);
  return topics;
}

/** What is behind each tag, up to the next one, by the tags' lowercase names; the first of each name counts. */
function partsOf(topic: string, partTag: RegExp): Map<string, string> {
  const parts = new Map<string, string>();
  const tags = [...topic.matchAll(partTag)];
  for (const [i, { index, 1: slash, 2: name }] of tags.entries()) {
    const part = name!.toLowerCase();
    if (slash !== '' || parts.has(part)) continue;
    const tag = topic.slice(index, tags[i + 1]?.index ?? topic.length);
    parts.set(part, tag.slice(tag.indexOf('>') + 1 || tag.length));
  }
  return parts;
}

const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text that is written in XML. */
function decoded(xml: string): string {
  return xml.replace(
    /<!\[CDATA\[([^\]]*(?:\](?!\]>)[^\]]*)*)\]\]>|&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,4}));/gi,
    (whole, data?: string, hex?: string, decimal?: string, name?: string) => {
      if (data !== undefined) return data;
      if (name !== undefined) return signs[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** XML with blanks in place of its comments, so that lines are as before. */
function withoutComments(xml: string): string {
  let text = '';
  let from = 0;
  for (let at = xml.indexOf('<!--'); at >= 0; at = xml.indexOf('<!--', from)) {
    const end = xml.indexOf('-->', at + 4);
    if (end < 0) break;
    text += xml.slice(from, at) + xml.slice(at, end + 3).replace(/[^\r\n]/g, ' ');
    from = end + 3;
  }
  return text + xml.slice(from);
}
