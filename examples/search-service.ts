// Searches in an HTTP service: GET /search?q=words&k=10 answers with the hits as JSON. Many requests are answered at
// once. The index is the one that `npm start` makes; the port is PORT, or one that is free.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LuceneImpactSearcher, SpladeQueryEncoder, TseriniError } from 'tserini';

const encoder = await SpladeQueryEncoder.load('splade-tiny');
const searcher = await LuceneImpactSearcher.open('out/embedded/index/splade-tiny', encoder);

const server = createServer(async (request, response) => {
  const answer = (status: number, body: unknown) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const query = searchParams.get('q');
  if (pathname !== '/search' || query === null) return answer(404, { error: 'ask for /search?q=words' });

  // Who has gone away needs no answer: the search stops.
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const k = Number(searchParams.get('k') ?? 10);
    answer(200, await searcher.search(query, k, { signal: gone.signal, timeoutMs: 2000 }));
  } catch (error) {
    if (gone.signal.aborted) return;
    const wrongCall = error instanceof TseriniError && error.code === 'USAGE';
    answer(wrongCall ? 400 : 500, { error: wrongCall ? error.message : 'the search failed' });
  }
});

server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/search?q=why+is+the+sky+blue`);
});

process.once('SIGTERM', () => {
  server.close(async () => {
    await searcher.close();
    await encoder.close();
  });
});
