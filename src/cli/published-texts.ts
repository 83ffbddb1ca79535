import type { PrebuiltIndex } from '../prebuilt/prebuilt-index.js';
import type { Flags, Io } from './command.js';
import { publishedIndex } from './published-settings.js';
import { grouped, text } from './values.js';

/** The published index with the texts of another. */
export interface PublishedTexts extends Pick<PrebuiltIndex, 'name'> {
  /** What downloading it takes: `2,220 MB`. */
  readonly size: string;
  readonly isCached: boolean;
}

/** The index with the texts of one that is published without them; undefined for any other. */
export async function publishedTexts(given: string): Promise<PublishedTexts | undefined> {
  const { texts } = (await publishedIndex(given)) ?? {};
  if (texts === undefined) return undefined;
  const [{ findPrebuiltIndex }, { isFetched }] = await Promise.all([
    import('../prebuilt/prebuilt-indexes.js'),
    import('../prebuilt/fetch-index.js'),
  ]);
  const index = findPrebuiltIndex(texts);
  const { name, size = 0 } = index;
  return { name, size: `${grouped(Math.ceil(size / 1e6))} MB`, isCached: await isFetched(index) };
}

/** The name of the index with the texts of a published one, if it is in the cache, which is said in a line. */
export async function cachedTexts(given: string, io: Io): Promise<string | undefined> {
  const texts = await publishedTexts(given);
  if (!texts?.isCached) return undefined;
  io.log(`titles and texts are those of ${texts.name}, which is in the cache`);
  return texts.name;
}

/** The flags of a search, with the cached texts of its index as `--text-index`. */
export async function withCachedTexts(flags: Flags, io: Io): Promise<Flags> {
  const index = text(flags, 'index');
  if (index === undefined || flags['text-index'] !== undefined) return flags;
  const texts = await cachedTexts(index, io);
  return texts === undefined ? flags : { ...flags, 'text-index': texts };
}

/**
 * What adds the texts of a published index that has none: `bm25=msmarco-v1-passage downloads them (2,220 MB)`; undefined for
 * any other index.
 * @param flag by which an index with texts is named
 */
export async function howToAddTexts(given: string, flag: string): Promise<string | undefined> {
  const texts = await publishedTexts(given);
  return texts && `${flag}${texts.name} downloads them (${texts.size})`;
}
