import { isFetched } from '../../prebuilt/fetch-index.js';
import { prebuiltIndexes } from '../../prebuilt/prebuilt-indexes.js';
import { TseriniError } from '../../util/errors.js';
import { formatTable } from '../../util/table.js';
import type { Command } from '../command.js';
import { fetchWithProgress } from '../flags/index-flag.js';
import { holds, listFlag } from '../name-pattern.js';
import { grouped } from '../values.js';

/** Lists the published indexes, or downloads one. */
export const command: Command = {
  examples: [
    ['prebuilt --list', 'List the published indexes, and which of them are downloaded'],
    ['prebuilt --list --filter msmarco-v1*splade', 'List those whose names hold a pattern'],
    [
      'prebuilt beir-v1.0.0-nfcorpus.splade-v3',
      'Download an index unless it is cached, and print its folder',
    ],
  ],
  positional: '<name>',
  options: {
    ...listFlag('--index'),
    filter: { type: 'string', describe: 'With --list: the pattern; * stands for anything' },
  },
  epilogue:
    "The names are Pyserini's, and so is the cache: the folder indexes of PYSERINI_CACHE, else of ./.cache/pyserini if\n" +
    'there is a ./.cache, else of ~/.cache/pyserini. HF_ENDPOINT names a mirror of the Hugging Face Hub, TSERINI_MIRROR one\n' +
    'of every host.',

  async run(flags, io) {
    const [name, ...more] = flags._ as string[];
    const pattern = flags.filter === undefined ? name : String(flags.filter);
    if (more.length > 0 || (!flags.list && (name === undefined || flags.filter !== undefined))) {
      throw new TseriniError('USAGE', 'give --list or one name (see: tserini prebuilt --help)');
    }
    if (!flags.list) return io.out(`${await fetchWithProgress(name!, io)}\n`);
    for (const line of await list(pattern)) await io.out(`${line}\n`);
  },
};

async function list(pattern: string | undefined): Promise<string[]> {
  const isWanted = holds(pattern);
  const rows: string[][] = [];
  for (const index of prebuiltIndexes.values()) {
    const { name, aliases = [], documents = 0, size = 0, model, kind } = index;
    if (![name, ...aliases].some(isWanted)) continue;
    rows.push([
      name,
      `${grouped(documents)} documents`,
      `${grouped(Math.ceil(size / 1e6))} MB`,
      model ?? (kind === 'text' ? 'BM25' : 'impacts'),
      aliases.length === 0 ? '' : `= ${aliases.join(', ')}`,
      (await isFetched(index)) ? 'here' : '',
    ]);
  }
  return formatTable(rows);
}
