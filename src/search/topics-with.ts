/** Topics whose ids a message names. */
const named = 3;

/**
 * How many topics share something, `2 of 323 topics have no hits (PLAIN-1, PLAIN-2)`.
 * @param what `no hits`
 */
export function topicsWith(what: string, topics: readonly string[], total: number): string {
  const ids = `${topics.slice(0, named).join(', ')}${topics.length > named ? ', …' : ''}`;
  const have = topics.length === 1 ? 'has' : 'have';
  const [some, all] = [topics.length, total].map((count) => count.toLocaleString('en-US'));
  return `${some} of ${all} topics ${have} ${what} (${ids})`;
}
