import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { collectionFiles } from '../corpus/collection-files.js';
import { modelOfVectors } from '../encode/collection/model-of-vectors.js';
import { throwIfStopped } from '../util/abort.js';
import { TseriniError } from '../util/errors.js';
import { statOrUndefined } from '../util/files/stat-or-undefined.js';
import { writeAtomically } from '../util/files/write-atomically.js';
import type { VectorRecord } from '../vector/parse-vector.js';
import { checkPruning, type PruneOptions, prune } from '../vector/prune.js';
import type { SparseVector } from '../vector/sparse-vector.js';
import { type MaskOptions, maskFacts, tokenMask } from '../vector/token-mask.js';
import type { ConvertOptions } from './convert-vectors.js';
import { formatOfInput, formatOfOutput, type VectorFormat } from './formats.js';
import { ListCuts } from './list-cuts.js';
import { readVectorRecords } from './read-records.js';
import { Vocabulary } from './vocabulary.js';
import { checkOutput, scaled, writeVectors } from './write-vectors.js';

/** What to leave out of a collection of vectors. At least one rule is needed; a posting stays if every rule keeps it. */
export interface PruneRules extends PruneOptions, MaskOptions {
  /**
   * Keep this many of the heaviest postings of each token, in all documents, and those that are as heavy as the last of
   * them.
   */
  readonly listTop?: number | undefined;
}

/** How vectors are pruned, read and written. */
export interface PruneVectorsOptions extends PruneRules, ConvertOptions {}

/** What a collection of vectors holds. Entries of weight 0 count as none. */
export interface VectorCounts {
  readonly documents: number;
  readonly postings: number;
  /** Different tokens. */
  readonly tokens: number;
  /** Documents without a posting. */
  readonly empty: number;
}

/** What was there, and what was written. */
export interface PruneVectorsResult {
  readonly before: VectorCounts;
  readonly after: VectorCounts;
  /** Tokens of `maskTokens` that no document has. */
  readonly unknownTokens: readonly string[];
  readonly format: VectorFormat;
  /** The files beside the output: vocabulary, docids, and the manifest, where there are such. */
  readonly beside: readonly string[];
}

/**
 * Prunes a collection of vectors before it is indexed: static pruning (Carmel et al. 2001), by document (Büttcher and Clarke
 * 2006) or by posting list; Lassance et al. (2023, https://arxiv.org/abs/2304.12702) compare both for learned sparse
 * vectors. Weights stay as they are; a document of which nothing is left stays as an empty vector. The result does not
 * depend on the order of documents or tokens. Holds one vector at a time; with `listTop` the input is read twice, and memory
 * holds up to `listTop` numbers for each token.
 *
 * ```ts
 * const { before, after } = await pruneVectors('encode/nfcorpus', 'encode/pruned.jsonl', { mass: 0.9 });
 * console.log(`${after.postings} of ${before.postings} postings`);
 * ```
 * @param input as {@link convertVectors} takes it; of an index, {@link LuceneIndexReader.dumpVectors} writes it
 * @param output the file; of a JsonVectorCollection whose input has a manifest, one beside it names model and rules
 * @throws TseriniError `USAGE` (no rule, a rule out of range, the input's own file), else as {@link convertVectors}
 */
export async function pruneVectors(
  input: string,
  output: string,
  options: PruneVectorsOptions,
): Promise<PruneVectorsResult> {
  const format = formatOfOutput(output, options.format);
  const from = formatOfInput(input, options.from);
  const mask = checkRules(options);
  const { signal, scale, listTop, onProgress } = options;
  throwIfStopped(signal);
  await checkOutput(output, scale);
  const files = from === 'npz' ? [input] : (await collectionFiles(input)).map(({ path }) => path);
  if (files.some((file) => resolve(file) === resolve(output))) {
    throw new TseriniError('USAGE', `the output is a file of the input: ${output}`, { value: output });
  }
  const given = options.vocabulary === undefined ? undefined : await Vocabulary.read(options.vocabulary);
  const settings = {
    ...{ vocabulary: from === 'jsonl' ? undefined : given, docids: options.docids, signal },
  };
  const made = from === 'npz' ? undefined : await modelOfVectors(files);
  let cuts: ListCuts | undefined;
  if (listTop !== undefined) {
    if ((await statOrUndefined(input))?.isFIFO()) {
      throw new TseriniError('USAGE', `posting lists are read twice, which a pipe is not: ${input}`);
    }
    cuts = new ListCuts(listTop);
    for await (const { vector } of readVectorRecords(input, from, settings)) {
      for (const [token, weight] of vector) if (!mask?.(token)) cuts.add(token, weight);
    }
  }
  const [before, after] = [new Counter(), new Counter()];
  const records = (async function* (): AsyncGenerator<VectorRecord> {
    let done = 0;
    for await (const record of readVectorRecords(input, from, settings)) {
      before.add(record.vector);
      const pruned = { ...record, vector: pruneOne(record.vector, options, mask, cuts) };
      const kept = scale === undefined ? pruned : scaled(pruned, scale);
      after.add(kept.vector);
      yield kept;
      if (++done % 1000 === 0) onProgress?.(done);
    }
    onProgress?.(done);
  })();
  // Beside other vectors, the manifest of earlier ones would name the wrong model.
  const manifest = `${output.replace(/\.gz$/, '')}.manifest`;
  if (format === 'jsonl') await rm(manifest, { force: true });
  const beside = await writeVectors(records, output, {
    ...{ format, vocabulary: given ?? Vocabulary.empty(), hasVocabulary: given !== undefined },
    ...{ name: options.name, signal },
  });
  if (format === 'jsonl' && made) {
    const { mass, topK, minWeight } = options;
    const rules = { mass, topK, minWeight, listTop, scale, mask: mask && maskFacts(options) };
    const text = JSON.stringify({ ...made, pruned: [...(made.pruned ?? []), rules] }, null, 2);
    await writeAtomically('manifest', manifest, [`${text}\n`]);
    beside.push(manifest);
  }
  const unknownTokens = (options.maskTokens ?? []).filter((token) => !before.has(token));
  return { before: before.counts, after: after.counts, unknownTokens, format, beside };
}

/** @throws TseriniError `USAGE` */
function checkRules(rules: PruneRules): ReturnType<typeof tokenMask> {
  checkPruning(rules);
  const { mass, topK, minWeight, listTop } = rules;
  if (listTop !== undefined && !(Number.isSafeInteger(listTop) && listTop > 0)) {
    throw new TseriniError('USAGE', `listTop must be a whole number from 1 up, not ${listTop}`, {
      value: listTop,
    });
  }
  const mask = tokenMask(rules);
  if (!mask && [mass, topK, minWeight, listTop].every((rule) => rule === undefined)) {
    throw new TseriniError(
      'USAGE',
      'nothing says what to prune: a mass, a number of tokens, a least weight, a length of posting lists, or a mask',
    );
  }
  return mask;
}

function pruneOne(
  vector: SparseVector,
  rules: PruneRules,
  mask: ReturnType<typeof tokenMask>,
  cuts: ListCuts | undefined,
): SparseVector {
  const unmasked = mask ? new Map([...vector].filter(([token]) => !mask(token))) : vector;
  const kept = prune(unmasked, rules);
  return cuts ? new Map([...kept].filter(([token, weight]) => weight >= cuts.least(token))) : kept;
}

/** Counts what vectors hold. */
class Counter {
  #documents = 0;
  #postings = 0;
  #empty = 0;
  readonly #tokens = new Set<string>();

  add(vector: SparseVector): void {
    let postings = 0;
    for (const [token, weight] of vector) {
      if (weight <= 0) continue;
      postings++;
      this.#tokens.add(token);
    }
    this.#documents++;
    this.#postings += postings;
    if (postings === 0) this.#empty++;
  }

  has(token: string): boolean {
    return this.#tokens.has(token);
  }

  get counts(): VectorCounts {
    return {
      documents: this.#documents,
      postings: this.#postings,
      tokens: this.#tokens.size,
      empty: this.#empty,
    };
  }
}
