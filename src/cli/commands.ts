import type { Command } from './command.js';

interface Entry {
  readonly describe: string;
  /** Loads the command's file: one command's start-up never pays for another's imports. */
  load(): Promise<{ command: Command }>;
}

/** Every command, in the order in which `tserini --help` lists them. */
export const commands: Readonly<Record<string, Entry>> = {
  encode: {
    describe: 'Encode a corpus into learned sparse vectors (JsonVectorCollection)',
    load: () => import('./encode.js'),
  },
  'index.lucene': {
    describe: 'Build a Lucene index from a collection',
    load: () => import('./index-lucene.js'),
  },
  'search.lucene': {
    describe: 'Search a Lucene index and write a run',
    load: () => import('./search-lucene.js'),
  },
  'eval.trec_eval': {
    describe: 'Evaluate a run against relevance judgments',
    load: () => import('./eval-trec-eval.js'),
  },
  reproduce: {
    describe: 'Run a whole experiment and compare its figures with the expected ones',
    load: () => import('./reproduce.js'),
  },
};
