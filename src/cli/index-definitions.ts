import type { QueryEncoderRequest } from '../encode/query-encoder-request.js';
import { embeddedIndex } from '../serving/embedded-index.js';
import type { IndexDefinition } from '../serving/index-set.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import type { Flags, Io, OptionTable } from './command.js';
import { queryEncoderFlags } from './flags/encoder-flags.js';
import { indexFolder } from './flags/index-flag.js';
import { impliedEncoder } from './published-settings.js';
import { cachedTexts, howToAddTexts } from './published-texts.js';
import { given } from './values.js';

const { encoder: _, ...encoderFlags } = queryEncoderFlags;

/** Flags of the commands that open several indexes by name. */
export const indexSetFlags = {
  index: {
    type: 'string',
    array: true,
    repeats: true,
    describe:
      'NAME=PATH[,encoder=MODEL][,bm25=PATH], once per index: a folder or a prebuilt name, the model of its ' +
      "queries (or onnx-encoder=NAME, of Anserini's such as SpladeV3), and a text index of the same documents, built " +
      'with --storeRaw (default: the embedded collection)',
  },
  ...encoderFlags,
} satisfies OptionTable;

/** The flags with what `onnx-encoder=` of an index names. */
export function withNamed(flags: Flags, { onnxEncoder }: Pick<QueryEncoderRequest, 'onnxEncoder'>): Flags {
  return { ...flags, 'onnx-encoder': onnxEncoder };
}

const form = 'NAME=PATH[,encoder=MODEL][,bm25=PATH]';
/** The settings of an index, by their names in {@link IndexDefinition}. */
const settingNames = { encoder: 'encoder', 'onnx-encoder': 'onnxEncoder', bm25: 'bm25' } as const;

/**
 * Reads `NAME=PATH[,encoder=MODEL][,bm25=PATH][,writable]`, also with `onnx-encoder=NAME`.
 * @throws TseriniError `USAGE`
 */
export function parseIndexDefinition(given: string): IndexDefinition {
  const fail = (what: string) =>
    new TseriniError('USAGE', `--index is ${form}: ${what}: ${given}`, { value: given });
  const [first, ...settings] = given.split(',');
  const [name, path] = splitOnce(first!);
  if (!name || !path) throw fail('name and path are missing');
  const options: { -readonly [name in keyof Omit<IndexDefinition, 'writable'>]?: string } = {};
  let writable: true | undefined;
  for (const setting of settings) {
    if (setting === 'writable') {
      writable = true;
      continue;
    }
    const [key, value] = splitOnce(setting);
    if (!Object.hasOwn(settingNames, key)) throw fail(`unknown setting ${key}`);
    if (!value) throw fail(`${key} has no value`);
    const option = settingNames[key as keyof typeof settingNames];
    if (options[option] !== undefined) throw fail(`${key} is given twice`);
    options[option] = value;
  }
  if (options.encoder !== undefined && options.onnxEncoder !== undefined) {
    throw fail('encoder and onnx-encoder exclude each other');
  }
  return { name, path, ...options, ...(writable && { writable }) };
}

function splitOnce(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/**
 * The indexes that the flags name, prebuilt ones fetched; the embedded collection where none is named.
 * @param canWrite whether the command takes writable indexes, of which `--writable` makes all
 */
export async function indexDefinitions(flags: Flags, io: Io, canWrite = false): Promise<IndexDefinition[]> {
  const named = (flags.index as string[] | undefined) ?? [];
  const all = canWrite && flags.writable === true;
  if (named.length === 0) {
    if (all)
      throw new TseriniError('USAGE', '--writable goes with --index: the embedded collection is only read');
    return [await embeddedDefinition(io)];
  }
  const definitions: IndexDefinition[] = [];
  for (const parsed of named.map(parseIndexDefinition)) {
    const definition = all ? { ...parsed, writable: true } : parsed;
    if (definition.writable) {
      await requireWritable(definition, canWrite);
      definitions.push(definition);
      continue;
    }
    const path = await placeOf(definition.path, io);
    const texts = definition.bm25 ?? (await textsByName(definition.path, io));
    const bm25 = texts && (await placeOf(texts, io));
    const { onnxEncoder } = definition;
    const encoder =
      definition.encoder ??
      (onnxEncoder === undefined ? await encoderByName(definition.path, io) : undefined);
    definitions.push({ ...definition, path, bm25, ...given({ encoder }) });
  }
  return definitions;
}

/** @throws TseriniError `USAGE` for an index that is only read */
async function requireWritable({ name, path }: IndexDefinition, canWrite: boolean): Promise<void> {
  const refuse = (reason: string) =>
    new TseriniError('USAGE', `the index ${name} cannot be writable: ${reason}`, { value: name });
  if (!canWrite) throw refuse('this command only reads');
  if (/[\\/]/.test(path) || (await statOrUndefined(path))) return;
  const { lookUpPrebuiltIndex } = await import('../prebuilt/prebuilt-indexes.js');
  if (lookUpPrebuiltIndex(path)) throw refuse(`${path} is a published index, which stays as it is`);
}

/** An index whose model cannot be run is served for encoded queries. */
function encoderByName(path: string, io: Io): Promise<string | undefined> {
  return impliedEncoder(path, io).catch((error) => {
    if (!(error instanceof TseriniError)) throw error;
    io.log(`warning: ${error.message}`);
    return undefined;
  });
}

/** The texts of a published index where they are in the cache; where not, a line says how to get them. */
async function textsByName(path: string, io: Io): Promise<string | undefined> {
  const texts = await cachedTexts(path, io);
  if (texts !== undefined) return texts;
  const hint = await howToAddTexts(path, 'bm25=');
  if (hint !== undefined) io.log(`${path} stores no texts to show: ${hint}`);
  return undefined;
}

/** The folder or address that an index flag names. */
export async function placeOf(path: string, io: Io): Promise<string> {
  return /^https?:/.test(path) ? path : indexFolder(path, io);
}

/** The collection that comes with this package, built on first use. */
export async function embeddedDefinition(io: Io): Promise<IndexDefinition> {
  let progress: ReturnType<Io['progress']> | undefined;
  const onProgress = (done: number, total: number) => {
    progress ??= io.progress('encoding the embedded collection', 'docs', total);
    progress.update(done, total);
  };
  return embeddedIndex({ signal: io.signal, onProgress }).finally(() => progress?.stop());
}
