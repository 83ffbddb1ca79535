import { parseNumber } from '../run/bytes.js';
import { ColumnScanner, type ReadColumnsOptions } from '../run/columns.js';
import { TseriniError } from '../util/errors.js';

/** Mean and standard deviation of a measure on a topic, over some set of runs. */
interface Reference {
  readonly mean: number;
  readonly deviation: number;
}

/** trec_eval's z-score where there is no reference. */
const missing = -1_000_000;

/**
 * Reference means and deviations, which turn values into z-scores: (value - mean) / deviation. So topics of
 * different difficulty become comparable.
 */
export class ZScores {
  private readonly topics: ReadonlyMap<string, ReadonlyMap<string, Reference>>;

  constructor(topics: ReadonlyMap<string, ReadonlyMap<string, Reference>>) {
    this.topics = topics;
  }

  /** The z-score of a value; -1,000,000 where there is no reference, or one without deviation from which it differs. */
  zscore(topic: string, name: string, value: number): number {
    const reference = this.topics.get(topic)?.get(name);
    if (!reference) return missing;
    if (reference.deviation !== 0) return (value - reference.mean) / reference.deviation;
    return value === reference.mean ? 0 : missing;
  }
}

/**
 * Reads trec_eval's z-score file (-Z): topic, measure, mean, standard deviation.
 * @throws TseriniError NOT_FOUND; INPUT, with file and line, for other columns or a value that is not a number
 */
export async function loadZScores(path: string, options: ReadColumnsOptions = {}): Promise<ZScores> {
  const scanner = new ColumnScanner(path, 4);
  const topics = new Map<string, Map<string, Reference>>();
  for await (const block of scanner.blocks('z-score file', options)) {
    let at = 0;
    while (at < block.length) {
      at = scanner.scan(block, at);
      if (scanner.count === 0 || scanner.isComment(block, 4, 3, options.hashComments)) continue;
      const mean = parseNumber(block, scanner.starts[2]!, scanner.ends[2]!);
      const deviation = parseNumber(block, scanner.starts[3]!, scanner.ends[3]!);
      if (scanner.count !== 4 || Number.isNaN(mean) || Number.isNaN(deviation)) {
        throw scanner.error('a z-score line has 4 columns: topic, measure, mean, standard deviation');
      }
      const topic = scanner.column(block, 0);
      const references = topics.get(topic) ?? new Map<string, Reference>();
      topics.set(topic, references);
      references.set(scanner.column(block, 1), { mean, deviation });
    }
  }
  if (topics.size === 0)
    throw new TseriniError('INPUT', `the z-score file is empty: ${path}`, { value: path });
  return new ZScores(topics);
}
