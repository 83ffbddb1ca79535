import { describeModel, type ModelDescription, type SideDescription } from '../../model/describe-model.js';
import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';
import { downloadProgress } from '../download-progress.js';
import { grouped, text } from '../values.js';

/** Shows what would be loaded of a model. */
export const command: Command = {
  examples: [
    ['model splade-tiny', 'What the model that comes with tserini consists of'],
    ['model naver/splade-v3-doc --json', 'The same of a model on the Hugging Face Hub, as JSON'],
  ],
  positional: '<name or folder>',
  options: {
    'onnx-file': {
      type: 'string',
      describe: 'Exported graph to use of a model that has several: model_O3.onnx',
    },
    json: { type: 'boolean', describe: 'Print JSON' },
  },
  epilogue: 'The exit status is 1 if something of the model is not supported.',

  async run(flags, io) {
    const [name, ...more] = flags._ as string[];
    if (name === undefined || more.length > 0) {
      throw new TseriniError('USAGE', 'give one model (see: tserini model --help)');
    }
    const download = downloadProgress(io);
    const { onDownload } = download;
    const description = await describeModel(name, {
      ...{ onnxFile: text(flags, 'onnx-file'), signal: io.signal, onDownload },
    }).finally(() => download.stop());
    await io.out(
      flags.json ? `${JSON.stringify(description)}\n` : `${format(name, description).join('\n')}\n`,
    );
    const unsupported = description.query.unsupported ?? description.document.unsupported;
    if (unsupported !== undefined) throw new TseriniError('MODEL', unsupported, { value: name });
  },
};

function format(name: string, { folder, files, query, document }: ModelDescription): string[] {
  const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
  const isOne = JSON.stringify({ ...query, prompt: '' }) === JSON.stringify({ ...document, prompt: '' });
  return [
    row('model', name),
    row('folder', folder),
    row('files', `${Object.keys(files).length}, ${grouped(Math.ceil(bytes / 1e6))} MB`),
    ...(isOne ? [] : ['', 'queries', ...formatSide(query)]),
    ...['', isOne ? 'queries and documents' : 'documents', ...formatSide(document)],
    ...(isOne && query.prompt ? [row('  query prompt', JSON.stringify(query.prompt))] : []),
  ];
}

function formatSide(side: SideDescription): string[] {
  const { modules, unsupported, transformer, pooling, vocabulary, maxLength, prompt, maxActiveDims } = side;
  const lines = [row('  modules', modules.join(', '))];
  if (unsupported !== undefined) return [...lines, row('  not supported', unsupported)];
  if (transformer && 'onnxFile' in transformer) lines.push(row('  exported graph', transformer.onnxFile));
  else if (transformer) {
    const { architecture, layers, hiddenSize, heads, parameters, dtypes, positions } = transformer;
    const size = `${grouped(layers)} layers of ${grouped(hiddenSize)}, ${heads} heads`;
    lines.push(
      row('  transformer', `${architecture}, ${size}, ${grouped(positions)} positions`),
      row('  weights', `${grouped(parameters)} in ${dtypes.join(', ')}`),
    );
  }
  if (pooling) {
    const { strategy, saturations } = pooling;
    lines.push(
      row('  pooling', `${strategy} of ${saturations === 1 ? 'log1p(relu)' : 'log1p(log1p(relu))'}`),
    );
  }
  lines.push(
    row('  vocabulary', `${grouped(vocabulary!)} tokens`),
    row(
      '  longest input',
      maxLength === undefined ? 'no limit in the configuration' : `${grouped(maxLength)} tokens`,
    ),
  );
  if (prompt) lines.push(row('  prompt', JSON.stringify(prompt)));
  if (maxActiveDims !== undefined) lines.push(row('  weights kept', `the ${grouped(maxActiveDims)} largest`));
  return lines;
}

function row(name: string, value: string): string {
  return `${name.padEnd(18)}${value}`;
}
