import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type ReadOptions, readRecords } from '#tserini/corpus/records.js';
import { makeTarGz } from '../support/tar-file.ts';
import { oddTsv } from './odd-lines.ts';
import type { Target } from './target.ts';

const read =
  (options: ReadOptions = {}) =>
  async (path: string) => {
    for await (const _ of readRecords(path, { fields: ['text'], ...options }));
  };

/** Text of the parts of a format. */
const oddText = (...parts: readonly string[]) =>
  fc
    .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...parts) }, fc.string({ maxLength: 4 })), {
      maxLength: 40,
    })
    .map((found) => Buffer.from(found.join('')));

const oddCsv = oddText('id,text\n', '"', '""', ',', '\n', '\r\n', '\r', 'd1', '"a, b"', '\ufeff', ';', '\0');
const oddSgml = oddText(
  ...[
    '<DOC>\n',
    '<DOC id="x">\n',
    '<DOCNO> d </DOCNO>\n',
    '<DOCNO>',
    '</DOCNO>',
    '<TEXT>\n',
    '</TEXT>\n',
    '</DOC>\n',
  ],
  ...['<TITLE>', '&amp', '&#x110000;', '<![CDATA[', ']]>', '\n', 'red apples'],
);
const oddHtml = oddText(
  ...[
    '<p>',
    '</p>',
    '<table>',
    '<td>',
    '<title>',
    '<textarea ',
    '<template>',
    '<svg>',
    '<![CDATA[',
    '<!--',
    '<pre>\n',
  ],
  ...['&ltd', '&notin;', '&#0;', '<b', '>', '</', '<plaintext>', 'red apples', '<a href="', "'"],
);

const trec =
  '<DOC>\n<DOCNO> d1 </DOCNO>\n<HEADLINE>\nRed\n</HEADLINE>\n<TEXT>\n<P>app&amp;les</P>\n</TEXT>\n</DOC>\n';
const html =
  '<!doctype html>\n<title>T</title><p>red<br>apples<pre>\n x  y</pre><table><tr><td>1<td>2</table>\n';
// The fuzzer is compiled into another folder.
const dist = dirname(createRequire(import.meta.url).resolve('#tserini/index.js'));
const parquet = (name: string) => readFile(join(dist, `../test/corpus/parquet/${name}.parquet`));
const bytes =
  (...texts: readonly string[]) =>
  async () =>
    texts.map((text) => Buffer.from(text));

/** What reads corpora that are not lines of JSON. */
export const corpusTargets: readonly Target[] = [
  { name: 'corpus.tsv', file: 'c.tsv', seeds: bytes('d1\tred\nd2\tpears\n'), made: oddTsv, read: read() },
  {
    name: 'corpus.csv',
    file: 'c.csv',
    seeds: bytes('id,title,text\r\n1,"A ""b""","x,\ny"\r\n2,,z\r\n'),
    made: oddCsv,
    read: read(),
  },
  {
    name: 'corpus.trec',
    file: 'c.trec',
    seeds: bytes(trec, trec + trec),
    made: oddSgml,
    read: read({ format: 'TrecCollection' }),
  },
  {
    name: 'corpus.html',
    file: 'c.html',
    seeds: bytes(html),
    made: oddHtml,
    read: read({ format: 'HtmlCollection' }),
  },
  {
    name: 'corpus.tar.gz',
    file: 'c.tar.gz',
    seeds: async () => [
      await makeTarGz([
        { name: 'a.html', contents: Buffer.from(html) },
        { name: 'b/c.html', contents: Buffer.from('x') },
      ]),
    ],
    wrap: (contents) => (contents[0] === 0x1f ? contents : gzipSync(contents)),
    read: read({ format: 'HtmlCollection' }),
  },
  {
    name: 'corpus.parquet',
    file: 'c.parquet',
    seeds: () => Promise.all(['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4', 'pages-v2'].map(parquet)),
    read: read(),
  },
  {
    name: 'corpus.msmarco-v2',
    file: 'c.jsonl',
    seeds: bytes('{"pid": "p1", "passage": "red", "title": "T"}\n{"pid": 2, "passage": null}\n'),
    read: read({ format: 'MsMarcoV2PassageCollection' }),
  },
];
