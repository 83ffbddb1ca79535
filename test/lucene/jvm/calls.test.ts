import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { LuceneImpactSearcher, LuceneIndexer, LuceneIndexReader, TseriniError } from 'tserini';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectCalls } from '#tserini/lucene/jvm/call-socket.js';
import { Calls, type StartedCall } from '#tserini/lucene/jvm/calls.js';
import { callJava, javaClass, javaText } from '#tserini/lucene/jvm/jvm.js';
import { writeVectors } from '../../support/collections.ts';
import { suiteFolder, tempFolder } from '../../support/temp.ts';

const folder = suiteFolder();
const index = () => join(folder(), 'index');
const idOf = (i: number) => `doc ${i} 🥦 ${'x'.repeat((i % 50) ** 2)}`;

beforeAll(async () => {
  const lines = Array.from({ length: 200 }, (_, i) =>
    JSON.stringify({
      id: idOf(i),
      contents: i % 100 === 0 ? `text ${i} `.repeat(400_000) : '',
      vector: { [`t${i}`]: 1 + (i % 7), ...(i === 7 ? {} : { a: 1 }) },
    }),
  );
  const path = join(folder(), 'vectors.jsonl');
  await writeFile(path, lines.join('\n'));
  await new LuceneIndexer(index(), { storeContents: true, storeRaw: true }).index(path);
});

describe('calls to Java', () => {
  it('give each caller its own result, of no bytes to several megabytes, many at a time', async () => {
    await using reader = await LuceneIndexReader.open(index());
    await using searcher = await LuceneImpactSearcher.open(index());
    const texts = new Map<number, number>();
    const check = async (i: number) => {
      const doc = i % 200;
      const [hits, stored, absent, batch] = await Promise.all([
        searcher.search(new Map([[`t${doc}`, 2]]), 5),
        i % 100 === 0 ? reader.doc(idOf(doc)) : undefined,
        reader.getDocumentVector(`absent ${i}`),
        searcher.batchDoc(i % 10 === 0 ? [idOf(doc), 'absent'] : []),
      ]);
      expect(hits.map(({ docid }) => docid)).toEqual([idOf(doc)]);
      if (stored) texts.set(doc, stored.raw!.length);
      expect(absent).toBeUndefined();
      expect([...batch.keys()]).toEqual(i % 10 === 0 ? [idOf(doc)] : []);
    };
    await Promise.all(Array.from({ length: 1000 }, (_, i) => check(i)));
    expect(texts.get(0)).toBeGreaterThan(2_000_000);
    expect(await reader.convertInternalDocidToCollectionDocid(3)).toContain('🥦');
    expect(await reader.stats()).toMatchObject({ documents: 200 });
    let terms = 0;
    for await (const _ of reader.terms()) terms++;
    expect(terms).toBe(201);
  });

  it('reject with the code of what Java throws, and only their own', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    interface Raw {
      startSearchSync(
        query: string,
        k: number,
        options: number,
        known: number,
        limitMs: number,
      ): StartedCall<Buffer>;
    }
    const Folder = await javaClass<new (path: string) => object>('store.FolderSource');
    const Searcher = await javaClass<{ startOpenSync(source: object): StartedCall<Raw> }>(
      'search.ImpactSearcher',
    );
    const raw = await callJava(() => Searcher.startOpenSync(new Folder(index())));
    const [found, missing, bug, field] = await Promise.allSettled([
      searcher.search(new Map([['t1', 1]])),
      callJava(() => Searcher.startOpenSync(new Folder(javaText(join(folder(), 'no 🥦 index'))))),
      // Its options are not set.
      callJava(() => raw.startSearchSync('1 t1\n', 10, 0, 0, -1)),
      searcher.search(new Map([['t1', 1]]), 10, { fields: { absent: 1 } }),
    ]);
    expect(found.status).toBe('fulfilled');
    expect(missing).toMatchObject({ reason: { code: 'INDEX' } });
    expect(String((missing as PromiseRejectedResult).reason)).toContain('no 🥦 index');
    expect(bug).toMatchObject({ reason: { code: 'INTERNAL' } });
    expect((bug as PromiseRejectedResult).reason.message).toMatch(/^java\.lang\.NullPointerException/);
    expect((bug as PromiseRejectedResult).reason.cause.stack).toContain('ImpactSearcher.java');
    expect(field).toMatchObject({ reason: { code: 'INDEX' } });
  });

  it('end while others are under way', async () => {
    await using searcher = await LuceneImpactSearcher.open(index());
    const more = Array.from({ length: 20_000 }, (_, i) => ({ id: `more-${i}`, vector: [['a', 1] as const] }));
    const path = await writeVectors(join(await tempFolder(), 'more.jsonl'), more);
    let indexed = false;
    const indexing = new LuceneIndexer(join(await tempFolder(), 'index')).index(path).then(() => {
      indexed = true;
    });
    let during = 0;
    while (!indexed) {
      await searcher.search(new Map([['t1', 1]]));
      if (!indexed) during++;
    }
    await indexing;
    expect(during).toBeGreaterThan(0);
  });
});

/** A call's result as the shim sends it. */
function frame(call: number, kind: number, body: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeInt32LE(call, 0);
  header.writeInt32LE(kind, 4);
  header.writeInt32LE(body.length, 8);
  return Buffer.concat([header, body]);
}

it('puts results together that arrive in pieces of any size', async () => {
  for (const size of [1, 5, 11, 12, 13, 100, 5000]) {
    const calls = new Calls({ take: (call) => ({ call }), cancel: () => {} });
    const bodies = Array.from({ length: 60 }, (_, i) => Buffer.alloc((i * 37) % 600, i));
    const results = bodies.map((_, i) => calls.result(() => i as StartedCall<Buffer>));
    const object = calls.result(() => 60 as StartedCall<object>);
    const bytes = Buffer.concat([
      ...bodies.map((body, i) => frame(i, 1, body)).reverse(),
      frame(60, 6, Buffer.alloc(0)),
    ]);
    for (let at = 0; at < bytes.length; at += size) calls.receive(Buffer.from(bytes.subarray(at, at + size)));
    expect(await Promise.all(results)).toEqual(bodies);
    expect(await object).toEqual({ call: 60 });
  }
});

it('connects with no one who does not know the secret', async () => {
  const impostor = () => createServer((socket) => socket.on('error', () => {}).end(Buffer.alloc(32)));
  const tcp = impostor().listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const servers: Server[] = [tcp];
  const asked: string[] = [];
  const listen = (path: string) => {
    asked.push(path);
    if (path) servers.push(impostor().listen(path));
    return (tcp.address() as AddressInfo).port;
  };
  await expect(connectCalls(listen, () => {})).rejects.toThrow('a wrong answer');
  expect(asked.length).toBe(process.platform === 'win32' ? 1 : 2);
  expect(asked.at(-1)).toBe('');
  for (const server of servers) server.close();
});

it('rejects what is under way when the connection ends', async () => {
  const calls = new Calls({ take: () => undefined, cancel: () => {} });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
  calls.connected(socket);
  const result = calls.result(() => 1 as StartedCall<Buffer>);
  socket.destroy();
  await expect(result).rejects.toThrow(TseriniError);
  server.close();
});
