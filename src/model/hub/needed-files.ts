/** The files that encoding needs in addition to the weights. */
const companions = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.txt',
  'modules.json',
  '1_SpladePooling/config.json',
];

/** Formats of weights, best first: a file, or an index with shards of this pattern. */
const forms = [
  { whole: 'model.safetensors', shard: /^model-\d+-of-\d+\.safetensors$/ },
  { whole: 'pytorch_model.bin', shard: /^pytorch_model-\d+-of-\d+\.bin$/ },
];

/**
 * Chooses the files of a model to download: its configuration, its tokenizer and its weights in one format.
 * @param names all files of the model
 * @returns undefined if they contain no usable weights
 */
export function neededFiles(names: readonly string[]): string[] | undefined {
  const has = new Set(names);
  const weights = weightFiles(names, has);
  if (weights.length === 0) return undefined;
  const vocabularies = names.filter((name) => /^[^/\\]+-vocab\.txt$/.test(name));
  return [...companions.filter((name) => has.has(name)), ...vocabularies, ...weights];
}

function weightFiles(names: readonly string[], has: ReadonlySet<string>): string[] {
  for (const { whole, shard } of forms) {
    if (has.has(whole)) return [whole];
    const index = `${whole}.index.json`;
    const shards = names.filter((name) => shard.test(name));
    if (has.has(index) && shards.length > 0) return [index, ...shards];
  }
  const exported = names.filter((name) => /^[^/\\]+\.onnx$/.test(name));
  return exported.length === 1 ? exported : [];
}
