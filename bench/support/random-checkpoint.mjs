// A BERT checkpoint of random weights, in the format of the Hub.

import { closeSync, copyFileSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tokenizer = fileURLToPath(new URL('../../models/splade-tiny/', import.meta.url));

/** The dimensions of BERT base, and so of SPLADE-v3. */
export const base = { hidden: 768, layers: 12, heads: 12, inner: 3072, positions: 512, vocabulary: 30522 };

/** The dimensions of splade-tiny. */
export const tiny = { hidden: 128, layers: 2, heads: 2, inner: 512, positions: 512, vocabulary: 30522 };

/** The number of multiplications and additions in the matrix products for a text of some number of tokens. */
export function matrixOperations({ hidden, layers, inner, vocabulary }, tokens) {
  const projections =
    layers * (4 * hidden * hidden + 2 * hidden * inner) + hidden * hidden + hidden * vocabulary;
  const attention = layers * 2 * tokens * hidden;
  return 2 * tokens * (projections + attention);
}

function shapes({ hidden, layers, inner, positions, vocabulary }) {
  const linear = (name, out, into) => [
    [`${name}.weight`, [out, into]],
    [`${name}.bias`, [out]],
  ];
  const norm = (name) => [
    [`${name}.weight`, [hidden]],
    [`${name}.bias`, [hidden]],
  ];
  const layer = (i) => {
    const at = (name) => `bert.encoder.layer.${i}.${name}`;
    return [
      ...['query', 'key', 'value'].flatMap((part) => linear(at(`attention.self.${part}`), hidden, hidden)),
      ...linear(at('attention.output.dense'), hidden, hidden),
      ...norm(at('attention.output.LayerNorm')),
      ...linear(at('intermediate.dense'), inner, hidden),
      ...linear(at('output.dense'), hidden, inner),
      ...norm(at('output.LayerNorm')),
    ];
  };
  return [
    ['bert.embeddings.word_embeddings.weight', [vocabulary, hidden]],
    ['bert.embeddings.position_embeddings.weight', [positions, hidden]],
    ['bert.embeddings.token_type_embeddings.weight', [2, hidden]],
    ...norm('bert.embeddings.LayerNorm'),
    ...Array.from({ length: layers }, (_, i) => layer(i)).flat(),
    ...linear('cls.predictions.transform.dense', hidden, hidden),
    ...norm('cls.predictions.transform.LayerNorm'),
    ['cls.predictions.bias', [vocabulary]],
  ];
}

/** Writes the checkpoint, 438 MB at BERT base's size, with splade-tiny's tokenizer. @returns the folder */
export function writeRandomCheckpoint(folder, measures = base) {
  mkdirSync(folder, { recursive: true });
  const header = {};
  let offset = 0;
  const tensors = shapes(measures);
  for (const [name, shape] of tensors) {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, Buffer.concat([length, json]));
  // Sines of an irrational step, with the usual deviation: no zeros or repetitions that a program could exploit.
  let position = 0;
  for (const [name, shape] of tensors) {
    const count = shape.reduce((a, b) => a * b, 1);
    const isScale = /LayerNorm\.weight$/.test(name);
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = isScale ? 1 : 0.03 * Math.sin(position++ * 12.9898);
    writeSync(file, Buffer.from(values.buffer));
  }
  closeSync(file);
  const config = {
    architectures: ['BertForMaskedLM'],
    model_type: 'bert',
    vocab_size: measures.vocabulary,
    hidden_size: measures.hidden,
    num_hidden_layers: measures.layers,
    num_attention_heads: measures.heads,
    intermediate_size: measures.inner,
    max_position_embeddings: measures.positions,
    type_vocab_size: 2,
    hidden_act: 'gelu',
    layer_norm_eps: 1e-12,
    tie_word_embeddings: true,
  };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config, null, 2));
  for (const name of ['tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(join(tokenizer, name), join(folder, name));
  }
  return folder;
}
