import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { randomSource } from './random.mjs';

/** The probability that a term of the resampled document is kept; the others are from a second document. */
const kept = 0.85;
const blockSize = 1 << 22;

/**
 * Reads vectors as lists of entries in JSON (`"token": weight`), and not as objects, which would move tokens such as
 * "1995" to the front.
 */
function readEntries(path) {
  const bytes = readFileSync(path);
  const lines = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      // With its brace, as "vector" is also a token.
      const vector = line.slice(line.search(/"vector": ?\{/) + '"vector":'.length);
      return vector.match(/"(?:[^"\\]|\\.)*": ?[\d.]+/g) ?? [];
    });
}

/**
 * A document like the real ones: the terms of one, about a seventh of them replaced by terms of another with their
 * weights. This preserves the distributions of lengths, weights and document frequencies, without duplicates.
 */
function resample(entries, random) {
  const pick = () => entries[Math.floor(random() * entries.length)];
  const [from, other] = [pick(), pick()];
  const vector = new Map();
  for (const entry of from) {
    const taken = random() < kept || other.length === 0;
    const chosen = taken ? entry : other[Math.floor(random() * other.length)];
    vector.set(chosen.slice(0, chosen.lastIndexOf(':')), chosen);
  }
  return [...vector.values()].join(', ');
}

/**
 * Writes a JsonVectorCollection of one file, resampled from real vectors with a seed.
 * Does nothing if the file exists.
 */
export async function generateVectors({ source, output, documents, seed = 42 }) {
  if (await stat(output).catch(() => undefined)) return;
  const entries = readEntries(source);
  const random = randomSource(seed);
  const temporary = `${output}.${process.pid}.tmp`;
  const file = createWriteStream(temporary);
  try {
    let block = '';
    for (let i = 0; i < documents; i++) {
      block += `{"id": "GEN-${i}", "vector": {${resample(entries, random)}}}\n`;
      if (block.length > blockSize || i === documents - 1) {
        if (!file.write(block)) await once(file, 'drain');
        block = '';
      }
    }
    file.end();
    await once(file, 'close');
    await rename(temporary, output);
  } finally {
    await rm(temporary, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      source: { type: 'string' },
      output: { type: 'string' },
      documents: { type: 'string', default: '200000' },
      seed: { type: 'string', default: '42' },
    },
  });
  if (!values.source || !values.output) {
    process.stderr.write(
      'usage: generate-vectors.mjs --source vectors.jsonl.gz --output FILE [--documents N] [--seed S]\n',
    );
    process.exitCode = 2;
  } else {
    const { source, output, documents, seed } = values;
    await generateVectors({ source, output, documents: Number(documents), seed: Number(seed) });
  }
}
