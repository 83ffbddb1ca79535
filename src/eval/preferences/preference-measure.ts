import type { PreferenceMeasure } from '../measure.js';
import type { GroupCounts, PreferenceCounts } from './preference-counts.js';

/** A measure that is a share of a topic's preferences, averaged over topics. */
export function preferenceShare(
  name: string,
  shareOf: (counts: PreferenceCounts) => number,
  help: string,
): PreferenceMeasure {
  return {
    name,
    input: 'preferences',
    help,
    source: 'Chris Buckley, trec_eval, 2008',
    parameters: { form: 'none' },
    average: 'mean',
    evaluate(counts, _parameters, values) {
      values[0] = shareOf(counts);
    },
  };
}

/** A measure that is a number of preferences, added up over groups and topics. */
export function preferenceCount(
  name: string,
  countOf: (group: GroupCounts) => number,
  help: string,
): PreferenceMeasure {
  return {
    name,
    input: 'preferences',
    help,
    parameters: { form: 'none' },
    average: 'sum',
    isCount: true,
    evaluate({ groups }, _parameters, values) {
      for (const group of groups) values[0]! += countOf(group);
    },
  };
}
