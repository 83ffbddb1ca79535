"""Writes tokenizers.json: small tokenizers, and the ids that Hugging Face's tokenizers give to corner cases.

    python3 -m venv VENV && VENV/bin/pip install tokenizers==0.23.3 sentencepiece==0.2.3 protobuf
    VENV/bin/python make_tokenizers.py
"""

import base64
import io
import json
from pathlib import Path

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

texts = [
    'ΛΟΓΟΣ ΜΕΓΑΣ', 'ΑΣ. Σ ΣΑΣ', 'İstanbul ǅ ﬁ ẞ Straße Straßen', 'café cafe\u0301 e\u0301\u0323', 'Å \u212B',
    'a\uFEFFb \uFEFF c', 'a\u0085b', 'a\u00A0b\u3000c\u2003d', 'a\u200Bb\u200Dc\u00ADd', 'x\u2028y\u180Ez',
    '\0a\0b', 'a\uFFFDb', '\x1b', '\x16 a', 'a\tb\r\nc\rd\x0be\x0cf', '\u2581a\u2581 b', 'a～b',
    '👨\u200d👩\u200d👧 🏳\ufe0f\u200d🌈', '👍🏽 🇩🇪🇩', '1\ufe0f\u20e3', '\u1100\u1161 \u1100\u1161\u11a8 각\u11a8 가나',
    'ｶﾞ ﾊﾟ ｶ ﾞ', 'กำ ก็ क्षि நி', '㍿ ½ ² ①', '東京タワー 京\U00020000都\U0002B820', '  two  spaces   three    four ',
    ' a  <mask>  b', 'a<mask>b <s> </s> [CLS] [MASK] [cls]', 'end  ', '', ' ', '      ', "don't WE'LL it's I'd", '3.14 12,5 ١٢٣ 007',
    '...--¿?!$+<=>^`|~ ©®°', '日本。、「語」', 'a' * 101, 'aaaaaaaaaaaaaaaa', 'zzz qqq \U0001F966\U0001F966 q', '\u0378\uE000\U000F0000a', 'Ǆ\u0345ᾳ ŉ',
    '༘가', 'wag wagwag wagon', '\u0301a',
]  # fmt: skip
special = ['<s>', '<pad>', '</s>', '<unk>', '<mask>']
made = []


def keep(name, tokenizer):
    definition = json.loads(tokenizer.to_str())
    # The decoder is not used, and a vocabulary that is read back is read as a file's is.
    tokenizer = Tokenizer.from_str(json.dumps(definition))
    made.append({'name': name, 'definition': definition, 'ids': [tokenizer.encode(text).ids for text in texts]})


def word_piece(name, normalizer, pre_tokenizer):
    characters = sorted({c for text in texts for c in normalizer.normalize_str(text) if not c.isspace()})
    tokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'wag', '##wag', '##on', *characters]
    tokens += [f'##{c}' for c in characters if c.isalnum()]
    tokenizer = Tokenizer(models.WordPiece({token: i for i, token in enumerate(tokens)}, unk_token='[UNK]'))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    tokenizer.post_processor = processors.BertProcessing(('[SEP]', 3), ('[CLS]', 2))
    tokenizer.add_special_tokens(tokens[:5])
    keep(name, tokenizer)


def byte_level(name, normalizer, pre_tokenizer):
    tokenizer = Tokenizer(models.BPE())
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=special[:4], initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.RobertaProcessing(('</s>', 2), ('<s>', 0))
    tokenizer.add_special_tokens([AddedToken('<mask>', lstrip=True, normalized=False)])
    tokenizer.add_tokens([AddedToken(' ' * n, normalized=True) for n in (4, 3, 2)])
    tokenizer.add_tokens([AddedToken('Straße', single_word=True), AddedToken('wag', rstrip=True, normalized=True)])
    keep(name, tokenizer)


def charsmap():
    rules = [
        ('ｶﾞ', 'ガ'), ('ﾊﾟ', 'パ'), ('ｶ', 'カ'), ('\u1100\u1161', '가'), ('e\u0301', 'é'), ('\u00A0', ' '), ('\u3000', ' '),
        ('\t', ' '), ('\n', ' '), ('\r', ' '), ('½', '1⁄2'), ('²', '2'), ('㍿', '株式会社'), ('ﬁ', 'fi'), ('A', 'a'), ('🇩', 'D'), ('👍', 'ok'),
    ]  # fmt: skip
    table = Path('rules.tsv')
    line = ['\t'.join(' '.join(f'{ord(c):X}' for c in side) for side in rule) for rule in rules]
    table.write_text('\n'.join([*line, 'FEFF\t', '200D\t']) + '\n', encoding='utf-8')
    model = io.BytesIO()
    words = (f'{a}{b}{c}' for a in 'abcdefgh' for b in 'aeiou' for c in 'klmnop')
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=words, model_writer=model, vocab_size=40, hard_vocab_limit=False, minloglevel=2,
        normalization_rule_tsv=str(table),
    )  # fmt: skip
    table.unlink()
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    return proto.normalizer_spec.precompiled_charsmap


def unigram(name, normalizer, pre_tokenizer, byte_fallback=False):
    characters = sorted({c for text in texts[::2] for c in normalizer.normalize_str(text)} - {' '})
    pieces = ['▁', '▁▁', '▁a', 'aaa', 'aa', 'aaaa', 'on', 'ag', 'wa', '▁wa', *characters]
    scores = [(piece, -(1.1 + 0.3 * (i % 7) + 0.1234567 * len(piece))) for i, piece in enumerate(pieces)]
    scores += [(f'<0x{byte:02X}>', -20.5) for byte in range(256) if byte_fallback]
    tokenizer = Tokenizer(models.Unigram([(token, 0.0) for token in special] + scores, 3, byte_fallback))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    tokenizer.post_processor = processors.TemplateProcessing(
        single='<s> $A </s>', pair='<s> $A </s> </s> $B </s>', special_tokens=[('<s>', 0), ('</s>', 2)]
    )
    tokenizer.add_special_tokens([*special[:4], AddedToken('<mask>', lstrip=True, normalized=False)])
    keep(name, tokenizer)


def metaspace(name, pre_tokenizer, fuse):
    tokenizer = Tokenizer(models.BPE(unk_token='<unk>', fuse_unk=fuse))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Nmt(), normalizers.NFKD(), normalizers.StripAccents(), normalizers.Replace(Regex(' {2,}'), ' '), normalizers.Lowercase(),
    ])  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizer
    trainer = trainers.BpeTrainer(vocab_size=120, limit_alphabet=80, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    keep(name, tokenizer)


bert = pre_tokenizers.BertPreTokenizer()
precompiled = normalizers.Precompiled(charsmap())
spaces = normalizers.Replace(Regex(' {2,}'), ' ')
word_piece('WordPiece, uncased', normalizers.BertNormalizer(lowercase=True), bert)
word_piece('WordPiece, cased', normalizers.BertNormalizer(lowercase=False), bert)
word_piece('WordPiece on words of letters and digits', normalizers.Lowercase(), pre_tokenizers.Whitespace())
byte_level('byte-level BPE after NFC', normalizers.NFC(), pre_tokenizers.ByteLevel(add_prefix_space=False))
byte_level('byte-level BPE with a space before', None, pre_tokenizers.ByteLevel(add_prefix_space=True))
pattern = Regex(r'[^\s\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s+(?!\S)|\s+')
split = [pre_tokenizers.Split(pattern, 'isolated'), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
byte_level('byte-level BPE split by a pattern', normalizers.NFC(), pre_tokenizers.Sequence(split))
unigram('Unigram after a precompiled map', precompiled, pre_tokenizers.Metaspace())
unigram(
    'Unigram after a precompiled map, stripped',
    normalizers.Sequence([normalizers.Strip(), precompiled, spaces]),
    pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]),
)
unigram('Unigram with bytes', normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()]), pre_tokenizers.Metaspace(split=False), True)
several = [
    pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(),
    pre_tokenizers.Punctuation('merged_with_previous'), pre_tokenizers.Digits(individual_digits=True),
]  # fmt: skip
metaspace('BPE on marked words, cut at punctuation and digits', pre_tokenizers.Sequence(several), True)
metaspace('BPE on a text marked at its start', pre_tokenizers.Metaspace(prepend_scheme='first'), False)
output = Path(__file__).with_name('tokenizers.json')
output.write_text(json.dumps({'texts': texts, 'tokenizers': made}, separators=(',', ':')) + '\n', encoding='utf-8')
