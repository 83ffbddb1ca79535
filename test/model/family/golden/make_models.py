"""Writes <name>/config.json and model.safetensors, tiny models of random weights in float16, and expected.json, what
transformers makes of token ids with them in float32: log(1 + relu) of the largest logit, by vocabulary index.

    python3 -m venv VENV && VENV/bin/pip install torch==2.15.0 transformers==5.24.0
    VENV/bin/python make_models.py
"""

import json
from pathlib import Path

import torch
from transformers import (
    AlbertConfig, AlbertForMaskedLM, CamembertConfig, CamembertForMaskedLM, DebertaV2Config, DebertaV2ForMaskedLM, ElectraConfig,
    ElectraForMaskedLM, ModernBertConfig, ModernBertForMaskedLM, MPNetConfig, MPNetForMaskedLM, RobertaConfig, RobertaForMaskedLM,
    XLMRobertaConfig, XLMRobertaForMaskedLM,
)  # fmt: skip

here = Path(__file__).parent
sizes = dict(
    vocab_size=64, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24, max_position_embeddings=300,
)  # fmt: skip
modern = dict(bos_token_id=2, eos_token_id=3, cls_token_id=2, sep_token_id=3, pad_token_id=0, local_attention=10)
models = {
    'roberta': RobertaForMaskedLM(RobertaConfig(**sizes, type_vocab_size=1, layer_norm_eps=1e-5)),
    'roberta-untied': RobertaForMaskedLM(RobertaConfig(**sizes, tie_word_embeddings=False)),
    'camembert': CamembertForMaskedLM(CamembertConfig(**sizes, hidden_act='relu')),
    'xlm-roberta': XLMRobertaForMaskedLM(XLMRobertaConfig(**sizes, pad_token_id=5)),
    'mpnet': MPNetForMaskedLM(MPNetConfig(**sizes)),
    'electra': ElectraForMaskedLM(ElectraConfig(**sizes, embedding_size=8)),
    'electra-wide': ElectraForMaskedLM(ElectraConfig(**sizes, embedding_size=16, hidden_act='relu')),
    'albert': AlbertForMaskedLM(
        AlbertConfig(**{**sizes, 'num_hidden_layers': 4}, embedding_size=8, num_hidden_groups=2, inner_group_num=2)
    ),
    'modernbert': ModernBertForMaskedLM(ModernBertConfig(**{**sizes, 'num_hidden_layers': 5}, **modern)),
    'modernbert-layer-types': ModernBertForMaskedLM(
        ModernBertConfig(
            **{**sizes, 'num_hidden_layers': 3}, **modern, attention_bias=True, mlp_bias=True, norm_bias=True,
            classifier_bias=True, decoder_bias=False, layer_types=['sliding_attention', 'full_attention', 'sliding_attention'],
            rope_parameters={
                'full_attention': {'rope_type': 'default', 'rope_theta': 500.0},
                'sliding_attention': {'rope_type': 'default', 'rope_theta': 40.0},
            },
        )
    ),
    'deberta-v2': DebertaV2ForMaskedLM(
        DebertaV2Config(**sizes, relative_attention=True, pos_att_type=['c2p', 'p2c'], type_vocab_size=2)
    ),
    'deberta-v3': DebertaV2ForMaskedLM(
        DebertaV2Config(
            **sizes, relative_attention=True, pos_att_type='p2c|c2p', position_buckets=32, share_att_key=True, norm_rel_ebd='layer_norm',
            position_biased_input=False, max_relative_positions=-1, legacy=False,
        )
    ),
}  # fmt: skip

generator = torch.Generator().manual_seed(20)
lengths = [1, 5, 24, 290]
texts = [torch.randint(6, 64, (length,), generator=generator).tolist() for length in lengths]
texts[1][2], texts[2][4], texts[2][5], texts[2][-1] = 1, 1, 5, 0  # The ids of several models' pads.
expected = {}
for name, model in models.items():
    model.eval()
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            norm = 'norm' in parameter_name.lower() and parameter_name.endswith('weight')
            values = torch.randn(parameter.shape, generator=generator) * 0.3 + (1 if norm else 0)
            parameter.copy_(values.half())
        logits = [model(torch.tensor([ids]), attention_mask=torch.ones(1, len(ids))).logits[0] for ids in texts]
    expected[name] = [[round(w, 6) for w in torch.log1p(torch.relu(x.max(0).values)).tolist()] for x in logits]
    model.half().save_pretrained(here / name)
    (here / name / 'generation_config.json').unlink(missing_ok=True)
output = {'texts': texts, 'models': expected}
(here / 'expected.json').write_text(json.dumps(output, separators=(',', ':')) + '\n', encoding='utf-8')
