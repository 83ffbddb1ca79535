// Vectors and queries of recall.mjs, from those of large-collection.mjs.

import { createReadStream, createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { readTopics } from '../../dist/index.js';
import { largeVectors } from './large-folder.mjs';
import { randomSource } from './random.mjs';

/** Lines of the first vectors, in the order of the bench. */
async function readVectors(folder, documents, order) {
  const lines = [];
  for (const file of largeVectors(folder)) {
    if (lines.length >= documents) break;
    for await (const line of createInterface({
      input: createReadStream(file),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      const [, source, number] = /^\{"id": "(\w+)-(\d+)"/.exec(line);
      lines.push({ source, number: Number(number), line });
    }
  }
  lines.length = Math.min(lines.length, documents);
  if (order === 'clustered') {
    const bySource = (a, b) => (a.source < b.source ? -1 : a.source > b.source ? 1 : 0);
    return lines.sort((a, b) => bySource(a, b) || a.number - b.number);
  }
  const random = randomSource(42);
  return lines
    .map((line) => [random(), line])
    .sort((a, b) => a[0] - b[0])
    .map(([, line]) => line);
}

/**
 * Writes vectors with weights of at most 255.
 * @returns how many, their mean number of terms, and the share of weights that were larger
 */
export async function writeCollection(file, { folder, documents, order }) {
  const output = createWriteStream(file);
  let [written, weights, limited] = [0, 0, 0];
  for (const { line } of await readVectors(folder, documents, order)) {
    const { id, vector } = JSON.parse(line);
    for (const [term, weight] of Object.entries(vector)) {
      weights++;
      if (weight > 255) limited++;
      vector[term] = Math.min(weight, 255);
    }
    written++;
    const text = `${JSON.stringify({ id, contents: '', vector })}\n`;
    if (!output.write(text)) await new Promise((resolve) => output.once('drain', resolve));
  }
  output.end();
  await finished(output);
  return { documents: written, terms: weights / written, limited: limited / weights };
}

/** Queries as BMP scales them: in float32, rounded up. */
export async function writeQueries(file, { folder, queries: count }) {
  const topics = (await readTopics(join(folder, 'topics.encoded.tsv'))).slice(0, count);
  const queries = topics.map(({ text }) => {
    const weights = new Map();
    for (const token of text.split(' ')) weights.set(token, (weights.get(token) ?? 0) + 1);
    const scale = Math.fround(32 / Math.max(...weights.values()));
    return [...weights].map(([token, weight]) => [token, Math.ceil(Math.fround(weight * scale))]);
  });
  writeFileSync(file, JSON.stringify(queries));
  return queries.length;
}
