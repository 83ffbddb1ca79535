import type { SourceOptions } from '../../corpus/formats/source-record.js';
import { pinCorpus } from '../../corpus/hub/pin-corpus.js';
import { shardRange } from '../../corpus/shard.js';
import { surveyCorpus } from '../../corpus/survey.js';
import { modelSha256 } from '../../model/checkpoint/fingerprint.js';
import { stopError } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { packageVersion } from '../../util/package-version.js';
import { pythonJsonString } from '../../util/python/json.js';
import { pythonJsonVector } from '../../vector/format-vector.js';
import { maskFacts } from '../../vector/token-mask.js';
import type { LoadingHooks } from '../load-splade-model.js';
import { checkSplit, type SplitOptions } from '../passages.js';
import {
  type CorpusDocument,
  type EncodedDocument,
  SpladeDocumentEncoder,
  type SpladeDocumentEncoderOptions,
} from '../splade-document-encoder.js';
import type { TextCounts } from '../text-counts.js';
import { type EmbeddingsFolderOptions, openEmbeddings } from './embeddings-folder.js';
import type { Manifest } from './manifest.js';
import type { PartialFile } from './partial-file.js';
import { openSource, type Source } from './source.js';

/** The corpus, the output and the options of an encoding. */
export interface EncodeCollectionOptions
  extends EmbeddingsFolderOptions,
    SourceOptions,
    SpladeDocumentEncoderOptions {
  /** A file of JSONL, TSV or CSV, plain or gzipped, or of Parquet, or a folder of them; or `hf://datasets/owner/name`. */
  readonly corpus: string;
  /** Fields to read and to write to `contents`. Default: `text`. */
  readonly fields?: readonly string[] | undefined;
  /** The field that holds the id. Default: the first of `id`, `_id` and `docid` that a record has. */
  readonly docidField?: string | undefined;
  /** The separator of fields in a record that has them in `contents`. Default: a newline. */
  readonly delimiter?: string | undefined;
  /** Which of `shardNum` parts of the corpus to encode, from 0. Default: 0. */
  readonly shardId?: number | undefined;
  /** Default: 1. */
  readonly shardNum?: number | undefined;
  /** The folder that gets `embeddings.jsonl`; made if absent. */
  readonly embeddings: string;
  /** The model: `splade-tiny`, a folder, or a name on the Hugging Face Hub. */
  readonly encoder: string;
  /** Fields to encode: `text`, and `title` to put before it. Default: `text`. */
  readonly encoderFields?: readonly string[] | undefined;
  /**
   * Split documents into passages that the model reads whole, each a record `doc#0`, `doc#1` … of its own. Default: a
   * document is one record, cut at `maxLength`.
   */
  readonly split?: SplitOptions | undefined;
  /** Documents after which the output is written to the disk. Changes no result. Default: 64. */
  readonly batchSize?: number | undefined;
  /** Called with the number of documents (or passages) done so far, those of earlier runs included, and their total. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The result of an encoding. */
export interface EncodeCollectionResult {
  /** The finished file. */
  readonly path: string;
  readonly documents: number;
  /** Records of the file, where documents were split. */
  readonly passages?: number;
  /** Documents, or passages, that an earlier run had encoded. */
  readonly resumed: number;
  /** The texts that this run encoded, and how many of them were cut. */
  readonly counts: TextCounts;
  /** Requested fields that no record of the corpus has. */
  readonly absentFields: readonly string[];
}

/**
 * Encodes a corpus to a JsonVectorCollection, byte for byte as Pyserini writes it. After a run that was stopped or
 * failed, the same call resumes it.
 * @throws TseriniError `INTERRUPTED` by the signal, `INPUT`, `USAGE`, `NOT_FOUND`, `MODEL`, `DOWNLOAD`, `IO`
 */
export async function encodeCollection(given: EncodeCollectionOptions): Promise<EncodeCollectionResult> {
  checkFields(given);
  if (given.split) checkSplit(given.split);
  const options = { ...given, corpus: await pinCorpus(given.corpus, given) };
  const { corpus, signal } = options;
  await refusePipe(corpus);
  const { absentFields, ...survey } = await surveyCorpus(corpus, options);
  if (survey.records === 0) throw new TseriniError('INPUT', `no documents in the corpus: ${corpus}`);
  const range = shardRange(survey.records, options.shardId ?? 0, options.shardNum ?? 1);
  const settings: SpladeDocumentEncoderOptions & LoadingHooks = { ...options, usualMaxLength: 256 };
  await using encoder = await SpladeDocumentEncoder.load(options.encoder, settings);
  const modelHash = await modelSha256(encoder.source.folder, { onnxFile: encoder.source.onnxFile, signal });
  const manifest = describe(options, survey, encoder, modelHash);
  const source = await openSource(options, encoder, range);
  const output = await openEmbeddings(options.embeddings, manifest, options, signal);
  try {
    const { path, partial } = output;
    if (partial) {
      await encodeRange(options, encoder, partial, source);
      await output.finish();
    }
    const resumed = partial ? partial.lines : source.records;
    const passages = options.split ? { passages: source.records } : {};
    return { path, documents: range.take, ...passages, resumed, counts: encoder.counts, absentFields };
  } finally {
    await output.close();
  }
}

async function encodeRange(
  options: EncodeCollectionOptions,
  encoder: SpladeDocumentEncoder,
  output: PartialFile,
  { records: take, read }: Source,
): Promise<void> {
  const { signal, onProgress, batchSize = 64 } = options;
  let written = output.lines;
  let batch: string[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const lines = batch;
    batch = [];
    await output.append(lines.join(''));
    written += lines.length;
    onProgress?.(written, take);
  };
  onProgress?.(written, take);
  // Starts at the last written record, to check that it is of this corpus.
  const again = written > 0 ? 1 : 0;
  const records = read(written - again);
  try {
    if (again) checkLast((await records.next()).value, output.lastId, options.embeddings);
    for await (const document of encoder.encodeCorpus(records, { signal })) {
      batch.push(formatDocument(document));
      if (batch.length >= batchSize) await flush();
    }
    await flush();
  } catch (error) {
    if (!signal?.aborted) throw error;
    await flush();
    throw stopError(
      signal,
      `stopped after ${written} of ${take} ${options.split ? 'passages' : 'documents'}; the same command resumes after them`,
    );
  } finally {
    await records.return(undefined);
  }
  if (written === take) return;
  throw new TseriniError(
    'INPUT',
    `the corpus changed while it was read: it had ${take} records and has ${written} (${options.corpus}; --overwrite starts again)`,
    { value: options.corpus },
  );
}

function formatDocument({ id, contents, vector }: EncodedDocument): string {
  const [idJson, contentsJson] = [pythonJsonString(id), pythonJsonString(contents)];
  return `{"id": ${idJson}, "contents": ${contentsJson}, "vector": ${pythonJsonVector(vector)}}\n`;
}

function checkLast(record: CorpusDocument | undefined, lastId: string | undefined, folder: string): void {
  if (record && record.id === lastId) return;
  throw new TseriniError(
    'INPUT',
    `the vectors in ${folder} end with ${lastId}, where the corpus has ${record?.id ?? 'nothing'} (--overwrite starts again)`,
    { value: lastId },
  );
}

/** The corpus is read twice, see {@link surveyCorpus}, which is impossible with a pipe. */
async function refusePipe(corpus: string): Promise<void> {
  const stats = await statOrUndefined(corpus);
  if (!stats?.isFIFO()) return;
  throw new TseriniError(
    'USAGE',
    `the corpus is read twice and cannot be a pipe, write it to a file: ${corpus}`,
    { value: corpus },
  );
}

function checkFields({ fields = ['text'], encoderFields = ['text'] }: EncodeCollectionOptions): void {
  for (const field of encoderFields) {
    if (field !== 'text' && field !== 'title') {
      throw new TseriniError('USAGE', `an encoder reads the fields text and title, not ${field}`, {
        value: field,
      });
    }
  }
  for (const field of new Set(['text', ...encoderFields])) {
    if (!fields.includes(field)) {
      throw new TseriniError(
        'USAGE',
        `the encoder reads the field ${field}, which is not among the input's fields (${fields.join(', ')})`,
        { value: field },
      );
    }
  }
}

function describe(
  options: EncodeCollectionOptions,
  corpus: Manifest['corpus'],
  encoder: SpladeDocumentEncoder,
  modelHash: string,
): Manifest {
  const { maxLength } = encoder.counts;
  return {
    tserini: packageVersion(),
    model: { name: options.encoder, sha256: modelHash },
    corpus,
    quantization: encoder.quantization,
    shard: { id: options.shardId ?? 0, of: options.shardNum ?? 1 },
    input: {
      fields: options.fields ?? ['text'],
      docidField: options.docidField ?? null,
      delimiter: options.delimiter ?? '\n',
    },
    encoder: {
      fields: options.encoderFields ?? ['text'],
      // JSON has no Infinity.
      maxLength: Number.isFinite(maxLength) ? maxLength : null,
      addSep: options.addSep ?? false,
      prefix: options.prefix ?? null,
      prompt: encoder.prompt,
      dtype: options.dtype ?? 'fp32',
      pooling: encoder.pooling ?? null,
      maxActiveDims: encoder.maxActiveDims ?? null,
      maskSpecialTokens: options.maskSpecialTokens ?? false,
      topK: options.prune?.topK ?? null,
      minWeight: options.prune?.minWeight ?? null,
      mass: options.prune?.mass ?? null,
      mask: maskFacts(options),
      split: options.split
        ? {
            by: options.split.by,
            stride: options.split.stride ?? 0,
            titleOnce: options.split.titleOnce ?? false,
          }
        : null,
    },
  };
}
