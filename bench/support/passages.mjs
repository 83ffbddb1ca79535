// Passages of English text from Debian's packages, each source in its own way. Every generator yields
// { passages, query? }: passages of one entry, and a short text that asks for them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Passages are cut where they would become longer: MS MARCO's have 56 words on average. */
const mostWords = 80;
const fewestWords = 8;

const wordsIn = (text) => text.split(/\s+/).filter((word) => /[a-z]/i.test(word)).length;
const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

/** Consecutive sentences, joined to passages. */
function passagesOf(text) {
  const passages = [];
  let passage = '';
  let words = 0;
  for (const sentence of oneLine(text).split(/(?<=[.!?;]) /)) {
    const more = wordsIn(sentence);
    if (words + more > mostWords && words >= fewestWords) {
      passages.push(passage);
      [passage, words] = ['', 0];
    }
    passage = passage === '' ? sentence : `${passage} ${sentence}`;
    words += more;
  }
  if (words >= fewestWords) passages.push(passage);
  return passages;
}

/** Descriptions of packages, as the file Translation-en of an archive has them; their first lines are the queries. */
export function* packageDescriptions(text) {
  for (const record of text.split('\n\n')) {
    const [, synopsis, long] = /^Description-en: (.*)\n((?: .*\n)*)/m.exec(`${record}\n`) ?? [];
    if (synopsis !== undefined) {
      yield { passages: passagesOf(long.replace(/^ \.$/gm, '')), query: synopsis };
    }
  }
}

/** WordNet's synsets: the words, and the gloss. */
export function* wordnetGlosses(folder) {
  for (const part of ['noun', 'verb', 'adj', 'adv']) {
    for (const line of readFileSync(join(folder, `data.${part}`), 'utf8').split('\n')) {
      const [synset, gloss] = line.split(' | ');
      if (gloss === undefined || line.startsWith('  ')) continue;
      const fields = synset.split(' ');
      const words = Array.from({ length: Number.parseInt(fields[3], 16) }, (_, i) =>
        fields[4 + 2 * i].replaceAll('_', ' ').replace(/\(\w+\)$/, ''),
      );
      yield { passages: [oneLine(`${words.join(', ')}: ${gloss}`)], query: `what is ${words[0]}` };
    }
  }
}

/** The dictionary's entries, each a line at the margin and indented ones; without pronunciations and sources. */
export function* dictionaryEntries(bytes) {
  const text = gunzipSync(bytes).toString('utf8');
  for (const entry of text.split(/\n(?=\S)/)) {
    const plain = entry.replace(/\[\d{4} [^\]]*\]|\\[^\\\n]*\\|\([^()\n]*\[[^()\n]*\)|[{}]/g, ' ');
    const [head] = entry.split(/ [\\([]|,|\n/, 1);
    yield { passages: passagesOf(plain), query: `definition of ${head.toLowerCase()}` };
  }
}

/** Paragraphs of manual pages: roff without its requests and escapes. */
export function* manualPages(folder) {
  for (const name of readdirSync(folder, { recursive: true }).sort()) {
    if (!/(^|\/)man\d\/[^/]+\.gz$/.test(name)) continue;
    const source = gunzipSync(readFileSync(join(folder, name))).toString('utf8');
    const text = source
      .replace(/^\.nf[\s\S]*?^\.fi$/gm, '')
      .replace(/^\.(?:BR?|BI|IR?|RB|RI|IB) (.*)/gm, (_, shown) => shown.replaceAll('"', ''))
      .replace(/^[.'](?:P|PP|LP|TP|IP|HP|SH|SS|sp)\b.*/gm, '\n')
      .replace(/^[.'].*/gm, '')
      .replace(/\\f(?:\[\w*\]|\(..|.)|\\[&|^/,]|\\s[-+]?\d/g, '')
      .replace(/\\(?:\((?:aq|cq)|\[(?:aq|cq)\])/g, "'")
      .replace(/\\-/g, '-')
      .replace(/\\(?:\(..|\[\w*\]|.)/g, ' ');
    for (const paragraph of text.split(/\n\s*\n/)) yield { passages: passagesOf(paragraph) };
  }
}
