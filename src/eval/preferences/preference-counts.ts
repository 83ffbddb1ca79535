import type { RunTopic } from '../../run/run.js';
import { byCodePoint } from '../../util/by-code-point.js';
import { precisionOf, type RankingParameters } from '../ranked-topic.js';
import { orderOf, type PreferenceOrder, visitPreferences } from './preference-group.js';
import type { TopicPreferences } from './preferences.js';

/** How many preferences of a user (judgment group) a ranking keeps. */
export interface GroupCounts {
  readonly order: PreferenceOrder;
  /** Both documents retrieved: how many such preferences there are, and how many the ranking keeps. */
  readonly possibleRetrieved: number;
  readonly fulfilledRetrieved: number;
  /** One of both retrieved: kept where it is the preferred one. */
  readonly possibleImplied: number;
  readonly fulfilledImplied: number;
  /** Neither retrieved. */
  readonly possibleUnretrieved: number;
  /** Documents with a level above 0, and at 0; all, and those retrieved. */
  readonly relevant: number;
  readonly relevantRetrieved: number;
  readonly nonrelevant: number;
  readonly nonrelevantRetrieved: number;
}

/** The input of all preference measures of a topic. */
export interface PreferenceCounts {
  /** In the bytewise order of the groups' names. */
  readonly groups: readonly GroupCounts[];
  /** Judged documents. A document's place is below {@link judgedRetrieved} if and only if it was retrieved. */
  readonly judged: number;
  readonly judgedRetrieved: number;
}

/**
 * Counts the preferences that a ranking keeps.
 * @param run undefined where the run lacks the topic
 * @throws TseriniError INPUT where the preferences of a group contradict themselves
 */
export function countPreferences(
  topic: string,
  preferences: TopicPreferences,
  run: RunTopic | undefined,
  parameters: RankingParameters,
): PreferenceCounts {
  const { places, retrieved } = placesOf(preferences, run, parameters);
  const placed = preferences.judgments.map(({ group, subgroup, level, document }) => ({
    group,
    subgroup,
    level,
    place: places[document]!,
  }));
  placed.sort(
    (a, b) =>
      byCodePoint(a.group, b.group) ||
      byCodePoint(a.subgroup, b.subgroup) ||
      b.level - a.level ||
      a.place - b.place,
  );
  const groups: GroupCounts[] = [];
  for (let start = 0, end = 0; start < placed.length; start = end) {
    const { group } = placed[start]!;
    while (end < placed.length && placed[end]!.group === group) end++;
    const where = `topic ${topic}, group ${group}`;
    const order = orderOf(placed.slice(start, end), places.length, where);
    groups.push({ order, ...countPairs(order, retrieved), ...countDocuments(order, retrieved) });
  }
  return { groups, judged: places.length, judgedRetrieved: retrieved };
}

/** Numbers the judged documents: those retrieved by rank, then the others by docid. */
function placesOf(
  { docids }: TopicPreferences,
  run: RunTopic | undefined,
  parameters: RankingParameters,
): { places: Int32Array; retrieved: number } {
  const places = new Int32Array(docids.size).fill(-1);
  let next = 0;
  // Unlike the other formats, trec_eval breaks ties by docid ascending here.
  const ranking = run?.ranking({ precision: precisionOf(parameters.version), ties: 'ascending' }) ?? [];
  for (const number of ranking.slice(0, parameters.depth)) {
    const document = docids.find(run!.docids, number);
    if (document >= 0) places[document] = next++;
  }
  const retrieved = next;
  const others = Array.from(places.keys()).filter((document) => places[document] === -1);
  for (const document of others.sort((a, b) => docids.compare(a, b))) places[document] = next++;
  return { places, retrieved };
}

function countPairs(order: PreferenceOrder, retrieved: number) {
  let possibleRetrieved = 0;
  let fulfilledRetrieved = 0;
  let possibleImplied = 0;
  let fulfilledImplied = 0;
  let possibleUnretrieved = 0;
  visitPreferences(order, (preferred, other) => {
    if (preferred < retrieved && other < retrieved) {
      possibleRetrieved++;
      if (preferred < other) fulfilledRetrieved++;
    } else if (preferred < retrieved) {
      possibleImplied++;
      fulfilledImplied++;
    } else if (other < retrieved) possibleImplied++;
    else possibleUnretrieved++;
  });
  return { possibleRetrieved, fulfilledRetrieved, possibleImplied, fulfilledImplied, possibleUnretrieved };
}

function countDocuments(order: PreferenceOrder, retrieved: number) {
  const counts = { relevant: 0, relevantRetrieved: 0, nonrelevant: 0, nonrelevantRetrieved: 0 };
  const count = (level: number, place: number) => {
    if (level > 0) {
      counts.relevant++;
      if (place < retrieved) counts.relevantRetrieved++;
    } else {
      counts.nonrelevant++;
      if (place < retrieved) counts.nonrelevantRetrieved++;
    }
  };
  if (order.kind === 'classes') {
    for (const { level, places } of order.classes) for (const place of places) count(level, place);
  } else {
    order.levels.forEach((level, place) => {
      if (level >= 0) count(level, place);
    });
  }
  return counts;
}

/** Over all groups: how often the document at each place is preferred to each other, row by row. */
export function pairCounts({ groups, judged }: PreferenceCounts): Uint16Array {
  const counts = new Uint16Array(judged * judged);
  for (const { order } of groups) {
    visitPreferences(order, (preferred, other) => {
      counts[preferred * judged + other]!++;
    });
  }
  return counts;
}
