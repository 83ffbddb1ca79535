import type { CorpusRecord } from '../../corpus/record.js';
import { readRecords } from '../../corpus/records.js';
import { shardRange } from '../../corpus/shard.js';
import { surveyCorpus } from '../../corpus/survey.js';
import { modelSha256 } from '../../model/checkpoint/fingerprint.js';
import { resolveModel } from '../../model/source.js';
import { stopError } from '../../util/abort.js';
import { TseriniError } from '../../util/errors.js';
import { statOrUndefined } from '../../util/files/stat-or-undefined.js';
import { packageVersion } from '../../util/package-version.js';
import { pythonJsonString } from '../../util/python/json.js';
import { pythonJsonVector } from '../../vector/format-vector.js';
import {
  type CorpusDocument,
  type EncodedDocument,
  SpladeDocumentEncoder,
  type SpladeDocumentEncoderOptions,
} from '../splade-document-encoder.js';
import { defaultMaxLength } from '../splade-encoder.js';
import { type EmbeddingsFolder, type EmbeddingsFolderOptions, openEmbeddings } from './embeddings-folder.js';
import type { Manifest } from './manifest.js';

/** What to encode, from where to where, and how. */
export interface EncodeCollectionOptions
  extends EmbeddingsFolderOptions,
    Omit<SpladeDocumentEncoderOptions, 'raw'> {
  /** A JSONL file, plain or gzipped, or a folder of them. */
  readonly corpus: string;
  /** Fields to read and to write to `contents`. Default: `text`. */
  readonly fields?: readonly string[];
  readonly docidField?: string;
  readonly delimiter?: string;
  readonly shardId?: number;
  readonly shardNum?: number;
  /** The folder that gets `embeddings.jsonl`; made where absent. */
  readonly embeddings: string;
  readonly encoder: string;
  /** Fields to encode: `text`, and `title` where it joins. Default: `text`. */
  readonly encoderFields?: readonly string[];
  /** Documents after which the output is written out. Changes no result. Default: 64. */
  readonly batchSize?: number;
  /** Told how many are done so far, and of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What an encoding did. */
export interface EncodeCollectionResult {
  /** The finished file. */
  readonly path: string;
  readonly documents: number;
  /** Documents that an earlier run had encoded. */
  readonly resumed: number;
}

/**
 * Encodes a corpus into a JsonVectorCollection, byte for byte as Pyserini writes it. A run that was ended
 * in any way is taken up where it stopped by the same call.
 * @throws TseriniError `INTERRUPTED` by the signal, `INPUT`, `USAGE`, `NOT_FOUND`, `MODEL`, `IO`
 */
export async function encodeCollection(options: EncodeCollectionOptions): Promise<EncodeCollectionResult> {
  const { corpus, encoder: model, signal, shardId = 0, shardNum = 1 } = options;
  checkFields(options);
  await checkReadable(corpus);
  const survey = await surveyCorpus(corpus, options);
  if (survey.records === 0) throw new TseriniError('INPUT', `no documents in the corpus: ${corpus}`);
  const range = shardRange(survey.records, shardId, shardNum);
  const source = await resolveModel(model, signal ? { signal } : {});
  await using encoder = await SpladeDocumentEncoder.load(model, options);
  const manifest = describe(options, survey, encoder, await modelSha256(source.folder, signal));
  const output = await openEmbeddings(options.embeddings, manifest, options);
  try {
    if (output.complete) return { path: output.path, documents: range.take, resumed: range.take };
    await encodeRange(options, encoder, output, range);
    await output.finish(signal);
    return { path: output.path, documents: range.take, resumed: output.done };
  } finally {
    await output.close();
  }
}

async function encodeRange(
  options: EncodeCollectionOptions,
  encoder: SpladeDocumentEncoder,
  output: EmbeddingsFolder,
  { skip, take }: { skip: number; take: number },
): Promise<void> {
  const { signal, onProgress, batchSize = 64 } = options;
  const withTitle = (options.encoderFields ?? ['text']).includes('title');
  let written = output.done;
  let lines: string[] = [];
  const flush = async () => {
    if (lines.length === 0) return;
    await output.append(lines.join(''));
    written += lines.length;
    lines = [];
    onProgress?.(written, take);
  };
  onProgress?.(written, take);
  // From the last record that was written, to see that it is the one of this corpus.
  const again = written > 0 ? 1 : 0;
  const records = readRecords(options.corpus, {
    ...options,
    skip: skip + written - again,
    take: take - written + again,
  });
  if (again) checkLast((await records.next()).value, output, options.embeddings);
  for await (const document of encoder.encodeCorpus(documents(records, withTitle, signal))) {
    lines.push(formatDocument(document));
    if (lines.length >= batchSize) await flush();
  }
  await flush();
  if (signal?.aborted) {
    throw stopError(signal, `stopped after ${written} of ${take} documents; the same command resumes there`);
  }
  if (written === take) return;
  throw new TseriniError(
    'INPUT',
    `the corpus changed while it was read: ${written} of ${take} documents came (${options.corpus}; --overwrite starts again)`,
    { value: options.corpus },
  );
}

/** Ends where the signal says so: what has been read is still encoded and written. */
async function* documents(
  records: AsyncIterable<CorpusRecord>,
  withTitle: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<CorpusDocument> {
  for await (const { id, fields } of records) {
    if (signal?.aborted) return;
    const title = withTitle ? { title: fields.get('title')! } : {};
    yield { id, text: fields.get('text')!, ...title, contents: [...fields.values()].join('\n') };
  }
}

function formatDocument({ id, contents, vector }: EncodedDocument): string {
  const [idJson, contentsJson] = [pythonJsonString(id), pythonJsonString(contents)];
  return `{"id": ${idJson}, "contents": ${contentsJson}, "vector": ${pythonJsonVector(vector)}}\n`;
}

function checkLast(record: CorpusRecord | undefined, output: EmbeddingsFolder, folder: string): void {
  if (record && record.id === output.lastId) return;
  throw new TseriniError(
    'INPUT',
    `the vectors in ${folder} end with ${output.lastId}, where the corpus has ${record?.id ?? 'nothing'} (--overwrite starts again)`,
    { value: output.lastId },
  );
}

/** It is read twice, which a pipe cannot be: the second time it is empty, or never ends. */
async function checkReadable(corpus: string): Promise<void> {
  const stats = await statOrUndefined(corpus);
  if (!stats?.isFIFO()) return;
  throw new TseriniError(
    'USAGE',
    `the corpus is read twice and cannot be a pipe, write it to a file: ${corpus}`,
    {
      value: corpus,
    },
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
        `the field ${field} is to be encoded but not among the input's fields (${fields.join(', ')})`,
        { value: field },
      );
    }
  }
}

function describe(
  options: EncodeCollectionOptions,
  corpus: Manifest['corpus'],
  { pooling }: SpladeDocumentEncoder,
  modelHash: string,
): Manifest {
  return {
    tserini: packageVersion(),
    model: { name: options.encoder, sha256: modelHash },
    corpus,
    shard: { id: options.shardId ?? 0, of: options.shardNum ?? 1 },
    input: {
      fields: options.fields ?? ['text'],
      docidField: options.docidField ?? null,
      delimiter: options.delimiter ?? '\n',
    },
    encoder: {
      fields: options.encoderFields ?? ['text'],
      maxLength: options.maxLength ?? defaultMaxLength,
      addSep: options.addSep ?? false,
      prefix: options.prefix ?? null,
      dtype: options.dtype ?? 'fp32',
      pooling: pooling ?? null,
      topK: options.prune?.topK ?? null,
      minWeight: options.prune?.minWeight ?? null,
    },
  };
}
