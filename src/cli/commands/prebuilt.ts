import { isFetched } from '../../prebuilt/fetch-index.js';
import { prebuiltIndexes } from '../../prebuilt/prebuilt-indexes.js';
import { TseriniError } from '../../util/errors.js';
import { formatTable } from '../../util/table.js';
import type { Command } from '../command.js';
import { fetchWithProgress } from '../flags/index-flag.js';
import { grouped } from '../values.js';

/** Lists the published indexes, or downloads one. */
export const command: Command = {
  examples: [
    ['prebuilt --list', 'List the published indexes, and which of them are downloaded'],
    [
      'prebuilt beir-v1.0.0-nfcorpus.splade-v3',
      'Download an index unless it is cached, and print its folder',
    ],
  ],
  positional: '<name>',
  options: { list: { type: 'boolean', describe: 'List the names that --index takes' } },
  epilogue:
    "The names are Pyserini's, and so is the cache: the folder indexes of PYSERINI_CACHE, else of ./.cache/pyserini if\n" +
    'there is a ./.cache, else of ~/.cache/pyserini. HF_ENDPOINT names a mirror of the Hugging Face Hub.',

  async run(flags, io) {
    const [name, ...more] = flags._ as string[];
    if (flags.list) return io.out(`${(await list()).join('\n')}\n`);
    if (name === undefined || more.length > 0) {
      throw new TseriniError('USAGE', 'give --list or one name (see: tserini prebuilt --help)');
    }
    await io.out(`${await fetchWithProgress(name, io)}\n`);
  },
};

async function list(): Promise<string[]> {
  const rows: string[][] = [];
  for (const index of prebuiltIndexes.values()) {
    const { name, documents, size, model, kind } = index;
    rows.push([
      name,
      documents === undefined ? '' : `${grouped(documents)} documents`,
      size === undefined ? '' : `${grouped(Math.ceil(size / 1e6))} MB`,
      model ?? (kind === 'text' ? 'BM25' : 'impacts'),
      (await isFetched(index)) ? 'here' : '',
    ]);
  }
  return formatTable(rows);
}
