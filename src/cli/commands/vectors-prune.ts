import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { convertVectors } from '../../exchange/convert-vectors.js';
import { formatOfOutput, type VectorFormat, type VectorInput } from '../../exchange/formats.js';
import { type PruneVectorsOptions, pruneVectors } from '../../exchange/prune-vectors.js';
import { LuceneIndexer } from '../../lucene/index/lucene-indexer.js';
import { LuceneIndexReader } from '../../lucene/read/lucene-index-reader.js';
import { TseriniError } from '../../util/errors.js';
import { makeFolder } from '../../util/files/make-folder.js';
import { temporaryPath } from '../../util/files/temporary-path.js';
import { formatTable } from '../../util/table.js';
import type { Command, Flags, Io } from '../command.js';
import { indexDescription, indexFolder } from '../flags/index-flag.js';
import { maskFlags, pruneFlags, readMaskFlags, readPruneFlags } from '../flags/prune-flags.js';
import { vectorFileFlags } from '../flags/vector-format-flags.js';
import { warnOfLosses } from '../index-summary.js';
import { folderBytes, qualityFlags, readQualityFlags } from '../pruned-quality.js';
import { countRows, share, sizeRow, warnOfRest } from '../pruned-report.js';
import { given, grouped, text, wholeNumber } from '../values.js';

/** Prunes a collection of vectors, or an index. */
export const command: Command = {
  examples: [
    [
      'vectors.prune --input encode/nfcorpus --mass 0.9 --output encode/pruned.jsonl',
      'Keep the heaviest tokens that hold 90 % of the weights of each document',
    ],
    [
      'vectors.prune --index index/nfcorpus --list-top 500 --output-index index/pruned ' +
        '--topics queries.tsv --qrels test.qrels --encoder splade-tiny',
      'Keep the 500 heaviest postings of each token, in a new index, and measure what that costs',
    ],
    [
      'vectors.prune --input encode/nfcorpus --mask-stopwords --top-k 100 --output pruned.npz',
      'Leave stop words out, keep 100 tokens of each document, and write a sparse matrix of scipy',
    ],
  ],
  options: {
    input: vectorFileFlags.input!,
    index: { type: 'string', describe: `In place of --input: an impact index. ${indexDescription}` },
    output: vectorFileFlags.output!,
    'output-index': {
      type: 'string',
      describe: 'Folder of an index to build of the pruned vectors, or replace',
    },
    ...pruneFlags('document'),
    'list-top': {
      type: 'number',
      describe: 'Keep this many of the heaviest postings of each token, and what is as heavy as the last',
    },
    ...maskFlags,
    ...vectorFileFlags,
    scale: { type: 'number', describe: 'Multiply the weights that stay, and round them to whole numbers' },
    ...qualityFlags,
  },
  epilogue:
    'A posting stays if every rule keeps it; equal weights are told apart by token. Prints what was there and what is left.\n' +
    'docs/formats.md has what each rule costs on NFCorpus.',

  async run(flags, io) {
    const { output, outputIndex, format } = checkPlaces(flags);
    const quality = await readQualityFlags(flags, io);
    const options: PruneVectorsOptions = given({
      ...readPruneFlags(flags),
      ...(await readMaskFlags(flags)),
      listTop: wholeNumber(flags, 'list-top'),
      vocabulary: text(flags, 'vocabulary'),
      docids: text(flags, 'docids'),
      scale: flags.scale as number | undefined,
      signal: io.signal,
    });
    const work = temporaryPath(output ?? outputIndex!, 'tmp');
    await makeFolder(work, 'folder of temporary files');
    const progress = io.progress('pruning', 'docs');
    try {
      const source = await openSource(flags, work, io);
      // An index is built of a JsonVectorCollection by its ending.
      const isIndexed = outputIndex !== undefined || quality !== undefined;
      const direct =
        output !== undefined && (!isIndexed || (/\.jsonl?(\.gz)?$/.test(output) && format === 'jsonl'));
      const pruned = direct ? output : join(work, 'pruned.jsonl');
      const result = await pruneVectors(source.vectors, pruned, {
        ...options,
        ...given({ from: source.from, format: direct ? format : 'jsonl', name: text(flags, 'name') }),
        onProgress: (done) => progress.update(done),
      });
      const written = output === undefined ? [] : [output, ...(direct ? result.beside : [])];
      if (output !== undefined && !direct) {
        const others = given({
          format,
          vocabulary: options.vocabulary,
          name: text(flags, 'name'),
          signal: io.signal,
        });
        written.push(...(await convertVectors(pruned, output, others)).beside);
      }
      progress.stop();
      const rows = countRows(result);
      if (source.from === 'jsonl' && (!direct || format === 'jsonl'))
        rows.push(...(await sizeRow(source.vectors, pruned)));
      if (isIndexed) {
        const build = (vectors: string, index: string, scale?: number) =>
          buildIndex(
            vectors,
            index,
            given({ scale, collectionName: source.name, storeContents: source.hasContents }),
            io,
          );
        const after = outputIndex ?? join(work, 'after');
        await build(pruned, after);
        if (outputIndex !== undefined) written.push(outputIndex);
        if (source.index === undefined && quality) {
          const all = source.from === 'jsonl' ? source.vectors : join(work, 'all.jsonl');
          if (all !== source.vectors) {
            const { vocabulary, docids, signal } = options;
            await convertVectors(source.vectors, all, { from: source.from, vocabulary, docids, signal });
          }
          await build(all, join(work, 'before'), options.scale);
        }
        const before = source.index ?? (quality && join(work, 'before'));
        if (before !== undefined) {
          const bytes = [await folderBytes(before), await folderBytes(after)] as const;
          rows.push(['bytes of the index', ...bytes.map(grouped), share(...bytes)]);
          if (quality) {
            const [was, is] = [await quality.ndcg(before), await quality.ndcg(after)];
            const change = is - was;
            rows.push([
              'nDCG@10',
              was.toFixed(4),
              is.toFixed(4),
              `${change < 0 ? '' : '+'}${change.toFixed(4)}`,
            ]);
          }
        }
      }
      warnOfRest(result, io);
      await io.out(`${formatTable(rows).join('\n')}\n`);
      if (written.length > 0) io.log(`written to ${written.join(', ')}`);
    } finally {
      progress.stop();
      await rm(work, { recursive: true, force: true });
    }
  },
};

/** @throws TseriniError `USAGE` where it is not clear what is read, or what is written */
function checkPlaces(flags: Flags) {
  const [input, index, output, outputIndex] = ['input', 'index', 'output', 'output-index'].map((name) =>
    text(flags, name),
  );
  if ((input === undefined) === (index === undefined)) {
    throw new TseriniError('USAGE', 'give --input or --index: what to prune');
  }
  if (output === undefined && outputIndex === undefined) {
    throw new TseriniError('USAGE', 'give --output, --output-index or both: where to write');
  }
  if (index !== undefined && outputIndex !== undefined && resolve(index) === resolve(outputIndex)) {
    throw new TseriniError('USAGE', `the output is the index itself: ${outputIndex}`, { value: outputIndex });
  }
  if (index !== undefined && (flags.from !== undefined || flags.docids !== undefined)) {
    throw new TseriniError('USAGE', '--from and --docids are for --input');
  }
  const format =
    output === undefined ? undefined : formatOfOutput(output, flags.format as VectorFormat | undefined);
  return { output, outputIndex, format };
}

/** What is pruned, as vectors in a file. */
interface Source {
  readonly vectors: string;
  readonly from: VectorInput;
  readonly name: string;
  readonly index?: string;
  readonly hasContents?: boolean;
}

async function openSource(flags: Flags, work: string, io: Io): Promise<Source> {
  const input = text(flags, 'input');
  if (input !== undefined) {
    const from = flags.from as VectorInput | undefined;
    return {
      vectors: input,
      from: from ?? (input.endsWith('.npz') ? 'npz' : 'jsonl'),
      name: basename(resolve(input)),
    };
  }
  const index = await indexFolder(String(flags.index), io);
  await using reader = await LuceneIndexReader.open(index);
  const { kind, collections, stores } = reader.description;
  if (kind === 'text') {
    throw new TseriniError('USAGE', `an index of text has no vectors to prune: ${index}`, { value: index });
  }
  const vectors = join(work, 'vectors.jsonl');
  await reader.dumpVectors(vectors, { signal: io.signal });
  const [first] = collections;
  // So that the new index knows the model, too.
  if (first?.model && collections.every(({ model }) => model?.sha256 === first.model!.sha256)) {
    const { model, quantization } = first;
    await writeFile(`${vectors}.manifest`, JSON.stringify({ model, quantization }));
  }
  return {
    ...{ vectors, from: 'jsonl', index, name: first?.name ?? basename(resolve(index)) },
    hasContents: stores.includes('contents'),
  };
}

async function buildIndex(
  vectors: string,
  index: string,
  options: ConstructorParameters<typeof LuceneIndexer>[1],
  io: Io,
): Promise<void> {
  await mkdir(resolve(index, '..'), { recursive: true });
  warnOfLosses(
    io,
    await new LuceneIndexer(index, { ...options, optimize: true }).index(vectors, { signal: io.signal }),
  );
}
