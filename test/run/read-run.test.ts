import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import fc from 'fast-check';
import { loadRun, type Run, type RunTopic, writeRun } from 'tserini';
import { describe, expect, it } from 'vitest';
import { visitRun } from '#tserini/run/visit-run.js';
import { suiteFolder } from '../support/temp.ts';

const folder = suiteFolder();
let files = 0;

async function file(contents: string | Uint8Array): Promise<string> {
  const path = join(folder(), `run${files++}`);
  await writeFile(path, contents);
  return path;
}

async function read(contents: string | Uint8Array): Promise<Run> {
  return loadRun(await file(contents));
}

const lines = 'q1 Q0 a 1 2.5 tag\nq1 Q0 b 2 1.25 tag\nq2 Q0 a 1 -3 last\n';
const [first, second, third] = lines.split('\n');
const interleaved = `${first}\n${third}\n${second}\n`;
const hits = (run: Run) => new Map([...run.topics].map(([topic, found]) => [topic, found.hits()]));

describe('loadRun', () => {
  it.each([
    ['CRLF', lines.replaceAll('\n', '\r\n')],
    ['tabs', lines.replaceAll(' ', '\t')],
    ['runs of spaces and tabs', lines.replaceAll(' ', ' \t  ')],
    ['leading spaces', lines.replaceAll(/^/gm, '  ')],
    ['blank lines and comments', `# made by hand\n\n${lines}\n  \n# end`],
    ['more after the tag', lines.replaceAll('\n', ' junk at end of lines\n')],
    ['no newline at the end', lines.trimEnd()],
    ['other ranks', lines.replaceAll(' 1 ', ' 77 ')],
    ['gzip', gzipSync(lines)],
    ['two gzip members', Buffer.concat([gzipSync(lines.slice(0, 20)), gzipSync(lines.slice(20))])],
  ])('reads %s as it reads the plain file', async (_, contents) => {
    const [found, plain] = [await read(contents), await read(lines)];
    expect(hits(found)).toEqual(hits(plain));
    expect(found.tag).toBe(plain.tag);
  });

  it('takes topics whose lines are interleaved', async () => {
    expect(hits(await read(interleaved))).toEqual(hits(await read(lines)));
  });

  it("reads MS MARCO's format, best rank first", async () => {
    const run = await read('q1\tb\t2\nq1\ta\t1\nq2\tc\t10\n');
    expect(
      run.topics
        .get('q1')!
        .hits()
        .map(({ docid }) => docid),
    ).toEqual(['a', 'b']);
    expect(run.topics.get('q2')!.scores[0]).toBe(1 / 10);
  });

  it.each([
    ['q1 Q0 a 1 2.5\n', /:1: 5 columns/],
    [`${lines}q2 Q0 b 2\n`, /:4: 4 columns/],
    ['q1 Q0 a b 1 2.5 tag\n', /:1: more than 6 columns .* an id cannot hold white space/],
    ['q 1 Q0 a 1 2.5 tag\n', /:1: more than 6 columns/],
    ['q1 Q0 a 1 1 2.5 tag\n', /:1: more than 6 columns/],
    [`${lines}q1 Q0 c 3 high tag\n`, /:4: the score is not a number: high/],
    [`${lines}q1 Q0 c 3 nan tag\n`, /:4: the score is not a number: nan/],
    [`${lines}q1 Q0 b 3 0.5 tag\n`, /:4: docid b is twice in topic q1/],
    ['q1\ta\t0\n', /:1: the rank is not a whole number from 1: 0/],
    ['q1\ta\t1\nq1 Q0 b 2 1 tag\n', /:2: 6 columns where the lines before have 3/],
    ['', /run is empty/],
    ['# nothing\n\n', /run is empty/],
  ])('refuses %j', async (contents, message) => {
    await expect(read(contents)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(message),
    });
  });

  it('refuses a gzip file that was cut short', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => `q1 Q0 document${i} 1 ${-i} t\n`).join('');
    const cut = gzipSync(many).subarray(0, 9000);
    await expect(read(cut)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(/damaged/),
    });
  });

  // Found by reading: two bytes were looked at for gzip, and were gone when the pipe was opened again.
  it.each([
    ['a pipe', (path: string) => ['cat', path]],
    ['a pipe of gzip', (path: string) => ['gzip', '-c', path]],
  ])('reads %s as it reads the file', async (_, writer) => {
    const many = Array.from({ length: 100_000 }, (_, i) => `topic${i >> 10} Q0 d${i} 1 ${-i} t`).join('\n');
    const path = await file(many);
    const pipe = join(folder(), `pipe${files++}`);
    await execa('mkfifo', [pipe]);
    const [name, ...args] = writer(path);
    const written = execa(name!, args, { stdout: { file: pipe } });
    expect(hits(await loadRun(pipe))).toEqual(hits(await loadRun(path)));
    await written;
  });

  // Found by reading: it grew in memory until that was full.
  it('refuses a line without end, packed small', async () => {
    const packed = Buffer.concat(Array(257).fill(gzipSync(Buffer.alloc(1 << 20, 'x'))));
    await expect(read(packed)).rejects.toMatchObject({
      code: 'INPUT',
      message: expect.stringMatching(
        /a line is longer than 268435456 bytes: is this a text file\? \(.*run\d+\)/,
      ),
    });
  });

  it('says that a file or folder is not there, or not a file', async () => {
    await expect(loadRun(join(folder(), 'none'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(loadRun(folder())).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('stops when its signal is aborted', async () => {
    const reason = new Error('stopped');
    await expect(loadRun(await file(lines), { signal: AbortSignal.abort(reason) })).rejects.toMatchObject({
      code: 'INTERRUPTED',
      cause: reason,
    });
  });

  it('reads lines longer than a block, and many of them', async () => {
    const long = 'x'.repeat(5 << 20);
    const run = await read(`q1 Q0 ${long} 1 1 t\n${'q2 Q0 '}${long}y 1 1 t\n`);
    expect(run.topics.get('q2')!.hits()[0]!.docid.length).toBe(long.length + 1);
    const many = Array.from({ length: 200_000 }, (_, i) => `q${i >> 10} Q0 document-${i} 1 ${-i} t`).join(
      '\n',
    );
    const counts = [...(await read(many)).topics.values()].map(({ size }) => size);
    expect(counts.reduce((sum, size) => sum + size, 0)).toBe(200_000);
  });
});

describe('visitRun', () => {
  class Collector {
    readonly seen: RunTopic[] = [];
    readonly hits = new Map<string, unknown>();
    add(topic: RunTopic): void {
      this.seen.push(topic);
      this.hits.set(topic.topic, topic.hits());
    }
  }

  it('holds one topic at a time where the topics are grouped', async () => {
    const path = await file(lines);
    const { visitor, tag } = await visitRun(path, () => new Collector());
    expect(visitor.hits).toEqual(hits(await loadRun(path)));
    expect(tag).toBe('last');
    expect(new Set(visitor.seen).size).toBe(1);
  });

  it('gives the same where they are interleaved', async () => {
    const path = await file(interleaved);
    const { visitor } = await visitRun(path, () => new Collector());
    expect(visitor.hits).toEqual(hits(await loadRun(path)));
  });
});

describe('writeRun', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9:._-]{1,8}$/);
  const topics = fc.dictionary(word, fc.uniqueArray(word, { minLength: 1, maxLength: 8 }), {
    minKeys: 1,
    maxKeys: 5,
    noNullPrototype: true,
  });

  it.each(['trec', 'msmarco'] as const)('writes in format %s what loadRun reads back', async (format) => {
    await fc.assert(
      fc.asyncProperty(topics, async (docids) => {
        const entries = Object.entries(docids).map(
          ([topic, found]) => [topic, found.map((docid, rank) => ({ docid, score: 10 - rank / 4 }))] as const,
        );
        const path = join(folder(), `written${files++}`);
        await writeRun(path, entries, { format });
        const back = await loadRun(path);
        const order = (run: Run) =>
          [...run.topics].map(([topic, found]) => [topic, found.hits().map(({ docid }) => docid)]);
        expect(new Map(order(back) as [string, string[]][])).toEqual(new Map(Object.entries(docids)));
      }),
      { numRuns: 20 },
    );
  });
});
