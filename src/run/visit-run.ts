import type { ReadColumnsOptions } from './columns.js';
import { loadRun, type RunFileInfo, scanRun } from './read-run.js';
import { RunTopic } from './run.js';

/** Is called with the topics of a run, one after another. A topic's memory is reused after `add` returns. */
export interface RunVisitor {
  add(topic: RunTopic): void;
}

/** Thrown inside only, to leave the reading of a file whose topics are not grouped. */
const interleaved = Symbol('interleaved topics');

/**
 * Calls a visitor with each topic of a run file. If the lines of each topic are contiguous, as search programs write
 * them, only one topic at a time is in memory, so that a run may be larger than memory; otherwise the whole file is
 * read again, for a new visitor.
 *
 * @param path a run, or `-` for standard input, which is always read whole
 * @throws TseriniError as {@link scanRun}
 */
export async function visitRun<Visitor extends RunVisitor>(
  path: string,
  createVisitor: () => Visitor,
  options: ReadColumnsOptions = {},
): Promise<{ visitor: Visitor; tag: string; comments: number }> {
  if (path !== '-') {
    const visitor = createVisitor();
    const info = await visitGrouped(path, visitor, options);
    if (info) return { visitor, tag: info.tag, comments: info.comments };
  }
  const run = await loadRun(path, options);
  const visitor = createVisitor();
  for (const topic of run.topics.values()) visitor.add(topic);
  return { visitor, tag: run.tag, comments: run.comments };
}

async function visitGrouped(
  path: string,
  visitor: RunVisitor,
  options: ReadColumnsOptions,
): Promise<RunFileInfo | undefined> {
  const topic = new RunTopic('', 1024);
  const seen = new Set<string>();
  const begin = (name: string) => {
    if (seen.has(name)) throw interleaved;
    if (seen.size > 0) visitor.add(topic);
    seen.add(name);
    topic.reset(name);
    return topic;
  };
  try {
    const info = await scanRun(path, begin, options);
    visitor.add(topic);
    return info;
  } catch (error) {
    if (error === interleaved) return undefined;
    throw error;
  }
}
