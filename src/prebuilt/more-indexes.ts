import type { IndexFamily } from './prebuilt-index.js';

/** Indexes of MS MARCO, BRIGHT and CACM. The facts: Anserini 1.5.0, io.anserini.index.IndexInfo. */
export const moreIndexes: readonly IndexFamily[] = [
  {
    folder: 'https://huggingface.co/datasets/castorini/prebuilt-indexes-cacm/resolve/main/lucene-inverted/tf',
    prefix: 'lucene-index.',
    version: '20221005.252b5e',
    kind: 'text',
    indexes: [['cacm', 'cfe14d543c6a27f4d742fb2d0099b8e0']],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/passage/original/lucene-inverted/tf',
    version: '20221004.252b5e',
    kind: 'text',
    indexes: [
      ['msmarco-v1-passage', '678876e8c99a89933d553609a0fd8793', 8_841_823, 2_170_758_745],
      ['msmarco-v1-passage-slim', '229c750cc39eaa25f0c37bf69c2c708f', 8_841_823, 491_451_223],
      ['msmarco-v1-passage-full', '4d2e2e1fdb7ffc7c9758c4c2234261a1', 8_841_823, 3_720_616_156],
    ],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/passage/d2q-t5/lucene-inverted/tf',
    version: '20221004.252b5e',
    kind: 'text',
    indexes: [
      ['msmarco-v1-passage.d2q-t5', 'cfd6acef0912647603457b1e98ca5bc0', 8_841_823, 807_866_520],
      ['msmarco-v1-passage.d2q-t5-docvectors', '3be8131464c2d1db23c8d6151c55740e', 8_841_823, 4_409_861_674],
    ],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/passage/original/lucene-inverted/splade-pp',
    version: '20230524.a59610',
    kind: 'impact',
    model: 'naver/splade-cocondenser-ensembledistil',
    indexes: [['msmarco-v1-passage.splade-pp-ed', '2c008fc36131e27966a72292932358e6']],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/passage/original/lucene-inverted/splade-v3',
    version: '20250329.4f4c68',
    kind: 'impact',
    model: 'naver/splade-v3',
    indexes: [['msmarco-v1-passage.splade-v3', '52f4b59d236547f570555715ed314311']],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/doc/original/lucene-inverted/tf',
    version: '20221004.252b5e',
    kind: 'text',
    indexes: [
      ['msmarco-v1-doc', 'f66020a923df6430007bd5718e53de86', 3_213_835, 13_736_982_339],
      ['msmarco-v1-doc-slim', '1ac67c1150d5e6c9ec2b70b3ce1fb5e0', 3_213_835, 1_791_498_091],
      ['msmarco-v1-doc-full', '4975ca1b175343705b899c1e609234f9', 3_213_835, 25_525_613_395],
    ],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/doc/d2q-t5/lucene-inverted/tf',
    version: '20221004.252b5e',
    kind: 'text',
    indexes: [
      ['msmarco-v1-doc.d2q-t5', 'c0b0a25c329c1bdd7df3189400ec2f38', 3_213_835, 1_885_596_445],
      ['msmarco-v1-doc.d2q-t5-docvectors', '3c7c47c5cb718081da91d36b81d0d820', 3_213_835, 11_152_231_392],
    ],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/doc/segmented/lucene-inverted/tf',
    version: '20221004.252b5e',
    kind: 'text',
    indexes: [
      ['msmarco-v1-doc-segmented', 'dbf968dbf6e9d64119b4e320334524aa', 20_545_677, 15_924_437_950],
      ['msmarco-v1-doc-segmented-slim', '8ab6f2a49e8a6f3157615c2f0d746e3a', 20_545_677, 3_306_727_065],
      ['msmarco-v1-doc-segmented-full', '3571ca047669b1e6dee5bcd8a640ef18', 20_545_677, 29_470_600_225],
    ],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/doc/segmented-d2q-t5/lucene-inverted/tf',
    version: '20221004.252b5e',
    kind: 'text',
    indexes: [
      ['msmarco-v1-doc-segmented.d2q-t5', 'c76e514df930721401c215b90f9f5d14', 20_545_677, 3_554_554_591],
      [
        'msmarco-v1-doc-segmented.d2q-t5-docvectors',
        '38e364692cd9c892ebb6f05b3255f0fb',
        20_545_677,
        16_349_673_467,
      ],
    ],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/doc/segmented/lucene-inverted/unicoil-noexp',
    version: '20221005.252b5e',
    kind: 'impact',
    model: 'castorini/unicoil-msmarco-passage',
    indexes: [['msmarco-v1-doc-segmented.unicoil-noexp', 'f92d5a2ba22274993b34f69e59427379']],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v1/resolve/main/doc/segmented/lucene-inverted/unicoil',
    version: '20221005.252b5e',
    kind: 'impact',
    model: 'castorini/unicoil-msmarco-passage',
    indexes: [['msmarco-v1-doc-segmented.unicoil', '7dc32ad22876fbbe0f24f21fd1ea50c0']],
  },
  {
    folder: 'https://rgw.cs.uwaterloo.ca/pyserini/indexes/lucene',
    version: '20220808.4d6d2a',
    kind: 'text',
    indexes: [
      ['msmarco-v2-passage', '433f65ee0091a0690632e3ef624c7994', 138_364_198, 38_808_093_637],
      ['msmarco-v2-passage-slim', 'e896ee15ffec1c7487a089d345343417', 138_364_198, 8_170_344_033],
      ['msmarco-v2-passage-full', '5d517259e639b2d34682231d5fc8a534', 138_364_198, 60_413_586_666],
      ['msmarco-v2-passage.d2q-t5', '3764a6cc79cf8c4ac824aee8859223ad', 138_364_198, 14_404_904_837],
      [
        'msmarco-v2-passage.d2q-t5-docvectors',
        'ef7d7991cd82bc9aa6b063ab71b01e80',
        138_364_198,
        59_206_476_857,
      ],
      ['msmarco-v2-doc', '11017a76d2927294977c360a174ba1be', 11_959_635, 63_431_305_265],
      ['msmarco-v2-doc-slim', '39272218094950979303f17e7202d636', 11_959_635, 7_172_182_321],
      ['msmarco-v2-doc-full', '66a9da92766dc7ee6eec168adf242a66', 11_959_635, 119_537_262_576],
      ['msmarco-v2-doc.d2q-t5', 'e1279d6a569c622778852d5f0c97fa78', 11_959_635, 8_155_219_655],
      ['msmarco-v2-doc.d2q-t5-docvectors', 'e6fa0dcf7d0bf1ae6e236c3c102db4be', 11_959_635, 54_415_613_417],
      ['msmarco-v2-doc-segmented', '42a0d23366e3dbdfecba1df2eb163ab2', 124_131_414, 109_269_075_564],
      ['msmarco-v2-doc-segmented-slim', 'b7ffdf1577a6b2001d84893c630e6a92', 124_131_414, 20_852_485_602],
      ['msmarco-v2-doc-segmented-full', 'f2839a7208823ed98ea268404621bf3c', 124_131_414, 201_358_945_369],
      ['msmarco-v2-doc-segmented.d2q-t5', 'a2c47e1af47e3a31b130c53f495ab4b4', 124_131_414, 24_242_748_026],
      [
        'msmarco-v2-doc-segmented.d2q-t5-docvectors',
        '6ce4c42ba5aab988f543ef960bae7639',
        124_131_414,
        114_315_191_005,
      ],
    ],
  },
  {
    folder: 'https://rgw.cs.uwaterloo.ca/pyserini/indexes/lucene',
    version: '20220808.4d6d2a',
    kind: 'impact',
    model: 'castorini/unicoil-msmarco-passage',
    indexes: [
      ['msmarco-v2-passage.unicoil-noexp-0shot', '3e0a5be5adca063a112fa2f0978f91cb'],
      ['msmarco-v2-passage.unicoil-0shot', '69919059e3e9575968edafe168b55b66'],
      ['msmarco-v2-doc-segmented.unicoil-noexp-0shot', 'e3f448f4de46d86953892337fea39ed0'],
      ['msmarco-v2-doc-segmented.unicoil-0shot', 'ff12d2001f463460a11ff6f60175190e'],
    ],
  },
  {
    folder: 'https://rgw.cs.uwaterloo.ca/pyserini/indexes/lucene',
    version: '20240418.4f9675',
    kind: 'text',
    indexes: [
      ['msmarco-v2.1-doc', 'cecd55856c34afa82f1a499705c9df02', 10_960_555, 54_190_811_494],
      ['msmarco-v2.1-doc-slim', '2c31a8c0a7133eb6ea04c91ceffa7e08', 10_960_555, 6_191_736_133],
      ['msmarco-v2.1-doc-full', '794708c9cf8fc6eafff07c5485e934b9', 10_960_555, 102_997_532_522],
      ['msmarco-v2.1-doc-segmented', '6ec4cd595c9fe1ad91b43eabb39a637c', 113_520_750, 60_071_133_069],
      ['msmarco-v2.1-doc-segmented-slim', '3c6c946c722a201b65903a92f082ea4f', 113_520_750, 15_374_492_909],
      ['msmarco-v2.1-doc-segmented-full', 'a43d09d31ae4e5dac81f5cfde1a810a7', 113_520_750, 146_130_406_504],
    ],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-msmarco-v2.1-doc-segmented/resolve/main',
    version: '20250707.4039c3',
    kind: 'impact',
    model: 'naver/splade-v3',
    indexes: [['msmarco-v2.1-doc-segmented.splade-v3', '75f677301833b4f3bf2c2c286be8879f']],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-bright/resolve/main/lucene-inverted/tf',
    version: '20250705.44ae8e',
    kind: 'text',
    indexes: [
      ['bright-biology', '28e2dabd2f3e57dec3f627351f8c4b11', 57_359, 25_111_678],
      ['bright-earth-science', 'beb1d21fcf297de450271361667f2992', 121_249, 53_415_849],
      ['bright-economics', '59b9d0751eb933de06c2bd9ca815a620', 50_220, 23_991_405],
      ['bright-psychology', '92cfe0528ec00992539c5d71e43132b5', 52_835, 25_037_913],
      ['bright-robotics', '798ffdc9f8156f87092dab7222fc7015', 61_961, 18_420_985],
      ['bright-stackoverflow', '228efa0a5f694e21ec72b8701cea544d', 107_081, 95_075_014],
      ['bright-sustainable-living', 'e2bd3276a1a95f899a285199a32ace2e', 60_792, 25_611_841],
      ['bright-pony', '3cc53b8606c82f6ccbd1fe03deca42f5', 7894, 2_413_527],
      ['bright-leetcode', '8f0c4fdbaf6fac01b3450da1ddfd91bc', 413_932, 396_178_987],
      ['bright-aops', '2427dbdd4e64c27a3fb86901f88ba72f', 188_002, 136_696_992],
      ['bright-theoremqa-theorems', '4b576146c71acde1045dbbc502b64a76', 23_839, 16_754_746],
      ['bright-theoremqa-questions', 'c5754371fb34423abf64c48b22b906d2', 188_002, 136_697_060],
    ],
  },
  {
    folder:
      'https://huggingface.co/datasets/castorini/prebuilt-indexes-bright/resolve/main/lucene-inverted/splade-v3',
    version: '20250808.c6674a',
    kind: 'impact',
    model: 'naver/splade-v3',
    indexes: [
      ['bright-biology.splade-v3', '559813ffede15ba7080af05383b64bde', 57_359, 18_830_144],
      ['bright-earth-science.splade-v3', 'd87652fb3467cb0140c4514d1839d3c3', 121_249, 45_644_595],
      ['bright-economics.splade-v3', '1df6c938e454c3ac2091a90e00fe51bc', 50_220, 14_026_997],
      ['bright-psychology.splade-v3', '1ecb0fae06945e508da2d6e4f5e7e977', 52_835, 15_406_800],
      ['bright-robotics.splade-v3', '3d63591bbb4393a0eb24f807b37a5f36', 61_961, 15_418_918],
      ['bright-stackoverflow.splade-v3', 'a79e44dc17c8150ca2caa78902fd38c8', 107_081, 39_953_128],
      ['bright-sustainable-living.splade-v3', '2a3ed996f75bfa01a4684c446b0bc48f', 60_792, 16_539_893],
      ['bright-pony.splade-v3', '95040fadfc7eeb594609abe05ab7a694', 7894, 2_506_057],
      ['bright-leetcode.splade-v3', '6e585d1d9012c220b52c6bb9306360f8', 413_932, 167_385_110],
      ['bright-aops.splade-v3', '294aa5f3dbd9a3a2c435e97e7937ccb1', 188_002, 58_454_988],
      ['bright-theoremqa-theorems.splade-v3', '726c22edd0d50fd9b5b86b69984c3a48', 23_839, 7_615_555],
      ['bright-theoremqa-questions.splade-v3', 'bd21607333fcf7379320363959b02bf4', 188_002, 58_455_397],
    ],
  },
];
