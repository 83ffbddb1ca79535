import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { htmlText } from '#tserini/corpus/formats/html-text.js';
import { readCorpus, readCorpusOf } from '../support/read-corpus.ts';
import { makeTarGz } from '../support/tar-file.ts';
import { tempFolder } from '../support/temp.ts';

const trec = { format: 'TrecCollection' } as const;
const html = { format: 'HtmlCollection' } as const;

it("reads TREC's documents of a folder, without its descriptions", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'ft/dtds'), { recursive: true });
  const document = (id: string) =>
    `<DOC>\r\n<DOCNO> ${id} </DOCNO>\r\n<PROFILE>x</PROFILE>\r\n<HEADLINE>\r\nHead &amp; line\r\n</HEADLINE>\r\n<TEXT>\r\nred <b>app</b>les\r\n<P>\r\npears\r\n</TEXT>\r\n<PUB>y</PUB>\r\n</DOC>\r\n`;
  await writeFile(join(folder, 'ft/a'), document('FT-1') + document('FT-2'));
  await writeFile(join(folder, 'ft/b.gz'), gzipSync(document('FT-3')));
  await writeFile(join(folder, 'ft/dtds/ft.dtd'), '<!ELEMENT x>');
  await writeFile(join(folder, 'readme.txt'), '<DOC>');
  const text = 'Head & line red apples pears';
  expect(await readCorpus(folder, trec)).toEqual([
    ['FT-1', text],
    ['FT-2', text],
    ['FT-3', text],
  ]);
});

it('ends an element of TREC that is not closed with its document', async () => {
  const text =
    '<DOC id="a" type="story">\n<TEXT>\nred\n</DOC>\n<DOC>\n<DOCNO>b</DOCNO>\n<HEADLINE> green\n</DOC>\n';
  expect(await readCorpusOf('x', text, trec)).toEqual([
    ['a', 'red'],
    ['b', 'green'],
  ]);
});

it.each([
  [
    '<DOC>\n<DOCNO> 1 </DOCNO>\n<TEXT>\nx\n<DOC>\n<DOCNO>2</DOCNO>\n</DOC>\n',
    'x:1: a document without </DOC>, up to',
  ],
  ['\n<DOC>\n<DOCNO> 1 </DOCNO>\n<TEXT>\nx', 'x:2: a document without </DOC>, up to'],
  ['<DOC>\n<TEXT>\nx\n</DOC>\n', 'x:1: no line of the document begins with <DOCNO>'],
  ['<DOC>\n<DOCNO> 1\n<TEXT>\nx\n</DOC>\n', 'x:1: no </DOCNO>'],
  ['<DOC>\n<DOCNO> </DOCNO>\n</DOC>\n', 'x:1: the id in id is empty'],
])('refuses TREC with file and line: %j', async (text, message) => {
  await expect(readCorpusOf('x', text, trec)).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringContaining(message),
  });
});

it.each(['a.Z', 'a.0z', 'a.bz2'])('refuses a compression that it does not read: %s', async (name) => {
  await expect(readCorpusOf(name, '\x1f\x9d', trec)).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringContaining(`a file compressed as ${name.slice(1)} is not read`),
  });
});

it('reads a document of each HTML file, also inside of a tar archive', async () => {
  const folder = await tempFolder();
  const page = '<html>\n<pre>\n\nCACM  December\r\n</pre></html>\n';
  await writeFile(join(folder, 'CACM-0001.html'), page);
  await writeFile(join(folder, 'CACM-0002.html.gz'), gzipSync('caf&eacute;'));
  const archive = await makeTarGz([{ name: 'cacm/CACM-0003.html', contents: Buffer.from('<p>x<p>y') }]);
  await writeFile(join(folder, 'more.tar.gz'), archive);
  expect(await readCorpus(folder, html)).toEqual([
    ['CACM-0001', 'CACM  December'],
    ['CACM-0002', 'café'],
    ['CACM-0003', 'x y'],
  ]);
  await writeFile(join(folder, 'more.tar.gz'), gzipSync(gunzipSync(archive).subarray(0, 515)));
  await expect(readCorpus(folder, html)).rejects.toMatchObject({ code: 'INPUT' });
});

it('takes the text of HTML, at any depth', () => {
  expect(htmlText('<title>T</title><style>x</style><script>y</script>a<br>b<b>c</b><!-- d --> &lt;e')).toBe(
    'T a bc <e',
  );
  expect(htmlText(`${'<i>'.repeat(20_000)}deep`)).toBe('deep');
});

it.each([
  ['MsMarcoV2PassageCollection', '{"pid": "p1"}', 'x.jsonl:1: no passage'],
  ['MsMarcoV2PassageCollection', '{"passage": "x"}', 'x.jsonl:1: no pid'],
  ['MsMarcoV2DocCollection', '{"docid": "d1", "url": "u", "body": "b"}', 'x.jsonl:1: no title, headings'],
] as const)('refuses a record of %s without what it needs: %s', async (format, line, message) => {
  await expect(readCorpusOf('x.jsonl', line, { format })).rejects.toMatchObject({
    code: 'INPUT',
    message: expect.stringContaining(message),
  });
});
