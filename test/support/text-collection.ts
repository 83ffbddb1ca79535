import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTopics } from '#tserini/topics/read-topics.js';
import { sharedData } from './data.ts';
import { readNfcorpus } from './nfcorpus.ts';

/**
 * Writes NFCorpus as a JsonCollection, `contents` being title, a space, text, as Pyserini's run had it.
 * @param share of so many documents one is written
 */
export async function writeNfcorpusText(folder: string, share = 1): Promise<string> {
  const corpus = (await readNfcorpus('corpus.jsonl')).trimEnd().split('\n');
  const chosen = corpus.filter((_, i) => i % share === 0);
  const records = chosen.map((line) => {
    const { _id, title, text } = JSON.parse(line) as Record<string, string>;
    return JSON.stringify({ id: _id, contents: `${title} ${text}`, title, text });
  });
  const path = join(folder, 'corpus.jsonl');
  await writeFile(path, `${records.join('\n')}\n`);
  return path;
}

/** The test topics of NFCorpus, in words, as queries by id. */
export async function nfcorpusQueries(): Promise<[string, string][]> {
  const qrels = await readFile(sharedData('nfcorpus/qrels/test.qrels'), 'utf8');
  const judged = new Set(qrels.split('\n').map((line) => line.split(/\s/, 1)[0]));
  const topics = await readTopics(sharedData('nfcorpus/queries.all.tsv'));
  return topics.filter(({ id }) => judged.has(id)).map(({ id, text }) => [id, text]);
}
