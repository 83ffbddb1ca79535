import { access } from 'node:fs/promises';
import { TseriniError } from '../errors.js';

/**
 * The path of the qrels.
 *
 * Pyserini ships qrels under names (`beir-v1.0.0-nfcorpus-test`, `dl19-passage`); this program ships none, so a
 * name that is not a file gets an answer that says where qrels come from.
 */
export async function resolveQrels(name: string): Promise<string> {
  if (name === '-') throw new TseriniError('USAGE', 'the qrels are read from a file, not standard input');
  try {
    await access(name);
    return name;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || /[\\/]|\.\w+$/.test(name)) return name;
    throw new TseriniError('NOT_FOUND', `no qrels ${name}: ${advice}`, { value: name, cause: error });
  }
}

const advice = "give a file in TREC's format (topic 0 docid relevance) or BEIR's qrels/test.tsv";
