import type { PublishedTopics } from '../../datasets/published-topics.js';
import { TseriniError } from '../../util/errors.js';
import type { Command, Flags } from '../command.js';
import { readTopicFlags, topicFlags } from '../flags/topic-flags.js';
import { listFlag } from '../name-pattern.js';
import { listPublished } from '../published-names.js';
import { grouped } from '../values.js';

const { topics, ...readingFlags } = topicFlags;

/** Lists the named topics, or prints topics. */
export const command: Command = {
  examples: [
    ['topics --list bright', 'List the published topics whose names hold bright'],
    [
      'topics --topics dl19-passage',
      'Download topics unless they are cached, and print them as id, tab, text',
    ],
    ['topics --topics topics.robust04.txt --topics-field title desc', 'Print the topics of a file'],
  ],
  positional: '<pattern>',
  options: {
    ...listFlag('--topics'),
    topics: { ...topics, demandOption: false },
    ...readingFlags,
  },
  epilogue:
    "The names are Pyserini's and Anserini's, and so is the cache: the folder topics-and-qrels of PYSERINI_CACHE, else of\n" +
    './.cache/pyserini if there is a ./.cache, else of ~/.cache/pyserini. TSERINI_MIRROR names a mirror.',

  async run(flags, io) {
    const [pattern, ...more] = flags._ as string[];
    if (more.length > 0 || (!flags.list && (pattern !== undefined || flags.topics === undefined))) {
      throw new TseriniError('USAGE', 'give --list or --topics (see: tserini topics --help)');
    }
    if (flags.list) {
      const { publishedTopics } = await import('../../datasets/published-topics.js');
      for (const line of await listPublished(publishedTopics, pattern, facts)) await io.out(`${line}\n`);
      return;
    }
    // Some published topics have several lines, and readers of the output none.
    for (const { id, text } of await readTopicFlags(flags as Flags, io)) {
      await io.out(`${id}\t${text.replace(/\s+/g, ' ').trim()}\n`);
    }
  },
};

function facts({ topics, encoding, encoder }: PublishedTopics): string[] {
  return [
    topics === undefined ? '' : `${grouped(topics)} topics`,
    [encoding, encoder].filter(Boolean).join(', '),
  ];
}
