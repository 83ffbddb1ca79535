import { TseriniError } from '../util/errors.js';
import type { Topic } from './topic.js';

/**
 * The judged topics: a search for the others could not be evaluated.
 * @param judged the judged topics' ids, as keys
 * @throws TseriniError `INPUT` if none is judged
 */
export function judgedTopics(topics: readonly Topic[], judged: ReadonlyMap<string, unknown>): Topic[] {
  const found = topics.filter(({ id }) => judged.has(id));
  if (found.length > 0) return found;
  const [firstJudged] = judged.keys();
  throw new TseriniError(
    'INPUT',
    `none of the ${topics.length} topics is judged: they begin with ${topics[0]?.id}, the judgments with ${firstJudged}`,
    { value: topics[0]?.id },
  );
}
