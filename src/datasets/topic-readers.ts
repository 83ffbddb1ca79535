import type { TopicFormat } from '../topics/formats.js';

/** The format of topics that each of Anserini's readers reads, without `TopicReader` in its name. */
export const topicReaders: Readonly<Record<string, TopicFormat>> = {
  TsvInt: 'tsv',
  TsvString: 'tsv',
  JsonString: 'jsonl',
  Trec: 'trec',
  Kilt: 'kilt',
};
