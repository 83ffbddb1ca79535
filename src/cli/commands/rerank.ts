import { type CorpusFormat, corpusFormats } from '../../corpus/formats/source-record.js';
import { loadEncoderSides } from '../../encode/encoder-sides.js';
import type { Dtype } from '../../model/runtime/dtype.js';
import { rerankRun, type TextSource } from '../../rerank/rerank-run.js';
import { textsOfCorpus, textsOfIndex } from '../../rerank/texts.js';
import { loadRun } from '../../run/read-run.js';
import { selectHits } from '../../run/select-hits.js';
import { writeRun } from '../../run/write-run.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags, Io } from '../command.js';
import { downloadProgress } from '../download-progress.js';
import { logTruncated, queryEncoderFlags } from '../flags/encoder-flags.js';
import { readMaskFlags } from '../flags/prune-flags.js';
import { readRunFlags, runFlags } from '../flags/run-flags.js';
import { readTableFlags, tableFlags } from '../flags/source-flags.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { readWeightFlags } from '../flags/weight-flags.js';
import { noteComments } from '../note-comments.js';
import { withStoredTexts } from '../stored-texts.js';
import { given, grouped, text, wholeNumber } from '../values.js';

const { encoder, prefix: _, 'top-k': __, 'min-weight': ___, mass: ____, ...modelFlags } = queryEncoderFlags;

/** Reranks a run with a sparse model. */
export const command: Command = {
  examples: [
    [
      'rerank --run runs/bm25.txt --topics queries.tsv --corpus corpus.jsonl --fields title text ' +
        '--encoder splade-tiny --max-length 512 --output runs/reranked.txt',
      'Rerank the first 100 hits of each topic, with texts of the corpus',
    ],
    [
      'rerank --run runs/bm25.txt --topics queries.tsv --index index/text --encoder splade-tiny --hits 20 ' +
        '--output runs/reranked.txt',
      'With the texts that an index stores (--storeRaw or --storeContents)',
    ],
  ],
  options: {
    run: { type: 'string', demandOption: true, describe: "Run in TREC's or MS MARCO's format, plain or .gz" },
    ...topicFlags,
    corpus: { type: 'string', describe: 'Texts of the documents: a corpus, as encode takes it' },
    index: {
      type: 'string',
      describe: 'In place of --corpus: an index that stores the texts, or the name of a prebuilt one',
    },
    output: {
      type: 'string',
      demandOption: true,
      describe: 'File of the run; its folder is created if absent',
    },
    hits: {
      type: 'number',
      default: 100,
      describe: 'Hits of each topic to rerank, by their ranks; others are left out',
    },
    ...modelFlags,
    encoder: {
      ...encoder,
      demandOption: true,
      describe: 'Model: splade-tiny, a folder, or a name on the Hugging Face Hub',
    },
    'encoder-class': {
      type: 'string',
      choices: ['splade', 'unicoil'],
      describe: 'Kind of encoder (default: whichever the model is)',
    },
    'max-length': {
      type: 'number',
      describe:
        "Maximum length of a document in tokens (default: 256, or the model's own limit where that is lower)",
    },
    'query-max-length': {
      type: 'number',
      describe: 'Maximum query length in tokens (default: 256, of uniCOIL 128)',
    },
    'add-sep': { type: 'boolean', describe: 'Encode title and text as a pair with a separator' },
    fields: {
      type: 'string',
      array: true,
      default: ['text'],
      describe: 'Fields to encode: text, or title text',
    },
    delimiter: { type: 'string', default: '\\n', describe: 'Separator of the fields in contents' },
    format: {
      type: 'string',
      choices: corpusFormats,
      describe: 'Format of the corpus (default: by the ending of its files)',
    },
    'docid-field': {
      type: 'string',
      describe: 'Field of the corpus that holds the id (else id, _id or docid)',
    },
    ...tableFlags,
    'batch-size': {
      type: 'number',
      default: 64,
      describe: 'Documents per call of the model; does not change results',
    },
    threads: { type: 'number', describe: 'Threads (default: all physical cores)' },
    ...runFlags,
    runtag: { ...runFlags.runtag!, default: 'tserini' },
  },
  epilogue:
    'A score is the dot product of the vectors of topic and document. An impact search of an index of the same vectors gives the\n' +
    'same, but for terms that every document has, which it leaves out.',

  async run(flags, io) {
    const output = String(flags.output);
    const hits = wholeNumber(flags, 'hits')!;
    const fields = readFields(flags);
    if ((flags.corpus === undefined) === (flags.index === undefined)) {
      throw new TseriniError('USAGE', 'give --corpus or --index: where the texts are');
    }
    const { format, tag, selection } = readRunFlags(flags);
    const topics = await readTopicFlags(flags, io);
    const run = await loadRun(String(flags.run), { signal: io.signal, needsRanks: true });
    noteComments(io, run);
    const batchSize = wholeNumber(flags, 'batch-size')!;
    const { document, query, close } = await openEncoders(flags, io);
    const progress = io.progress('reranking', 'docs');
    try {
      await withTexts(flags, fields, io, async (texts) => {
        const reranked = await rerankRun(
          run,
          topics,
          texts,
          { document, query },
          {
            ...{ hits, batchSize, signal: io.signal },
            onProgress: (done, total) => progress.update(done, total),
          },
        );
        const selected = reranked.map(([id, found]) => [id, selectHits(id, found, selection)] as const);
        await writeRun(output, selected, { format, tag, signal: io.signal });
      });
      progress.stop();
      logTruncated(query.counts, io);
      logTruncated(document.counts, io);
    } finally {
      progress.stop();
      await close();
    }
    io.log(`${grouped(run.topics.size)} topics written to ${output}`);
  },
};

function readFields(flags: Flags): string[] {
  const fields = flags.fields as string[];
  const wrong = fields.find((field) => field !== 'text' && field !== 'title');
  if (wrong === undefined && fields.includes('text')) return fields;
  throw new TseriniError('USAGE', `--fields are text, or title and text, not ${fields.join(' ')}`, {
    value: fields,
  });
}

async function openEncoders(flags: Flags, io: Io) {
  const model = String(flags.encoder);
  const download = downloadProgress(io);
  const options = {
    ...readWeightFlags(flags),
    ...(await readMaskFlags(flags)),
    ...given({
      encoderClass: text(flags, 'encoder-class'),
      onnxFile: text(flags, 'onnx-file'),
      maskSpecialTokens: flags['mask-special-tokens'] === true || undefined,
      dtype: flags.dtype as Dtype | undefined,
      device: text(flags, 'device'),
      threads: wholeNumber(flags, 'threads'),
    }),
    signal: io.signal,
    onDownload: download.onDownload,
    onWarning: (message: string) => io.log(`warning: ${message}`),
  };
  const forDocuments = {
    ...options,
    ...given({
      maxLength: wholeNumber(flags, 'max-length'),
      addSep: flags['add-sep'] as boolean | undefined,
    }),
    ...{ usualMaxLength: 256 },
  };
  // The mask is the same, and was warned of.
  const forQueries = { ...options, maxLength: wholeNumber(flags, 'query-max-length'), onWarning: undefined };
  try {
    return await loadEncoderSides(model, forDocuments, forQueries);
  } finally {
    download.stop();
  }
}

/** Does work with the texts that the flags name. */
async function withTexts(
  flags: Flags,
  fields: readonly string[],
  io: Io,
  work: (texts: TextSource) => Promise<void>,
): Promise<void> {
  const delimiter = String(flags.delimiter).replaceAll('\\n', '\n');
  if (flags.corpus !== undefined) {
    const options = given({
      format: flags.format as CorpusFormat | undefined,
      docidField: text(flags, 'docid-field'),
    });
    return work(
      textsOfCorpus(String(flags.corpus), {
        ...options,
        ...readTableFlags(flags),
        fields,
        delimiter,
        signal: io.signal,
      }),
    );
  }
  await withStoredTexts(String(flags.index), io, (index) =>
    work(textsOfIndex({ batchDoc: (docids) => index.docs(docids) }, { fields, delimiter })),
  );
}
