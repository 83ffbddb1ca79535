import { TseriniError } from '../../util/errors.js';
import { type JsonObject, readJsonObject } from '../../util/files/json-file.js';

export type Architecture = 'bert' | 'distilbert';
export type Activation = 'gelu' | 'gelu_new' | 'relu';

/** The dimensions of a masked-language model, under the same names for every architecture. */
export interface ModelConfig {
  readonly architecture: Architecture;
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly maxPositions: number;
  readonly layerNormEpsilon: number;
  readonly activation: Activation;
  /** Whether the decoder's weights are the word embeddings. */
  readonly tiedEmbeddings: boolean;
}

const supported = 'BertForMaskedLM, DistilBertForMaskedLM';
const activations: readonly string[] = ['gelu', 'gelu_new', 'relu'] satisfies readonly Activation[];

/**
 * Reads `config.json` of a BERT or DistilBERT masked-language model.
 * @throws TseriniError `MODEL` for another architecture, or if a dimension is missing
 */
export async function readModelConfig(path: string): Promise<ModelConfig> {
  const raw = await readJsonObject(path, 'model config');
  const architecture = architectureOf(raw, path);
  const size = (name: string) => positive(raw, name, path);
  const common = {
    architecture,
    vocabularySize: size('vocab_size'),
    maxPositions: size('max_position_embeddings'),
    tiedEmbeddings: raw.tie_word_embeddings !== false,
  };
  if (architecture === 'distilbert') {
    return checkHeads(path, {
      ...common,
      hiddenSize: size('dim'),
      layers: size('n_layers'),
      heads: size('n_heads'),
      intermediateSize: size('hidden_dim'),
      layerNormEpsilon: 1e-12, // A constant in DistilBERT's code.
      activation: activationOf(raw, 'activation', path),
    });
  }
  const position = raw.position_embedding_type ?? 'absolute';
  if (position !== 'absolute') {
    throw new TseriniError('MODEL', `position_embedding_type ${position} is not supported: ${path}`, {
      value: position,
    });
  }
  return checkHeads(path, {
    ...common,
    hiddenSize: size('hidden_size'),
    layers: size('num_hidden_layers'),
    heads: size('num_attention_heads'),
    intermediateSize: size('intermediate_size'),
    layerNormEpsilon: typeof raw.layer_norm_eps === 'number' ? raw.layer_norm_eps : 1e-12,
    activation: activationOf(raw, 'hidden_act', path),
  });
}

function architectureOf(raw: JsonObject, path: string): Architecture {
  const names = Array.isArray(raw.architectures) ? raw.architectures.map(String) : [];
  if (names.includes('BertForMaskedLM')) return 'bert';
  if (names.includes('DistilBertForMaskedLM')) return 'distilbert';
  if (names.length === 0 && raw.model_type === 'bert') return 'bert';
  if (names.length === 0 && raw.model_type === 'distilbert') return 'distilbert';
  const name = names[0] ?? raw.model_type ?? 'none named';
  throw new TseriniError('MODEL', `architecture ${name} is not supported (${supported} are): ${path}`, {
    value: name,
  });
}

function positive(raw: JsonObject, name: string, path: string): number {
  const value = raw[name];
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw new TseriniError('MODEL', `model config lacks a whole number for ${name}: ${path}`, { value });
}

function activationOf(raw: JsonObject, name: string, path: string): Activation {
  const value = raw[name] ?? 'gelu';
  if (typeof value === 'string' && activations.includes(value)) return value as Activation;
  throw new TseriniError(
    'MODEL',
    `activation ${value} is not supported (${activations.join(', ')} are): ${path}`,
    { value },
  );
}

function checkHeads(path: string, config: ModelConfig): ModelConfig {
  if (config.hiddenSize % config.heads === 0) return config;
  throw new TseriniError(
    'MODEL',
    `model config: ${config.heads} attention heads do not divide a width of ${config.hiddenSize}: ${path}`,
  );
}
