import { loadTopics } from '../../datasets/named-topics.js';
import { loadQrels } from '../../eval/read-qrels.js';
import { type TopicFormat, topicFormats } from '../../topics/formats.js';
import { judgedTopics } from '../../topics/judged-topics.js';
import type { Topic } from '../../topics/topic.js';
import { TseriniError } from '../../util/errors.js';
import type { Flags, Io, OptionTable } from '../command.js';
import { downloadProgress } from '../download-progress.js';
import { noteComments } from '../note-comments.js';
import { noteOverridden } from '../note-overridden.js';
import { text } from '../values.js';
import { qrelsPath } from './qrels-flag.js';

/** Flags that name topics and their format. */
export const topicFlags: OptionTable = {
  topics: {
    type: 'string',
    demandOption: true,
    describe:
      'Topics: a file (.tsv, .jsonl, TREC, XML and others, also .gz), a BEIR folder or .zip, or a name (tserini topics --list)',
  },
  'topics-format': {
    type: 'string',
    choices: ['default', ...Object.keys(topicFormats)],
    default: 'default',
    describe:
      "Format of the topics; default detects it by the text. Names in capitals are those of Anserini's readers",
  },
  'topics-field': {
    type: 'string',
    array: true,
    describe: 'Fields of the topics to search with, such as title, desc and narr (default: title or query)',
  },
  qrels: {
    type: 'string',
    describe:
      'Use only the topics that these qrels judge: a file, a BEIR folder or .zip, or a name (tserini qrels --list)',
  },
};

const isPublished = async (name: string) =>
  (await import('../../datasets/published-topics.js')).namedTopics.has(name);

/** Reads the topics that the flags name. */
export async function readTopicFlags(flags: Flags, io: Io): Promise<Topic[]> {
  const format = flags['topics-format'] as TopicFormat | 'default';
  const fields = flags['topics-field'] as string[] | undefined;
  if (fields && new Set(fields).size < fields.length) {
    throw new TseriniError('USAGE', '--topics-field names a part twice');
  }
  const name = String(flags.topics);
  await noteOverridden('topics', name, isPublished, io);
  const download = downloadProgress(io, 'downloading the topics');
  const topics = await loadTopics(name, {
    format: format === 'default' ? undefined : format,
    fields,
    signal: io.signal,
    onDownload: download.onDownload,
  }).finally(() => download.stop());
  const qrels = text(flags, 'qrels');
  if (qrels === undefined) return topics;
  const judgments = await loadQrels(await qrelsPath(qrels, io), { signal: io.signal });
  noteComments(io, judgments);
  return judgedTopics(topics, judgments.topics);
}
