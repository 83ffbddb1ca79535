import { evaluateMsMarcoPassage, formatMsMarcoPassage } from '../../eval/msmarco-passage.js';
import { loadQrels } from '../../eval/read-qrels.js';
import { TseriniError } from '../../util/errors.js';
import type { Command } from '../command.js';
import { qrelsPath } from '../flags/qrels-flag.js';
import { noteComments } from '../note-comments.js';

export const command: Command = {
  examples: [
    ['eval.msmarco_passage_eval qrels.dev.small.tsv run.tsv', 'MRR@10 as on the MS MARCO leaderboard'],
    [
      'eval.msmarco_passage_eval qrels.dev.small.tsv run.trec.txt.gz',
      'The same for a run in TREC format, gzipped',
    ],
  ],
  positional: '<qrels> <run>',
  epilogue:
    'As in the official script, a passage that the qrels name is relevant whatever its level, and the mean is over\n' +
    'all topics of the qrels.',
  async run(flags, io) {
    const files = flags._ as string[];
    if (files.length !== 2) {
      throw new TseriniError(
        'USAGE',
        'eval.msmarco_passage_eval takes two files, the qrels and the run (see: tserini eval.msmarco_passage_eval --help)',
      );
    }
    const [qrelsName, run] = files as [string, string];
    const { signal } = io;
    const qrels = await loadQrels(await qrelsPath(qrelsName, io), { signal });
    const result = await evaluateMsMarcoPassage(qrels, run, { signal });
    noteComments(io, result);
    await io.out(formatMsMarcoPassage(result));
  },
};
