import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The lines of a text, none wider in a terminal than `width` columns. Words that are wider are split. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const add = (part: string, partWidth: number, space: string) => {
    if (used > 0 && used + space.length + partWidth > width) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    const lead = used > 0 ? space : '';
    line += lead + part;
    used += lead.length + partWidth;
  };
  for (const word of text.split(' ')) {
    const wordWidth = stringWidth(word);
    if (wordWidth <= width) {
      add(word, wordWidth, ' ');
      continue;
    }
    let space = ' ';
    for (const { segment } of graphemes.segment(word)) {
      add(segment, stringWidth(segment), space);
      space = '';
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** As {@link wrapText}, but at most so many lines, the last of which then ends with an ellipsis. */
export function wrapCut(text: string, width: number, most: number): string[] {
  const lines = wrapText(text, width);
  if (lines.length <= most) return lines;
  const [first = ''] = wrapText(lines[most - 1]!, width - 2);
  // One character that is composed of several can be three columns wide.
  const last = stringWidth(first) <= width - 2 ? first.replace(/ …$/, '') : '';
  return [...lines.slice(0, most - 1), `${last} …`];
}
