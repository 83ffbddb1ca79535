import { join, type Layout, type Module } from './layout.js';
import { chooseWeights } from './weight-files.js';

/** The files that say which modules a model has, and the settings of all of it. A Router may be in a folder. */
const layoutFiles = /^(modules\.json|config_sentence_transformers\.json|(.*\/)?router_config\.json)$/;

/** Where sentence-transformers looks for a transformer's settings, in this order. */
export const settingsFiles = [
  'bert',
  'roberta',
  'distilbert',
  'camembert',
  'albert',
  'xlm-roberta',
  'xlnet',
].map((name) => `sentence_${name}_config.json`);

/** Makes a checkpoint an adapter of another one. */
export const adapterFile = 'adapter_config.json';

const companions = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.txt',
  adapterFile,
  ...settingsFiles,
];

/** The weights of a SparseStaticEmbedding, best first. */
export const staticWeights = ['model.safetensors', 'pytorch_model.bin', 'idf.json'];

/** @returns those of a model's files that say which modules it has */
export function layoutFilesOf(names: readonly string[]): string[] {
  return names.filter((name) => layoutFiles.test(name));
}

/**
 * Chooses the files of a model that its modules need: their configuration, their tokenizers and their weights in
 * one format.
 * @param names all files of the model, by their paths inside of it
 * @param onnxFile an exported graph to use for the transformer, as {@link chooseWeights} takes it
 * @returns undefined if a module has no weights
 */
export function neededFiles(
  names: readonly string[],
  layout: Layout,
  onnxFile?: string,
): string[] | undefined {
  const needed = new Set(layoutFilesOf(names));
  for (const module of [...layout.query, ...layout.document]) {
    const own = names.flatMap((name) => {
      if (module.path === '') return [name];
      return name.startsWith(`${module.path}/`) ? [name.slice(module.path.length + 1)] : [];
    });
    const files = filesOf(module, own, onnxFile);
    if (!files) return undefined;
    for (const name of files) needed.add(join(module.path, name));
  }
  return [...needed];
}

function filesOf(
  { kind, path }: Module,
  names: readonly string[],
  onnxFile?: string,
): readonly string[] | undefined {
  if (kind === 'pooling') return names.filter((name) => name === 'config.json');
  const weights =
    kind === 'static'
      ? staticWeights.filter((name) => names.includes(name))
      : (chooseWeights(names, onnxFile, path || 'the model')?.files ?? []);
  if (weights.length === 0) return undefined;
  // castorini's exports call their vocabulary `splade-v3-vocab.txt`.
  const described = names.filter((name) => companions.includes(name) || /^[^/]+-vocab\.txt$/.test(name));
  return [...described, ...weights];
}
