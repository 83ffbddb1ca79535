// What a collection of vectors is worth: its size as an index, and the quality of its answers.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { sharedData, tserini } from './peers.mjs';

/** Runs tserini, and returns what it prints. */
export async function run(...args) {
  const [command, ...first] = tserini;
  const { stdout } = await execa(command, [...first, ...args]);
  return stdout;
}

/**
 * Indexes vectors, answers encoded queries, and evaluates the run with NFCorpus's test judgments.
 * @param folder for the index and the run, both replaced
 * @param queries the flags of search.lucene that name them
 * @param flags of index.lucene
 */
export async function qualityOf(folder, vectors, queries, flags = []) {
  const [index, results] = [join(folder, 'index'), join(folder, 'run.txt')];
  await run(
    ...['index.lucene', '--collection', 'JsonVectorCollection', '--input', vectors, '--index', index],
    ...['--impact', '--pretokenized', '--optimize', '--quiet', ...flags],
  );
  await run(
    ...['search.lucene', '--index', index, ...queries, '--output', results, '--impact'],
    ...['--hits', '1000'],
  );
  const qrels = sharedData('nfcorpus/qrels/test.qrels');
  const measures = ['-c', '-m', 'ndcg_cut.10', '-m', 'recall.1000'];
  const text = await run('eval.trec_eval', ...measures, qrels, results);
  const measured = (name) => Number(new RegExp(`^${name}\\s+all\\s+([\\d.]+)$`, 'm').exec(text)[1]);
  const bytes = readdirSync(index).reduce((sum, name) => sum + statSync(join(index, name)).size, 0);
  return { ndcg: measured('ndcg_cut_10'), recall: measured('recall_1000'), megabytes: bytes / 1e6 };
}

/** A row of a table in Markdown. */
export function row(...cells) {
  return `| ${cells.join(' | ')} |`;
}
