import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '#tserini/corpus/records.js';
import {
  type CorpusKind,
  type CorpusKindName,
  corpusKinds,
  indexedText,
} from '#tserini/lucene/index/corpus-kinds.js';
import { indexCorpus } from '#tserini/lucene/index/index-corpus.js';
import { LuceneSearcher } from '#tserini/lucene/search/lucene-searcher.js';
import { formatRunLines } from '#tserini/run/write-run.js';
import { anseriniJar, needsAnserini, runOracle } from '../support/anserini.ts';
import { hasSharedData, needsSharedData } from '../support/data.ts';
import { readNfcorpus } from '../support/nfcorpus.ts';
import { firstDifference } from '../support/postings.ts';
import { suiteFolder } from '../support/temp.ts';
import { nfcorpusQueries } from '../support/text-collection.ts';

interface Document {
  readonly _id: string;
  readonly title: string;
  readonly text: string;
}

const folder = suiteFolder();
const path = (name: string) => join(folder(), name);
const linesOf = async (name: string) => (await readFile(path(name), 'utf8')).trimEnd().split('\n');
const hits = 300;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const words = (text: string) => text.split(' ');

/** NFCorpus as TREC's disks have their documents, in several of their layouts. */
function trec({ _id, title, text }: Document, i: number): string {
  const head = i % 3 === 0 ? `<DOC id="${_id}" type="story">` : `<DOC>\n<DOCNO> ${_id} </DOCNO>`;
  const body = words(escaped(text)).map((word, at) => (at % 12 === 11 ? `${word}\n` : `${word} `));
  const end = i % 5 === 0 ? '' : '\n</TEXT>';
  return `${head}\n<DATE>May ${i}</DATE>\n<PUB>not this</PUB>\n<HEADLINE>\n  ${escaped(title)}\n</HEADLINE>\n<TEXT>\n<P>${body.join('')}</P>${end}\n</DOC>\n`;
}

/** NFCorpus as pages, each in one of several layouts, CACM's among them. */
function page({ title, text }: Document, i: number): string {
  const body = escaped(text);
  const layouts = [
    `<html>\n<pre>\n\n${escaped(title)}\n\n${words(body).join('  ')}\n\nJB March 22, 1978\n</pre>\n</html>\n`,
    `<!doctype html><title>${escaped(title)}</title><style>p {}</style><p>${words(body).join('</i> <i>')}<script>x()</script>`,
    `<h1>${escaped(title)}<br>x</h1><table><tr><td>${words(body).join('<td>')}</table><ul><li>a<li>b&nbsp;c&copy d</ul>`,
    `<title>${escaped(title)}<p>${body}</p>\r\n<div>a<div>b</div>c</div> R&D &notit; AT&ampT <b>${escaped(title)}</b>tail`,
  ];
  return layouts[i % layouts.length]!;
}

const kinds: readonly CorpusKindName[] = [
  'TrecCollection',
  'HtmlCollection',
  'MsMarcoV2PassageCollection',
  'MsMarcoV2DocCollection',
  'BeirMultifieldCollection',
];

async function ours(name: CorpusKindName): Promise<string[]> {
  const kind: CorpusKind = corpusKinds[name];
  const lines = [];
  for await (const record of readFiles(path(name), { format: kind.format, wanted: kind.parts })) {
    const { id, contents } = indexedText(record.parse(), kind, []);
    lines.push(JSON.stringify({ contents, id }));
  }
  return lines.sort();
}

describe.skipIf(!hasSharedData || !anseriniJar)(
  `corpora of NFCorpus, beside Anserini's classes${needsSharedData}${needsAnserini}`,
  { timeout: 300_000 },
  () => {
    beforeAll(async () => {
      const documents = (await readNfcorpus('corpus.jsonl'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Document);
      for (const kind of kinds) await mkdir(path(kind));
      const half = documents.length / 2;
      const write = (name: string, text: string | Buffer) => writeFile(path(name), text);
      await write('TrecCollection/a', documents.slice(0, half).map(trec).join('\n'));
      // The oldest are in Latin-1.
      const latin = `<DOC>\n<DOCNO> LATIN </DOCNO>\n<TEXT>\ncaf\xe9 na\xefve\n</TEXT>\n</DOC>\n`;
      const rest = documents.slice(half).map(trec).join('\r\n').replaceAll('\n', '\r\n');
      await write(
        'TrecCollection/b.gz',
        gzipSync(Buffer.concat([Buffer.from(rest), Buffer.from(latin, 'latin1')])),
      );
      await write('TrecCollection/README', 'no document');
      const some = documents.filter((_, i) => i % 3 === 0);
      await Promise.all(
        some.map((document, i) => write(`HtmlCollection/${document._id}.html`, page(document, i))),
      );
      const lines = (record: (document: Document, i: number) => object) =>
        some.map((document, i) => `${JSON.stringify(record(document, i))}\n`).join('');
      await write(
        'MsMarcoV2PassageCollection/msmarco_passage_00.gz',
        gzipSync(
          lines(({ _id, title, text }, i) => ({
            ...{ pid: _id, passage: text, spans: '(0,9)', docid: 'd' },
            ...(i % 2 === 0 ? { title, url: `https://a.example/${i}`, headings: '' } : {}),
          })),
        ),
      );
      await write(
        'MsMarcoV2DocCollection/msmarco_doc_00.gz',
        gzipSync(
          lines(({ _id, title, text }, i) => ({
            ...{ docid: _id, url: `https://a.example/${i}`, title, headings: `${title}\n` },
            ...(i % 2 === 0 ? { body: `${text}\n` } : { segment: text }),
          })),
        ),
      );
      await write(
        'BeirMultifieldCollection/corpus.jsonl',
        documents.map((each) => `${JSON.stringify(each)}\n`).join(''),
      );
      await write('topics.tsv', (await nfcorpusQueries()).map((query) => `${query.join('\t')}\n`).join(''));
      const index = (kind: string) => [
        ...['index', '-collection', kind, '-input', path(kind), '-index', path(`theirs.${kind}`)],
        ...['-threads', '1', '-quiet', ...(kind === 'BeirMultifieldCollection' ? ['-fields', 'title'] : [])],
      ];
      const search = (kind: string) => [
        ...[
          'search',
          '-index',
          path(`theirs.${kind}`),
          '-topics',
          path('topics.tsv'),
          '-topicReader',
          'TsvString',
        ],
        ...['-hits', `${hits}`, '-bm25', '-output', path(`run.${kind}`)],
        ...(kind === 'BeirMultifieldCollection' ? ['-fields', 'contents=1', 'title=1'] : []),
      ];
      await runOracle('TextOracle', folder(), [
        ...kinds.map((kind) => ['contents', kind, path(kind), path(`contents.${kind}`)]),
        ...kinds.map(index),
        ...kinds.map(search),
      ]);
    }, 300_000);

    it.each(kinds)('have the same ids and contents: %s', async (kind) => {
      expect(firstDifference(await ours(kind), (await linesOf(`contents.${kind}`)).sort())).toBeUndefined();
    });

    it.each(kinds)('give the same run byte for byte: %s', async (kind) => {
      await indexCorpus(path(kind), path(`ours.${kind}`), { collection: kind });
      await using searcher = await LuceneSearcher.open(path(`ours.${kind}`));
      const fields = kind === 'BeirMultifieldCollection' ? { fields: { contents: 1, title: 1 } } : undefined;
      let run = '';
      for await (const [id, found] of searcher.searchEach(await nfcorpusQueries(), hits, 2, fields)) {
        run += formatRunLines(id, found, 'Anserini');
      }
      expect(firstDifference(run.trimEnd().split('\n'), await linesOf(`run.${kind}`))).toBeUndefined();
    });
  },
);
