import { expectShortRun } from '../../lucene/jvm/jvm.js';
import type { Bm25Parameters } from '../../serving/open-index.js';
import type { SearchMethod } from '../../serving/results.js';
import type { ServedIndex } from '../../serving/served-index.js';
import { TseriniError } from '../../util/errors.js';
import { formatAnswerLines } from '../answer-lines.js';
import { type Asked, answerQuery } from '../answer-query.js';
import type { Command, Flags, Io } from '../command.js';
import { onnxEncoderFlag, queryEncoderFlags, withOnnxEncoder } from '../flags/encoder-flags.js';
import { filterFlag, readFilter } from '../flags/filter-flag.js';
import { textSearchFlags } from '../flags/search-flags.js';
import { openOneIndex } from '../open-one-index.js';
import { bm25Settings } from '../published-settings.js';
import { howToAddTexts, withCachedTexts } from '../published-texts.js';
import { isPrompt, queryLines } from '../query-lines.js';
import { text, wholeNumber } from '../values.js';

/** One query from the shell, or a prompt. */
export const command: Command = {
  examples: [
    ['search why is the sky blue', 'Search the embedded collection'],
    [
      'search "how to prevent aneurysms" --index index/nfcorpus --text-index index/text --method hybrid',
      "An impact index, by the model that it records, and BM25 on the same documents' text",
    ],
    [
      'search "black bear attacks" --index beir-v1.0.0-robust04.splade-v3 --hits 3 --explain --json',
      'A published index; what each term adds to each hit, as JSON',
    ],
    ['search --interactive', 'A prompt, behind which index and model stay open'],
  ],
  positional: '<query>',
  options: {
    index: {
      type: 'string',
      describe:
        'Folder of an impact index or a text index, the name of a prebuilt one, or https://host:9200/name on a cluster ' +
        '(default: the embedded collection)',
    },
    'text-index': {
      type: 'string',
      describe:
        'Text index of the same documents, built with --storeRaw: for BM25, hybrid search, titles and texts',
    },
    method: {
      type: 'string',
      choices: ['impact', 'bm25', 'hybrid'],
      describe: 'How to search; hybrid fuses the ranks of both (default: impact if the index has impacts)',
    },
    hits: { type: 'number', default: 10, describe: 'Hits to show' },
    ...filterFlag,
    explain: { type: 'boolean', describe: 'Show what each term adds to the score of each hit' },
    json: { type: 'boolean', describe: 'Print an object of JSON, in one line, with the texts of the hits' },
    interactive: { type: 'boolean', describe: 'Read queries from standard input, line by line' },
    ...onnxEncoderFlag,
    ...queryEncoderFlags,
    k1: textSearchFlags.k1!,
    b: textSearchFlags.b!,
  },
  epilogue:
    'On a terminal hits are a table. Elsewhere each is a line: rank, score, docid, title and snippet between tabs; with\n' +
    '--interactive, an empty line ends each answer. Without --encoder an impact index is searched with the model that\n' +
    'encoded its documents. A plus marks terms that the model added to the query.',

  async run(asGiven, io) {
    const query = (asGiven._ as string[]).join(' ').trim();
    if (query === '' && !asGiven.interactive) {
      throw new TseriniError(
        'USAGE',
        'give a query, or --interactive to type some (see: tserini search --help)',
      );
    }
    const checked = await withOnnxEncoder(asGiven);
    checkFlags(checked);
    const hits = wholeNumber(checked, 'hits')!;
    const filter = await readFilter(checked);
    const flags = await withCachedTexts(checked, io);
    if (!flags.interactive) expectShortRun();
    await using opened = await openOneIndex(flags, io, flags.method !== 'bm25');
    const { index } = opened;
    for (const warning of index.info().warnings) io.log(`warning: ${warning}`);
    if (!index.info().hasText) {
      const hint = await howToAddTexts(String(flags.index), '--text-index ');
      io.log(`the index stores no texts to show: ${hint ?? '--text-index names one that does'}`);
    }
    const method = (flags.method ?? (index.info().impact ? 'impact' : 'bm25')) as SearchMethod;
    const asked: Asked = {
      ...{ method, hits, texts: flags.json === true, explain: flags.explain === true },
      filter,
      bm25: await readBm25(flags, method, io),
    };
    if (query !== '') await answer(index, query, asked, flags, io);
    if (flags.interactive) await answerLines(index, asked, flags, io);
  },
};

function checkFlags(flags: Flags): void {
  if (flags.method === 'bm25' && flags.encoder !== undefined) {
    throw new TseriniError('USAGE', '--encoder is for impact search: leave out --method bm25');
  }
  if ((flags.k1 === undefined) !== (flags.b === undefined)) {
    throw new TseriniError('USAGE', '--k1 and --b go together');
  }
}

async function readBm25(flags: Flags, method: SearchMethod, io: Io): Promise<Bm25Parameters | undefined> {
  if (flags.k1 !== undefined) return { k1: flags.k1 as number, b: flags.b as number };
  const named = text(flags, 'text-index') ?? text(flags, 'index');
  if (method === 'impact' || named === undefined) return undefined;
  const { k1, b } = await bm25Settings(named, flags, io);
  return k1 === undefined || b === undefined ? undefined : { k1, b };
}

async function answer(index: ServedIndex, query: string, asked: Asked, flags: Flags, io: Io): Promise<void> {
  const answered = await answerQuery(index, query, asked, io.signal);
  if (flags.json) return io.out(`${JSON.stringify(answered)}\n`);
  if (io.columns !== undefined) {
    const { formatAnswer } = await import('../answer-text.js');
    return io.out(formatAnswer(answered, io.columns));
  }
  if (answered.hits.length === 0) io.log(`no hits: ${query}`);
  await io.out(formatAnswerLines(answered) + (flags.interactive ? '\n' : ''));
}

async function answerLines(index: ServedIndex, asked: Asked, flags: Flags, io: Io): Promise<void> {
  for await (const query of queryLines(io.signal)) {
    try {
      await answer(index, query, asked, flags, io);
    } catch (error) {
      if (io.signal.aborted) return;
      if (!isPrompt() || !(error instanceof TseriniError)) throw error;
      io.log(`tserini: ${error.message}`);
    }
  }
}
