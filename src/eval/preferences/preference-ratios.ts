import { type GroupCounts, type PreferenceCounts, pairCounts } from './preference-counts.js';
import { visitPairs, visitPreferences } from './preference-group.js';

/**
 * Which preferences a measure counts:
 *
 * - `all`: all; one whose documents were not retrieved counts as broken
 * - `implied`: those of which at least one document was retrieved
 * - `retrieved`: those of which both were
 */
export type PreferenceScope = 'all' | 'implied' | 'retrieved';

export function fulfilled(group: GroupCounts, scope: PreferenceScope): number {
  return group.fulfilledRetrieved + (scope === 'retrieved' ? 0 : group.fulfilledImplied);
}

export function possible(group: GroupCounts, scope: PreferenceScope): number {
  const retrieved = group.possibleRetrieved;
  if (scope === 'retrieved') return retrieved;
  return retrieved + group.possibleImplied + (scope === 'all' ? group.possibleUnretrieved : 0);
}

/** Preferences kept over preferences possible, over all groups together. */
export function simpleRatio({ groups }: PreferenceCounts, scope: PreferenceScope): number {
  let kept = 0;
  let all = 0;
  for (const group of groups) {
    kept += fulfilled(group, scope);
    all += possible(group, scope);
  }
  return all > 0 ? kept / all : 0;
}

/** The same ratio for each group, then the mean over groups: a user with many preferences weighs no more. */
export function groupRatio({ groups }: PreferenceCounts, scope: PreferenceScope): number {
  let sum = 0;
  for (const group of groups) {
    const all = possible(group, scope);
    if (all > 0) sum += fulfilled(group, scope) / all;
  }
  return sum > 0 ? sum / groups.length : 0;
}

/** The share of groups that the ranking pleases, for each pair of documents; then the mean over pairs. */
export function pairRatio(counts: PreferenceCounts, scope: PreferenceScope): number {
  const { judged, judgedRetrieved } = counts;
  const prefers = pairCounts(counts);
  let pairs = 0;
  let sum = 0;
  const visit = (before: number, after: number, isKept: boolean) => {
    const kept = prefers[before * judged + after]!;
    const broken = prefers[after * judged + before]!;
    if (kept + broken === 0) return;
    pairs++;
    if (isKept) sum += kept / (kept + broken);
  };
  for (let i = 0; i < judgedRetrieved; i++) {
    for (let j = i + 1; j < judgedRetrieved; j++) visit(i, j, true);
  }
  if (scope !== 'retrieved') {
    for (let i = 0; i < judgedRetrieved; i++)
      for (let j = judgedRetrieved; j < judged; j++) visit(i, j, true);
  }
  if (scope === 'all') {
    for (let i = judgedRetrieved; i < judged; i++) for (let j = i + 1; j < judged; j++) visit(i, j, false);
  }
  return pairs > 0 ? sum / pairs : 0;
}

/**
 * As {@link groupRatio}, as if each group had as many documents that are not relevant as relevant ones (R): where
 * it has fewer, preferences that are kept are added; where it has more, only the first R of them count. So the
 * number of documents that happened to be judged not relevant does not matter.
 */
export function balancedGroupRatio(counts: PreferenceCounts, scope: 'all' | 'retrieved'): number {
  let sum = 0;
  for (const group of counts.groups) {
    const relevant = scope === 'all' ? group.relevant : group.relevantRetrieved;
    const surplus = relevant - (scope === 'all' ? group.nonrelevant : group.nonrelevantRetrieved);
    if (surplus >= 0) {
      const kept = fulfilled(group, scope) + group.relevantRetrieved * surplus;
      sum += kept / (possible(group, scope) + group.relevant * surplus);
    } else {
      const { kept, all } = countBalanced(counts, group, scope, relevant);
      sum += kept / all;
    }
  }
  return sum > 0 ? sum / counts.groups.length : 0;
}

/** Counts the preferences of a group again, with only the first `limit` documents that are not relevant. */
function countBalanced(
  { judgedRetrieved }: PreferenceCounts,
  { order, relevant }: GroupCounts,
  scope: 'all' | 'retrieved',
  limit: number,
): { kept: number; all: number } {
  let kept = 0;
  let all = 0;
  const visit = (preferred: number, other: number) => {
    if (scope === 'retrieved' && (preferred >= judgedRetrieved || other >= judgedRetrieved)) return;
    all++;
    if (preferred < other && preferred < judgedRetrieved) kept++;
  };
  if (order.kind === 'classes') {
    const { classes } = order;
    const last = classes.at(-1)!;
    const first = last.places.slice(0, limit);
    visitPreferences({ kind: 'classes', classes: classes.slice(0, -1) }, visit);
    // trec_eval also pairs the documents that are not relevant with the first of them; so does this, for equal values.
    for (const { places } of classes) visitPairs(places, first, visit);
  } else {
    // trec_eval's limit is here the number of all relevant documents, retrieved or not.
    const discardedFrom = placeOfNonrelevant(order.levels, relevant + 1);
    const discarded = (place: number) => place >= discardedFrom && order.levels[place] === 0;
    visitPreferences(order, (preferred, other) => {
      if (!discarded(preferred) && !discarded(other)) visit(preferred, other);
    });
  }
  return { kept, all };
}

/** The place of the nth document with level 0, or the number of places. */
function placeOfNonrelevant(levels: Float64Array, nth: number): number {
  let seen = 0;
  const place = levels.findIndex((level) => level === 0 && ++seen === nth);
  return place < 0 ? levels.length : place;
}
