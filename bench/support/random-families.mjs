// Models of base size with random weights, one of each family, as transformers writes them.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { base } from './random-checkpoint.mjs';

const tokenizer = fileURLToPath(new URL('../../models/splade-tiny/', import.meta.url));

/**
 * By the name that --families takes: the class of the configuration in transformers, and what it says beside its defaults.
 * All have splade-tiny's vocabulary.
 */
const families = {
  bert: { config: 'BertConfig' },
  distilbert: { config: 'DistilBertConfig', measures: { layers: 6 } },
  roberta: { config: 'RobertaConfig', settings: { max_position_embeddings: 514 } },
  mpnet: { config: 'MPNetConfig', settings: { max_position_embeddings: 514 } },
  electra: { config: 'ElectraConfig', settings: electraBase() },
  albert: {
    config: 'AlbertConfig',
    settings: { hidden_size: 768, num_attention_heads: 12, intermediate_size: 3072 },
  },
  'deberta-v2': {
    config: 'DebertaV2Config',
    settings: {
      ...{ hidden_size: 768, num_hidden_layers: 12, num_attention_heads: 12, intermediate_size: 3072 },
      ...{ relative_attention: true, pos_att_type: ['p2c', 'c2p'], position_buckets: 256 },
      ...{
        share_att_key: true,
        norm_rel_ebd: 'layer_norm',
        position_biased_input: false,
        type_vocab_size: 0,
      },
    },
  },
  // Its gate is a third matrix of the width of two.
  modernbert: {
    config: 'ModernBertConfig',
    settings: { pad_token_id: 0, cls_token_id: 101, sep_token_id: 102, bos_token_id: 101, eos_token_id: 102 },
    measures: { layers: 22, inner: 1728 },
  },
};

function electraBase() {
  return { embedding_size: 768, hidden_size: 768, num_attention_heads: 12, intermediate_size: 3072 };
}

const program = `
import json, sys, torch, transformers
name, settings, folder = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
torch.manual_seed(1)
config = getattr(transformers, name)(**settings)
transformers.AutoModelForMaskedLM.from_config(config).save_pretrained(folder)
`;

export const familyNames = Object.keys(families);

/**
 * Writes a model of a family, with the Python of TORCH_PYTHON.
 * @returns its folder, and its measures for the number of operations; those of distances are not counted
 */
export function writeRandomFamily(name, folder) {
  const { config, settings = {}, measures = {} } = families[name];
  mkdirSync(folder, { recursive: true });
  const all = JSON.stringify({ vocab_size: base.vocabulary, ...settings });
  const { status } = spawnSync(process.env.TORCH_PYTHON, ['-c', program, config, all, folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`no model of ${name} was written`);
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
    copyFileSync(join(tokenizer, file), join(folder, file));
  }
  return { path: folder, measures: { ...base, ...measures } };
}
