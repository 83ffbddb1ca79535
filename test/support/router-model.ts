import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeModel, safetensorsBytes, type TestModel, writeModel } from './checkpoint.ts';

/** How a test model is stored. */
export interface RouterOptions {
  /** The folders of the document's transformer and of the query's weights, and how the latter are stored. */
  readonly document?: string;
  readonly query?: string;
  readonly weights?: 'safetensors' | 'idf.json';
  /** The names of the classes. */
  readonly types?: RouterTypes;
}

/** Names of classes, of sentence-transformers 5 and of 6. */
export interface RouterTypes {
  readonly router: string;
  readonly transformer: string;
  readonly pooling: string;
  readonly static: string;
}

const sparse5 = 'sentence_transformers.sparse_encoder.models';
export const types5: RouterTypes = {
  router: 'sentence_transformers.models.Router',
  transformer: `${sparse5}.MLMTransformer.MLMTransformer`,
  pooling: `${sparse5}.SpladePooling.SpladePooling`,
  static: `${sparse5}.SparseStaticEmbedding.SparseStaticEmbedding`,
};
const sparse6 = 'sentence_transformers.sparse_encoder.modules';
export const types6: RouterTypes = {
  router: 'sentence_transformers.base.modules.router.Router',
  transformer: 'sentence_transformers.base.modules.transformer.Transformer',
  pooling: `${sparse6}.splade_pooling.SpladePooling`,
  static: `${sparse6}.sparse_static_embedding.SparseStaticEmbedding`,
};

export interface RouterModel {
  readonly folder: string;
  readonly documents: TestModel;
  /** Of the query's tokens, by id: every third is 0. */
  readonly weights: Float32Array;
}

export async function writeJson(folder: string, name: string, value: unknown): Promise<void> {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), JSON.stringify(value));
}

/** Writes a model that looks queries up and encodes documents with a transformer, pooled with two logarithms. */
export async function writeRouterModel(folder: string, options: RouterOptions = {}): Promise<RouterModel> {
  const { document = '', query = 'query_0_SparseStaticEmbedding', weights: form = 'safetensors' } = options;
  const { types = types5 } = options;
  const pooling = 'document_1_SpladePooling';
  const documents = makeModel({ architecture: 'bert' });
  await writeModel(join(folder, document), documents);
  if (types === types6)
    await writeJson(join(folder, document), 'sentence_bert_config.json', { transformer_task: 'fill-mask' });
  await writeJson(folder, 'modules.json', [{ idx: 0, name: '0', path: '', type: types.router }]);
  await writeJson(folder, 'config_sentence_transformers.json', { prompts: { query: '', document: '' } });
  await writeJson(folder, 'router_config.json', {
    types: { [query]: types.static, [document]: types.transformer, [pooling]: types.pooling },
    structure: { query: [query], document: [document, pooling] },
    parameters: { default_route: 'document', allow_empty_key: true },
  });
  await writeJson(folder, `${pooling}/config.json`, {
    pooling_strategy: 'max',
    activation_function: 'log1p_relu',
  });
  const { vocabulary } = documents;
  const weights = Float32Array.from(vocabulary, (_, id) => (id % 3) * 1.25 + (id % 3 && id / 1024));
  await mkdir(join(folder, query), { recursive: true });
  await writeFile(join(folder, query, 'vocab.txt'), `${vocabulary.join('\n')}\n`);
  await writeJson(folder, `${query}/config.json`, { frozen: true });
  if (form === 'idf.json') {
    await writeJson(
      folder,
      `${query}/idf.json`,
      Object.fromEntries(vocabulary.map((token, id) => [token, weights[id]])),
    );
  } else {
    const header = {
      weight: { dtype: 'F32', shape: [weights.length], data_offsets: [0, weights.byteLength] },
    };
    await writeFile(
      join(folder, query, 'model.safetensors'),
      safetensorsBytes(header, new Uint8Array(weights.buffer)),
    );
  }
  return { folder, documents, weights };
}
