// Notes in an HTTP service, found by what they mean and by their words as soon as they are written:
//   PUT /notes/ID {"title": …, "text": …, "tags": […], "day": "2026-05-04"}   adds or replaces a note
//   DELETE /notes/ID                                                          deletes it
//   GET /search?q=words&method=impact|bm25|hybrid&tag=garden&from=2026-05-01  searches, filtered if asked
// The notes are in the folder that the first argument names; the port is PORT, or one that is free.

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import {
  type SearchFilter,
  type SearchMethod,
  SparseIndex,
  type TextRecord,
  type TseriniError,
} from 'tserini';

// What was answered with 204 survives kill -9.
const notes = await SparseIndex.open(process.argv[2] ?? 'index/notes', 'splade-tiny', {
  fieldTypes: { tags: 'keyword', day: 'date' },
  commitEvery: 'batch',
});

async function answer(request: IncomingMessage): Promise<{ status: number; body?: unknown }> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const id = /^\/notes\/([^/]+)$/.exec(pathname)?.[1];
  if (request.method === 'PUT' && id) {
    await notes.update({ ...((await json(request)) as TextRecord), id: decodeURIComponent(id) });
    await notes.refresh();
    return { status: 204 };
  }
  if (request.method === 'DELETE' && id) {
    const wasThere = await notes.delete(decodeURIComponent(id));
    await notes.refresh();
    return { status: wasThere ? 204 : 404 };
  }
  const query = searchParams.get('q');
  if (pathname !== '/search' || query === null) return { status: 404, body: { error: 'see the program' } };
  const [tag, from] = [searchParams.get('tag'), searchParams.get('from')];
  const and: SearchFilter[] = [];
  if (tag) and.push({ term: { tags: tag } });
  if (from) and.push({ range: { day: { gte: from } } });
  const method = (searchParams.get('method') ?? 'hybrid') as SearchMethod;
  return { status: 200, body: await notes.search(query, { method, ...(and[0] ? { filter: { and } } : {}) }) };
}

const server = createServer(async (request, response) => {
  const { status, body } = await answer(request).catch((error) => {
    const isWrong = error instanceof SyntaxError || ['USAGE', 'INPUT'].includes((error as TseriniError).code);
    return { status: isWrong ? 400 : 500, body: { error: isWrong ? error.message : 'it failed' } };
  });
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
});

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => server.close(() => notes.close()));
