import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { randomSource } from './random.mjs';

/**
 * Writes a run in rank order and its qrels, the same for the same seed: docids like those of NFCorpus, and about 40
 * judged documents per topic, of which some are retrieved.
 */
export async function generateRun({ run, qrels, topics, hits, seed = 42, collection = 1_000_000 }) {
  const random = randomSource(seed);
  const [runFile, qrelsFile] = [createWriteStream(run), createWriteStream(qrels)];
  for (let topic = 1; topic <= topics; topic++) {
    const id = 1_000_000 + topic;
    // Steps of at least one, so that no docid occurs twice in a topic.
    let document = Math.floor(random() * 1000);
    const docids = Array.from({ length: hits }, () => {
      document += 1 + Math.floor(random() * (collection / hits - 2));
      return document;
    });
    docids.sort((a, b) => ((a * 7919) % 104_729) - ((b * 7919) % 104_729));
    let lines = '';
    let score = 30 + random() * 20;
    for (const [i, docid] of docids.entries()) {
      lines += `${id} Q0 MED-${docid} ${i + 1} ${score.toFixed(6)} generated\n`;
      score -= random() * 0.03;
    }
    if (!runFile.write(lines)) await once(runFile, 'drain');
    const judged = new Set();
    while (judged.size < 40) {
      const isRetrieved = random() < 0.5;
      judged.add(isRetrieved ? docids[Math.floor(random() ** 2 * hits)] : Math.floor(random() * collection));
    }
    const judgments = [...judged].map((docid) => `${id} 0 MED-${docid} ${Math.floor(random() * 3)}\n`);
    if (!qrelsFile.write(judgments.join(''))) await once(qrelsFile, 'drain');
  }
  for (const file of [runFile, qrelsFile]) {
    file.end();
    await once(file, 'close');
  }
}
