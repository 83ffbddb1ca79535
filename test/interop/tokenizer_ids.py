"""Python's side of tokenizer-ids.mjs: ids by Hugging Face's tokenizers.

    python tokenizer_ids.py characters FILE        what it makes of each character, as JSON lines
    python tokenizer_ids.py train TEXTS FOLDER     small tokenizers of several families, FOLDER/<name>/tokenizer.json
    python tokenizer_ids.py encode FOLDER TEXTS    FOLDER/ids.jsonl

TEXTS has one JSON string per line.
"""

import base64
import io
import json
import math
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers


def read(path):
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines]


def characters(path):
    """Its tables are those of several versions of Unicode; this shows which characters that concerns."""
    cleaned = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    bare = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False)
    accents, lower = normalizers.StripAccents(), normalizers.Lowercase()
    forms = [normalizers.NFC(), normalizers.NFD(), normalizers.NFKC(), normalizers.NFKD()]
    isolated = [pre_tokenizers.Split(Regex(rf'\p{{{name}}}'), 'isolated') for name in ('L', 'N')]
    punctuation = pre_tokenizers.Punctuation()
    with open(path, 'w', encoding='utf-8') as output:
        for code in range(0x110000):
            if 0xD800 <= code <= 0xDFFF:
                continue
            text = chr(code)
            row = [
                code,
                cleaned.normalize_str(text) == '',
                bare.normalize_str(f'a{text}') == 'a',
                accents.normalize_str(f'a{text}') == 'a',
                len(punctuation.pre_tokenize_str(f'a{text}a')) == 3,
                *(len(split.pre_tokenize_str(f'!{text}!')) == 3 for split in isolated),
                lower.normalize_str(text),
                *(form.normalize_str(text) for form in forms),
            ]
            output.write(json.dumps(row) + '\n')
    print(f"tokenizers {version('tokenizers')}")


def charsmap():
    """SentencePiece's nmt_nfkc, which XLM-R and others were trained with."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    model = io.BytesIO()
    words = (f'{a}{b}{c}' for a in 'abcdefgh' for b in 'aeiou' for c in 'klmnop')
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=words, model_writer=model, vocab_size=40, hard_vocab_limit=False, minloglevel=2
    )
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    return base64.b64encode(proto.normalizer_spec.precompiled_charsmap).decode()


def train(path, folder):
    texts = read(path)[:20000]
    precompiled = normalizers.Precompiled(base64.b64decode(charsmap()))
    special = ['<s>', '<pad>', '</s>', '<unk>', '<mask>']
    alphabet = pre_tokenizers.ByteLevel.alphabet()

    def byte_level(name, prefix, normalizer=None):
        tokenizer = Tokenizer(models.BPE())
        if normalizer:
            tokenizer.normalizer = normalizer
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
        trainer = trainers.BpeTrainer(vocab_size=1500, special_tokens=special[:4], initial_alphabet=alphabet, show_progress=False)
        tokenizer.train_from_iterator(texts, trainer)
        tokenizer.post_processor = processors.RobertaProcessing(('</s>', 2), ('<s>', 0))
        tokenizer.add_special_tokens([AddedToken('<mask>', lstrip=True, normalized=False)])
        tokenizer.add_tokens([AddedToken(' ' * n, normalized=True) for n in range(12, 1, -1)])
        tokenizer.add_tokens([AddedToken('Straße', single_word=True), AddedToken('é́', rstrip=True, normalized=True)])
        save(tokenizer, name)

    def unigram(name, normalizer, pre_tokenizer, byte_fallback=False):
        # Not trained, so that many pieces have equal scores.
        counts = Counter()
        for text in texts[:3000]:
            for word, _ in pre_tokenizer.pre_tokenize_str(normalizer.normalize_str(text)):
                counts.update(word[i : i + n] for n in range(1, 6) for i in range(len(word) - n + 1))
        pieces = [(piece, math.log(count / 1e6)) for piece, count in counts.most_common(4000)]
        lowest = [(f'<0x{byte:02X}>', -20.0) for byte in range(256)] if byte_fallback else []
        tokenizer = Tokenizer(models.Unigram([(token, 0.0) for token in special[:4]] + lowest + pieces, 3, byte_fallback))
        tokenizer.add_special_tokens(special[:4])
        tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
        tokenizer.post_processor = processors.TemplateProcessing(
            single='<s> $A </s>', pair='<s> $A </s> </s> $B </s>', special_tokens=[('<s>', 0), ('</s>', 2)]
        )
        tokenizer.add_special_tokens([AddedToken('<mask>', lstrip=True, normalized=False)])
        save(tokenizer, name)

    def metaspace(name, pre_tokenizer, fuse):
        tokenizer = Tokenizer(models.BPE(unk_token='<unk>', fuse_unk=fuse, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.Nmt(), normalizers.NFKC(), normalizers.StripAccents(), normalizers.Replace(Regex(' {2,}'), ' '), normalizers.Lowercase()]
        )
        tokenizer.pre_tokenizer = pre_tokenizer
        trainer = trainers.BpeTrainer(vocab_size=1500, limit_alphabet=300, special_tokens=special, show_progress=False)
        tokenizer.train_from_iterator(texts, trainer)
        save(tokenizer, name)

    def save(tokenizer, name):
        (Path(folder) / name).mkdir(exist_ok=True)
        tokenizer.save(str(Path(folder) / name / 'tokenizer.json'))

    byte_level('byte-level-nfc', False, normalizers.NFC())
    byte_level('byte-level-prefix', True)
    unigram('unigram', precompiled, pre_tokenizers.Metaspace())
    unigram(
        'unigram-spaces',
        normalizers.Sequence([normalizers.Strip(), precompiled, normalizers.Replace(Regex(' {2,}'), ' ')]),
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
    )
    unigram('unigram-bytes', normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()]), pre_tokenizers.Metaspace(split=False), True)
    several = [
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(),
        pre_tokenizers.Punctuation('merged_with_previous'), pre_tokenizers.Digits(individual_digits=True),
    ]  # fmt: skip
    metaspace('metaspace', pre_tokenizers.Sequence(several), True)
    metaspace('metaspace-first', pre_tokenizers.Metaspace(prepend_scheme='first'), False)


def encode(folder, path):
    tokenizer = Tokenizer.from_file(str(Path(folder) / 'tokenizer.json'))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    texts = read(path)
    with open(Path(folder) / 'ids.jsonl', 'w', encoding='utf-8') as output:
        for start in range(0, len(texts), 1000):
            for encoding in tokenizer.encode_batch(texts[start : start + 1000]):
                output.write(json.dumps(encoding.ids) + '\n')


{'characters': characters, 'train': train, 'encode': encode}[sys.argv[1]](*sys.argv[2:])
