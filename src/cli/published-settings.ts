import type { ExcludedDocuments } from '../datasets/excluded-documents.js';
import type { PublishedTopics } from '../datasets/published-topics.js';
import { otherKindOf } from '../model/source.js';
import type { PrebuiltIndex } from '../prebuilt/prebuilt-index.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import type { Flags, Io } from './command.js';

// What Pyserini sets by the names of an index and of topics. Flags that are given override it.

/** What is published under a name; undefined for a path. */
export async function publishedIndex(given: string): Promise<PrebuiltIndex | undefined> {
  if (/[\\/]/.test(given) || (await statOrUndefined(given))) return undefined;
  return (await import('../prebuilt/prebuilt-indexes.js')).lookUpPrebuiltIndex(given);
}

async function publishedTopics(given: string): Promise<PublishedTopics | undefined> {
  if (/[\\/]/.test(given) || (await statOrUndefined(given))) return undefined;
  return (await import('../datasets/published-topics.js')).namedTopics.get(given);
}

/** The flags of a search of one index, with what its name and that of its topics imply; each is said in a line. */
export async function withPublishedSettings(flags: Flags, io: Io): Promise<Flags> {
  const index = await publishedIndex(String(flags.index));
  const topics = await publishedTopics(String(flags.topics));
  if (index && topics) warnOfOtherDataSet(index, topics, io);
  if (!flags.impact) return { ...flags, ...(await bm25Settings(String(flags.index), flags, io)) };
  if (topics?.encoding === 'impact') return { ...flags, ...encodedTopics(topics, index, flags, io) };
  if (flags.encoder !== undefined || flags.pretokenized || !index) return flags;
  return { ...flags, encoder: encoderOf(index, io) };
}

/**
 * BM25's parameters by the name of an index, unless flags give them.
 * @param given the index as the flag names it: Pyserini goes by that
 */
export async function bm25Settings(
  given: string,
  flags: Flags,
  io: Io,
): Promise<{ k1?: number; b?: number }> {
  if (flags.qld || flags.k1 !== undefined || flags.b !== undefined || !(await publishedIndex(given)))
    return {};
  const { bm25Defaults } = await import('../prebuilt/bm25-defaults.js');
  const found = bm25Defaults(given);
  if (!found) return {};
  io.log(`BM25 with k1 ${found.k1} and b ${found.b}, as Pyserini searches ${given} (--k1 and --b override)`);
  return { ...found };
}

/** The model of an index's queries, by the name of the index, unless a flag gives it. */
export async function impliedEncoder(given: string, io: Io): Promise<string | undefined> {
  const index = await publishedIndex(given);
  return index && encoderOf(index, io);
}

function encoderOf({ name, model }: PrebuiltIndex, io: Io): string | undefined {
  if (model === undefined) return undefined;
  const isOnHub = /^\S+\/\S+$/.test(model);
  const kind = otherKindOf(model);
  if (!isOnHub || kind !== undefined) {
    const why = isOnHub ? `and ${kind} models are not supported` : 'which is not on the Hugging Face Hub';
    throw new TseriniError(
      'USAGE',
      `the queries of ${name} are encoded by ${model}, ${why}: take encoded topics ` +
        '(tserini topics --list), or give --encoder',
      { value: name },
    );
  }
  io.log(`queries are encoded by ${model}, as ${name} was (--encoder overrides)`);
  return model;
}

function encodedTopics(
  { names: [name], encoder }: PublishedTopics,
  index: PrebuiltIndex | undefined,
  flags: Flags,
  io: Io,
): { pretokenized: true } {
  if (flags.encoder !== undefined) {
    throw new TseriniError(
      'USAGE',
      `the topics ${name} are encoded: leave out --${flags['onnx-encoder'] ? 'onnx-encoder' : 'encoder'}`,
      { value: name },
    );
  }
  const by = encoder === undefined ? '' : ` (${encoder})`;
  io.log(`the topics ${name} are encoded${by}, and searched without a model`);
  const model = encoder?.replace(/ \(.*\)$/, '');
  if (index?.model?.includes('/') && model?.includes('/') && index.model !== model) {
    io.log(`warning: the topics ${name} are encoded by ${model}, and ${index.name} by ${index.model}`);
  }
  return { pretokenized: true };
}

/** Collections of which each index is for the topics whose names begin with its own. */
const collections = /^(?:beir-v1\.0\.0|bright|miracl-v1\.0|mrtydi-v1\.1)-/;

function warnOfOtherDataSet(index: PrebuiltIndex, { names: [name = ''] }: PublishedTopics, io: Io): void {
  const [collection] = collections.exec(index.name) ?? [];
  if (collection === undefined || !collections.test(name)) return;
  const dataset = index.name.slice(collection.length).split('.')[0];
  const rest = name.startsWith(collection) ? name.slice(collection.length) : '';
  if (rest === dataset || rest.startsWith(`${dataset}.`) || rest.startsWith(`${dataset}-`)) return;
  io.log(`warning: the topics ${name} are of another data set than the index ${index.name}`);
}

/** The documents that a data set of BRIGHT leaves out, by the names or paths of the index and the topics. */
export async function readExcluded(flags: Flags, io: Io): Promise<ExcludedDocuments | undefined> {
  if (flags['no-exclusions']) return undefined;
  const names = [String(flags.index), String(flags.topics)];
  if (!names.some((name) => name.includes('bright-'))) return undefined;
  const { excludedDocuments } = await import('../datasets/excluded-documents.js');
  const excluded = await excludedDocuments(names, { signal: io.signal });
  if (excluded)
    io.log(
      `documents that BRIGHT excludes are left out of the hits of ${excluded.size} topics (--no-exclusions keeps them)`,
    );
  return excluded;
}
