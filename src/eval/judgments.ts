import type { ReadColumnsOptions } from '../run/columns.js';
import type { RunTopic } from '../run/run.js';
import { byCodePoint } from '../util/by-code-point.js';
import { TseriniError } from '../util/errors.js';
import { countPreferences, type PreferenceCounts } from './preferences/preference-counts.js';
import type { Preferences } from './preferences/preferences.js';
import { loadPreferences } from './preferences/read-preferences.js';
import type { GroupedQrels, Qrels } from './qrels.js';
import { missingTopic, type RankedTopic, type RankingParameters, rankTopic } from './ranked-topic.js';
import { loadGroupedQrels, loadQrels } from './read-qrels.js';

/** What a run can be evaluated against. */
export type Judgments = Qrels | GroupedQrels | Preferences;

/** trec_eval's -R. */
export const judgmentFormats = ['qrels', 'qrels_jg', 'prefs', 'qrels_prefs'] as const;
/** The formats of judgments, by the names of trec_eval. */
export type JudgmentFormat = (typeof judgmentFormats)[number];

/** Reads judgments in one of trec_eval's formats (-R). */
export async function loadJudgments(
  path: string,
  format: JudgmentFormat = 'qrels',
  options: ReadColumnsOptions = {},
): Promise<Judgments> {
  switch (format) {
    case 'qrels':
      return loadQrels(path, options);
    case 'qrels_jg':
      return loadGroupedQrels(path, options);
    case 'prefs':
    case 'qrels_prefs':
      return loadPreferences(path, format, options);
  }
}

/** A topic's ranking with what the judgments say about it; which kind depends on their format. */
export type JudgedTopic =
  | { readonly input: 'ranked'; readonly topic: RankedTopic }
  | { readonly input: 'grouped'; readonly groups: readonly RankedTopic[] }
  | { readonly input: 'preferences'; readonly counts: PreferenceCounts };

/** The kind of measures that the judgments can evaluate. */
export function inputOf(judgments: Judgments): JudgedTopic['input'] {
  if (judgments.format === 'qrels') return 'ranked';
  return judgments.format === 'qrels_jg' ? 'grouped' : 'preferences';
}

/**
 * Looks up the judgments of a ranking's documents.
 * @param run undefined where the run lacks the topic
 * @returns undefined where the judgments lack it
 */
export function judgeTopic(
  judgments: Judgments,
  id: string,
  run: RunTopic | undefined,
  parameters: RankingParameters,
): JudgedTopic | undefined {
  switch (judgments.format) {
    case 'qrels': {
      const qrels = judgments.topics.get(id);
      if (!qrels) return undefined;
      const topic = run ? rankTopic(qrels, run, parameters) : missingTopic(qrels, parameters);
      return { input: 'ranked', topic };
    }
    case 'qrels_jg': {
      const named = judgments.topics.get(id);
      if (!named) return undefined;
      const ordered = [...named].sort(([a], [b]) => byCodePoint(a, b));
      const groups = ordered.map(([, qrels]) =>
        run ? rankTopic(qrels, run, parameters) : missingTopic(qrels, parameters),
      );
      return { input: 'grouped', groups };
    }
    case 'prefs':
    case 'qrels_prefs': {
      const preferences = judgments.topics.get(id);
      if (!preferences) return undefined;
      return { input: 'preferences', counts: countPreferences(id, preferences, run, parameters) };
    }
  }
}

/** The error for a measure that cannot be computed from these judgments. */
export function wrongFormat(
  measure: string,
  needs: JudgedTopic['input'],
  format: JudgmentFormat,
): TseriniError {
  const flags = { ranked: '-R qrels', grouped: '-R qrels_jg', preferences: '-R prefs or -R qrels_prefs' };
  return new TseriniError('USAGE', `${measure} needs ${flags[needs]}; the judgments are read as ${format}`, {
    value: measure,
  });
}
