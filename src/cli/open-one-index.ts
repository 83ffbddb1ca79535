import { basename, resolve } from 'node:path';
import type { IndexDefinition } from '../serving/index-set.js';
import type { ServedIndex } from '../serving/served-index.js';
import { TseriniError } from '../util/errors.js';
import type { Flags, Io } from './command.js';
import { startOpeningQueryEncoder } from './flags/encoder-flags.js';
import { embeddedDefinition, placeOf } from './index-definitions.js';
import { impliedEncoder } from './published-settings.js';
import { text } from './values.js';

/** An index to search with single queries. */
export interface OneIndex extends AsyncDisposable {
  readonly index: ServedIndex;
}

/**
 * Opens the index that `--index`, `--text-index` and `--encoder` name, the embedded collection by default.
 * @param needsModel false where the query's text is all that is searched with
 */
export async function openOneIndex(flags: Flags, io: Io, needsModel: boolean): Promise<OneIndex> {
  const definition = withoutModel(await defined(flags, io, needsModel), needsModel);
  const { encoder } = definition;
  // The model loads on its own thread while this one is blocked by the start of the JVM, and opens the index.
  const loading = encoder === undefined ? undefined : await startOpeningQueryEncoder(encoder, flags, io);
  const { IndexSet } = await import('../serving/index-set.js');
  const set = await IndexSet.open([definition], {
    loadEncoder: () => loading!.loaded,
    withTokens: flags.explain === true,
  }).catch(async (error) => {
    await loading?.close();
    throw error;
  });
  return { index: set.all[0]!, [Symbol.asyncDispose]: () => set.close() };
}

/** BM25 alone needs only the text index. */
function withoutModel(definition: IndexDefinition, needsModel: boolean): IndexDefinition {
  if (needsModel || definition.bm25 === undefined) return definition;
  return { name: definition.name, path: definition.bm25 };
}

async function defined(flags: Flags, io: Io, needsModel: boolean): Promise<IndexDefinition> {
  const named = text(flags, 'index');
  const textIndex = text(flags, 'text-index');
  const given = text(flags, 'encoder');
  if (named === undefined) {
    if (textIndex !== undefined) throw new TseriniError('USAGE', '--text-index goes with --index');
    const embedded = await embeddedDefinition(io);
    return given === undefined ? embedded : { ...embedded, encoder: given };
  }
  const path = await placeOf(named, io);
  const bm25 = textIndex === undefined ? undefined : await placeOf(textIndex, io);
  const encoder = needsModel
    ? (given ?? (await impliedEncoder(named, io)) ?? (await recordedEncoder(path, io)))
    : given;
  return { name: nameOf(named), path, bm25, encoder };
}

/** A name for messages. */
function nameOf(given: string): string {
  const name = basename(resolve(given)).replace(/[^\w.-]/g, '-');
  return /^[A-Za-z0-9]/.test(name) ? name.slice(0, 128) : 'index';
}

/** The model that encoded the documents of an impact index, as the index records it; undefined for a text index. */
async function recordedEncoder(path: string, io: Io): Promise<string | undefined> {
  if (/^https?:/.test(path)) throw noEncoder(path);
  const [{ LuceneIndexReader }, { modelsOf }] = await Promise.all([
    import('../lucene/read/lucene-index-reader.js'),
    import('../search/index-description.js'),
  ]);
  await using reader = await LuceneIndexReader.open(path);
  if (reader.description.kind === 'text') return undefined;
  const [model, other] = modelsOf(reader.description);
  if (!model || other) throw noEncoder(path);
  io.log(`queries are encoded by ${model.name}, as the documents were (--encoder overrides)`);
  return model.name;
}

function noEncoder(path: string): TseriniError {
  const message = `the impact index does not say by which model queries are encoded: give --encoder: ${path}`;
  return new TseriniError('USAGE', message, { value: path });
}
