import { evaluateMsMarcoDocument, formatMsMarcoDocument } from '../../eval/msmarco-document.js';
import { loadQrels } from '../../eval/read-qrels.js';
import type { Command } from '../command.js';
import { qrelsPath } from '../flags/qrels-flag.js';
import { noteComments } from '../note-comments.js';

/** Pyserini's `eval.msmarco_doc_eval`. */
export const command: Command = {
  examples: [
    [
      'eval.msmarco_doc_eval --judgments msmarco-doc-dev --run run.tsv',
      'MRR@100 as on the MS MARCO leaderboard of documents',
    ],
    [
      'eval.msmarco_doc_eval --judgments qrels.tsv --run run.tsv',
      'The same with judgments of your own, in a file',
    ],
  ],
  options: {
    judgments: {
      type: 'string',
      demandOption: true,
      describe: 'Qrels: a file, or a name (tserini qrels --list)',
    },
    run: { type: 'string', demandOption: true, describe: "Run in MS MARCO's format or in TREC's, also .gz" },
  },
  epilogue:
    'As in the official script, a document that the qrels name is relevant whatever its level, the mean is over all\n' +
    'topics of the qrels, and documents below rank 100 count, too, with a line for each topic that has such ones.',

  async run(flags, io) {
    const { signal } = io;
    const qrels = await loadQrels(await qrelsPath(String(flags.judgments), io), { signal });
    const result = await evaluateMsMarcoDocument(qrels, String(flags.run), { signal });
    noteComments(io, result);
    await io.out(formatMsMarcoDocument(result));
  },
};
