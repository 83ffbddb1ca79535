import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const documents = [
  { _id: 'd1', title: 'Hearts', text: 'of athletes' },
  { _id: 'd2', title: '', text: 'Lungs and hearts, and lungs' },
  { _id: 'd3', title: 'Stones', text: 'of note' },
];
const queries = [
  { _id: 'q1', text: 'the heart' },
  { _id: 'q2', text: 'lungs' },
  { _id: 'q3', text: 'nobody judged this' },
];

/** Writes a small data set in BEIR's layout. */
export async function writeSmallDataset(folder: string): Promise<string> {
  const lines = (records: readonly object[]) =>
    records.map((record) => `${JSON.stringify(record)}\n`).join('');
  await mkdir(join(folder, 'qrels'), { recursive: true });
  await writeFile(join(folder, 'corpus.jsonl'), lines(documents));
  await writeFile(join(folder, 'queries.jsonl'), lines(queries));
  const qrels = 'query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t1\nq2\td2\t1\n';
  await writeFile(join(folder, 'qrels/test.tsv'), qrels);
  return folder;
}
