import { namedTopics } from '../../datasets/named-topics.js';
import { TseriniError } from '../../util/errors.js';
import { formatTable } from '../../util/table.js';
import type { Command, Flags } from '../command.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { grouped } from '../values.js';

const { topics, ...readingFlags } = topicFlags;

/** Lists the named topics, or prints the topics of a file. */
export const command: Command = {
  examples: [
    ['topics --list', 'List the named topics'],
    ['topics --topics topics.robust04.txt --topics-field title desc', 'Print topics as id, tab, text'],
  ],
  options: {
    list: { type: 'boolean', describe: 'List the names that --topics takes everywhere' },
    topics: { ...topics, demandOption: false },
    ...readingFlags,
  },
  epilogue:
    'A name means the test topics of a BEIR data set, which is downloaded to ~/.cache/tserini unless it is cached\n' +
    '(TSERINI_CACHE names another folder, TSERINI_BEIR_URL a mirror).',

  async run(flags, io) {
    if (flags.list) return io.out(`${list().join('\n')}\n`);
    if (flags.topics === undefined) {
      throw new TseriniError('USAGE', 'give --list or --topics (see: tserini topics --help)');
    }
    for (const { id, text } of await readTopicFlags(flags as Flags, io)) await io.out(`${id}\t${text}\n`);
  },
};

function list(): string[] {
  const rows = Array.from(namedTopics, ([name, { documents, archive }]) => [
    name,
    `${grouped(documents)} documents`,
    archive ? '' : 'not published by BEIR',
  ]);
  return formatTable(rows);
}
