// Encodes a stream: a document a line comes in, `{"_id", "title", "text"}`, and as soon as it is encoded a line with
// its heaviest tokens goes out. Memory holds a few documents, however many there are.
//
//   node examples/encode-stream.ts < examples/collection/corpus.jsonl

import { createInterface } from 'node:readline';
import { type CorpusDocument, SpladeDocumentEncoder, topTerms } from 'tserini';

async function* documents(): AsyncGenerator<CorpusDocument> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { _id, title, text } = JSON.parse(line);
    yield { id: _id, title, text };
  }
}

await using encoder = await SpladeDocumentEncoder.load('splade-tiny', { maxLength: 512 });
for await (const { id, vector } of encoder.encodeCorpus(documents())) {
  // A list of pairs: a plain object would move tokens such as "1995" to the front.
  console.log(JSON.stringify({ id, tokens: vector.size, heaviest: topTerms(vector, 5) }));
}
