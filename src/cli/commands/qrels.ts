import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';
import { qrelsPath } from '../flags/qrels-flag.js';
import { listFlag } from '../name-pattern.js';
import { listPublished } from '../published-names.js';
import { grouped } from '../values.js';

/** Lists the published judgments, or downloads a file of them. */
export const command: Command = {
  examples: [
    ['qrels --list dl20', 'List the published judgments whose names hold dl20'],
    ['qrels dl19-passage', 'Download judgments unless they are cached, and print their path'],
  ],
  positional: '<name>',
  options: listFlag('--qrels'),
  epilogue:
    "The names are Pyserini's and Anserini's, and so is the cache: the folder topics-and-qrels of PYSERINI_CACHE, else of\n" +
    './.cache/pyserini if there is a ./.cache, else of ~/.cache/pyserini. TSERINI_MIRROR names a mirror.',

  async run(flags, io) {
    const [name, ...more] = flags._ as string[];
    if (more.length > 0 || (!flags.list && name === undefined)) {
      throw new TseriniError('USAGE', 'give --list or one name (see: tserini qrels --help)');
    }
    if (!flags.list) return io.out(`${await qrelsPath(name!, io)}\n`);
    const { publishedQrels } = await import('../../datasets/published-qrels.js');
    const lines = await listPublished(publishedQrels, name, ({ topics, judgments }) => [
      topics === undefined ? '' : `${grouped(topics)} topics`,
      judgments === undefined ? '' : `${grouped(judgments)} judgments`,
    ]);
    for (const line of lines) await io.out(`${line}\n`);
  },
};
