import { convertVectors } from '../../exchange/convert-vectors.js';
import type { VectorFormat, VectorInput } from '../../exchange/formats.js';
import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';
import { vectorFileFlags } from '../flags/vector-format-flags.js';
import { grouped, text } from '../values.js';

/** Converts vectors between formats. */
export const command: Command = {
  examples: [
    [
      'vectors.convert --input vectors.npz --vocabulary vocab.txt --docids ids.txt --scale 100 --output vectors.jsonl',
      'Make a JsonVectorCollection of whole weights of a matrix of scipy',
    ],
    [
      'vectors.convert --input encode/nfcorpus --output nfcorpus.ndjson --format elasticsearch',
      'Make a feed for Elasticsearch of encoded vectors',
    ],
  ],
  options: {
    ...vectorFileFlags,
    input: { ...vectorFileFlags.input!, demandOption: true },
    output: { ...vectorFileFlags.output!, demandOption: true },
    scale: { type: 'number', describe: 'Multiply the weights, and round them to whole numbers' },
  },
  epilogue: 'docs/formats.md describes the formats, and has the commands of the programs that read them.',

  async run(flags, io) {
    const [input, output] = [String(flags.input), String(flags.output)];
    if (/\.ciff(\.gz)?$/.test(output) || /\.ciff(\.gz)?$/.test(input)) {
      throw new TseriniError(
        'USAGE',
        'a CIFF file is made of an index, and becomes one: ciff.export, ciff.import',
      );
    }
    const progress = io.progress('converting', 'docs');
    const { vectors, beside } = await convertVectors(input, output, {
      from: flags.from as VectorInput | undefined,
      format: flags.format as VectorFormat | undefined,
      vocabulary: text(flags, 'vocabulary'),
      docids: text(flags, 'docids'),
      scale: flags.scale as number | undefined,
      name: text(flags, 'name'),
      signal: io.signal,
      onProgress: (done) => progress.update(done),
    }).finally(() => progress.stop());
    io.log(`${grouped(vectors)} vectors written to ${[output, ...beside].join(', ')}`);
  },
};
