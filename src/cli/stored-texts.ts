import { luceneLocation } from '../serving/lucene-location.js';
import type { OpenIndex } from '../serving/open-index.js';
import { TseriniError } from '../util/errors.js';
import type { Io } from './command.js';
import { indexFolder } from './flags/index-flag.js';
import { cachedTexts, howToAddTexts } from './published-texts.js';

/** Does work with an index that stores texts. @throws TseriniError `USAGE` where it stores none */
export async function withStoredTexts(
  given: string,
  io: Io,
  work: (index: OpenIndex) => Promise<void>,
): Promise<void> {
  const location = luceneLocation(await indexFolder(await indexWithTexts(given, io), io));
  try {
    const opened = await location.open();
    const index = opened[0]!;
    try {
      if (!index.hasText) {
        throw new TseriniError(
          'USAGE',
          `the index stores no texts: build it with --storeRaw: ${location.name}`,
          {
            value: location.name,
          },
        );
      }
      await work(index);
    } finally {
      await Promise.all(opened.map((one) => one.close()));
    }
  } finally {
    await location.close?.();
  }
}

/** The index that has the texts of the given one, where that is published without. */
async function indexWithTexts(given: string, io: Io): Promise<string> {
  const texts = await cachedTexts(given, io);
  if (texts !== undefined) return texts;
  const hint = await howToAddTexts(given, '--index ');
  if (hint === undefined) return given;
  throw new TseriniError('USAGE', `${given} stores no texts: ${hint}`, { value: given });
}
