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

/** @returns the files of a module's folder, by their paths inside of that; `''` is the model's own folder */
export function namesInside(names: readonly string[], folder: string): string[] {
  if (folder === '') return [...names];
  const prefix = `${folder}/`;
  return names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

/**
 * Chooses the files of a model that say what its modules are: their configuration and their tokenizers, but no weights.
 * @param names as {@link neededFiles} takes them
 */
export function companionFiles(names: readonly string[], layout: Layout): string[] {
  const chosen = new Set(layoutFilesOf(names));
  for (const module of modulesOf(layout)) {
    const own = namesInside(names, module.path);
    for (const name of companionsOf(module, own)) chosen.add(join(module.path, name));
  }
  return [...chosen];
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
  const needed = new Set(companionFiles(names, layout));
  for (const module of modulesOf(layout)) {
    if (configures(module)) continue;
    const weights = weightsOf(module, namesInside(names, module.path), onnxFile);
    if (weights.length === 0) return undefined;
    for (const name of weights) needed.add(join(module.path, name));
  }
  return [...needed];
}

export const modulesOf = ({ query, document }: Layout): Module[] => [...query, ...document];

/** Modules without weights and without a tokenizer. */
export const configures = ({ kind }: Module): boolean => kind === 'pooling' || kind === 'normalize';

function companionsOf(module: Module, names: readonly string[]): string[] {
  if (configures(module)) return names.filter((name) => name === 'config.json');
  // castorini's exports call their vocabulary `splade-v3-vocab.txt`.
  return names.filter((name) => companions.includes(name) || /^[^/]+-vocab\.txt$/.test(name));
}

function weightsOf({ kind, path }: Module, names: readonly string[], onnxFile?: string): readonly string[] {
  if (kind === 'static') return staticWeights.filter((name) => names.includes(name));
  return chooseWeights(names, onnxFile, path || 'the model')?.files ?? [];
}
