import { TseriniError } from '../util/errors.js';
import type { InputMeasure } from './input-measure.js';
import type { CorpusDocument } from './splade-document-encoder.js';
import { type PassageRoom, splitText, splitUnits, type TextSplit } from './split-text.js';

/** How documents are split into passages that the model reads whole. */
export interface SplitOptions {
  /** Whole words, or whole sentences where they fit. */
  readonly by: TextSplit['by'];
  /**
   * Tokens at the end of a passage that the next one repeats, at most, in whole words or sentences; the `stride` of Hugging
   * Face's tokenizers. Default: 0.
   */
  readonly stride?: number | undefined;
  /** Encode the title with a document's first passage only. Default: with each. */
  readonly titleOnce?: boolean | undefined;
}

/** What separates a docid and the number of a passage, from 0: `doc#0`, as in MS MARCO's segmented collections. */
export const passageMark = '#';

/** @throws TseriniError `USAGE` */
export function checkSplit({ by, stride = 0 }: SplitOptions): void {
  if (!splitUnits.includes(by)) {
    throw new TseriniError('USAGE', `texts are split by ${splitUnits.join(' or ')}, not by ${by}`, {
      value: by,
    });
  }
  if (!(Number.isSafeInteger(stride) && stride >= 0)) {
    throw new TseriniError('USAGE', `the stride must be a whole number from 0 up, not ${stride}`, {
      value: stride,
    });
  }
}

/** A document with its title and text, and what its passages store. */
export interface SplitDocument extends CorpusDocument {
  /** The contents of a passage. @param title empty where the passage has none */
  contentsOf(text: string, title: string): string;
}

/**
 * The passages of a document, in order: `doc#0`, `doc#1` … None is longer than the model reads, and none of the text is lost.
 * @throws TseriniError `INPUT` where the title leaves no room, or the docid has the mark; `USAGE` where nothing fits
 */
export function passagesOf(
  document: SplitDocument,
  { by, stride = 0, titleOnce = false }: SplitOptions,
  measure: InputMeasure,
): CorpusDocument[] {
  const { id, text, title = '' } = document;
  if (id.includes(passageMark)) {
    throw new TseriniError(
      'INPUT',
      `the docid ${id} has a ${passageMark}, at which passages are told from documents (--max-passage)`,
      { value: id },
    );
  }
  const titleOf = (passage: number) => (passage > 0 && titleOnce ? '' : title);
  const { maxLength } = measure;
  const rooms = new Map<string, number>();
  const passageRoom: PassageRoom = {
    fits: (part, passage) => measure.inputTokens({ title: titleOf(passage), text: part }) <= maxLength,
    room: (passage) => {
      const own = titleOf(passage);
      const known = rooms.get(own) ?? maxLength - measure.inputTokens({ title: own, text: '' });
      rooms.set(own, known);
      return known;
    },
    count: (part) => measure.textTokens(part),
  };
  if (title !== '' && passageRoom.room(0) < maxLength / 8) {
    throw new TseriniError(
      'INPUT',
      `the title of document ${id} leaves room for ${Math.max(0, passageRoom.room(0))} of ${maxLength} tokens: ` +
        'encode the text alone, or give a longer maximum',
      { value: title },
    );
  }
  if (stride >= passageRoom.room(1)) {
    throw new TseriniError(
      'USAGE',
      `a stride of ${stride} tokens leaves nothing new for a passage of ${passageRoom.room(1)}`,
      { value: stride },
    );
  }
  const spans = splitText(text, { by, stride }, passageRoom);
  if (!spans) {
    throw new TseriniError('USAGE', `a maximum length of ${maxLength} tokens leaves no room for text`, {
      value: maxLength,
    });
  }
  const texts = spans.map(({ start, end }) => text.slice(start, end));
  return texts.map((part, passage) => ({
    id: `${id}${passageMark}${passage}`,
    text: part,
    title: titleOf(passage),
    contents: document.contentsOf(part, titleOf(passage)),
  }));
}
