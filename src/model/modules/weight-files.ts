import { TseriniError } from '../../util/errors.js';

/** Formats of checkpoints, best first: a file, or an index with shards of this pattern. */
const forms = [
  { whole: 'model.safetensors', shard: /^model-\d+-of-\d+\.safetensors$/ },
  { whole: 'pytorch_model.bin', shard: /^pytorch_model-\d+-of-\d+\.bin$/ },
];

/** The files that hold a transformer's weights, relative to its folder. */
export interface WeightFiles {
  readonly files: readonly string[];
  /** The exported graph among them, if it is one. */
  readonly onnxFile?: string;
}

/**
 * Chooses among the files of a transformer's folder. A checkpoint is preferred to an export of it; of exports, the
 * names that sentence-transformers looks for, else the only one.
 * @param names the files, those in folders as `onnx/model.onnx`
 * @param onnxFile an exported graph to use in any case, by its path or by its name in `onnx/`
 * @param where the folder, for errors
 * @returns undefined if there are no weights
 * @throws TseriniError `NOT_FOUND` if there is no such export; `MODEL` if there are several, and none is asked for
 */
export function chooseWeights(
  names: readonly string[],
  onnxFile: string | undefined,
  where: string,
): WeightFiles | undefined {
  const has = new Set(names);
  const exported = names.filter((name) => /^(onnx\/)?[^/]+\.onnx$/.test(name)).sort();
  const graph = (file: string): WeightFiles => ({
    onnxFile: file,
    // Weights above 2 GB are in files of their own: model.onnx_data, model.onnx.data.
    files: names.filter(
      (name) => name === file || /^[_.]data/.test(name.startsWith(file) ? name.slice(file.length) : ''),
    ),
  });
  if (onnxFile !== undefined) {
    const asked = [onnxFile, `onnx/${onnxFile}`].find((name) => exported.includes(name));
    if (asked !== undefined) return graph(asked);
    const available = exported.join(', ') || 'none';
    throw new TseriniError('NOT_FOUND', `no ONNX file ${onnxFile} in ${where} (available: ${available})`, {
      value: onnxFile,
    });
  }
  for (const { whole, shard } of forms) {
    if (has.has(whole)) return { files: [whole] };
    const index = `${whole}.index.json`;
    const shards = names.filter((name) => shard.test(name));
    if (has.has(index) && shards.length > 0) return { files: [index, ...shards] };
  }
  const usual = ['model.onnx', 'onnx/model.onnx'].find((name) => has.has(name));
  const only = usual ?? (exported.length === 1 ? exported[0] : undefined);
  if (only !== undefined) return graph(only);
  if (exported.length === 0) return undefined;
  throw new TseriniError(
    'MODEL',
    `several .onnx files in ${where}, name one with --onnx-file: ${exported.join(', ')}`,
    { value: exported },
  );
}
