import { didYouMean } from '../util/did-you-mean.js';
import { TseriniError } from '../util/errors.js';
import type { JudgmentFormat } from './judgments.js';
import type { Measure } from './measure.js';
import { type Parameters, parseParameters } from './parameters.js';
import type { Version } from './ranked-topic.js';
import { measureGroups, measures, newerThan904 } from './registry.js';

/** A measure as it was asked for. */
export interface RequestedMeasure {
  readonly measure: Measure;
  readonly parameters: Parameters;
  /** Where its values begin in a topic's row. Text measures and facts about the run have none. */
  readonly offset: number;
}

/** The measures to compute, in trec_eval's order. */
export interface MeasureSet {
  readonly requested: readonly RequestedMeasure[];
  /** Numbers in a topic's row. */
  readonly width: number;
  /** k of each judged_k asked for, which is Pyserini's, not trec_eval's. */
  readonly judgedCutoffs: readonly number[];
  /** What trec_eval ignores in silence. */
  readonly warnings: readonly string[];
}

const judged = 'judged';

const defaultGroups: Readonly<Record<JudgmentFormat, string>> = {
  qrels: 'official',
  qrels_jg: 'qrels_jg',
  prefs: 'prefs',
  qrels_prefs: 'prefs',
};

/**
 * Parses measures as trec_eval's -m takes them: a measure's or group's name, with parameters after a dot.
 * @param names for example `map`, `ndcg_cut.10,20`, `all_trec`, `judged.10`; none means the main measures that
 *   the judgments' format serves: `official`, `prefs` or `qrels_jg`
 * @param version of trec_eval: with `9.0.4` a group has the measures that it had there
 * @throws TseriniError USAGE: an unknown measure (the nearest is named), bad parameters
 */
export function parseMeasures(
  names: readonly string[],
  format: JudgmentFormat = 'qrels',
  version: Version = '10.0',
): MeasureSet {
  const typed = new Map<string, string | undefined>();
  const warnings: string[] = [];
  let judgedCutoffs: readonly number[] = [];
  for (const request of names.length > 0 ? names : [defaultGroups[format]]) {
    const dot = request.indexOf('.');
    const name = dot < 0 ? request : request.slice(0, dot);
    const parameters = dot < 0 ? undefined : request.slice(dot + 1);
    if (parameters === '') {
      throw new TseriniError('USAGE', `no parameters after the dot: ${request}`, { value: request });
    }
    if (name === judged) {
      if (parameters === undefined) throw new TseriniError('USAGE', 'judged needs a cutoff, as judged.10');
      judgedCutoffs = parseParameters(judged, { form: 'cutoffs', defaults: [] }, parameters).numbers;
      continue;
    }
    const group = groupMembers(name, version);
    const measure = measures.find((candidate) => candidate.name === name);
    if (!group && !measure) throw unknownMeasure(request);
    if (parameters !== undefined && (group || measure?.parameters.form === 'none')) {
      warnings.push(`${name} takes no parameters: .${parameters} has no effect${cutHint(name, parameters)}`);
    }
    for (const member of group ?? [name]) {
      const before = typed.get(member);
      if (before === undefined) typed.set(member, group ? undefined : parameters);
      else if (parameters !== undefined && !group) {
        warnings.push(
          `${request} has no effect: ${name} has the parameters ${before} already, and as in trec_eval the ` +
            `first count (write ${name}.${before},${parameters} for both)`,
        );
      }
    }
  }
  const requested: RequestedMeasure[] = [];
  let width = 0;
  for (const measure of measures) {
    if (!typed.has(measure.name)) continue;
    const parameters = parseParameters(measure.name, measure.parameters, typed.get(measure.name));
    requested.push({ measure, parameters, offset: width });
    if (measure.input !== 'run' && measure.input !== 'text') width += parameters.names.length;
  }
  return { requested, width, judgedCutoffs, warnings };
}

function cutHint(name: string, parameters: string): string {
  const cut = `${name}_cut`;
  return measures.some((candidate) => candidate.name === cut)
    ? ` (${cut}.${parameters} is another measure)`
    : '';
}

function groupMembers(name: string, version: Version): readonly string[] | undefined {
  if (!Object.hasOwn(measureGroups, name)) return undefined;
  const members = measureGroups[name]!;
  return version === '9.0.4' ? members.filter((member) => !newerThan904.includes(member)) : members;
}

function unknownMeasure(request: string): TseriniError {
  const [name = ''] = request.split('.', 1);
  const names = [...measures.map((measure) => measure.name), ...Object.keys(measureGroups), judged];
  const asRequest = asTyped(request);
  const hint = asRequest
    ? `, did you mean ${asRequest}?`
    : didYouMean(name, names) || `, available: ${names.join(', ')}`;
  return new TseriniError('USAGE', `unknown measure ${asRequest ? request : name}${hint}`, { value: name });
}

/** What -m takes for the name of a value: `ndcg_cut.10` for `ndcg_cut_10`, as it is printed, and for `nDCG@10`. */
function asTyped(name: string): string | undefined {
  const [, stem, parameters] = /^(.+?)[_@]([\d.,=-]+)$/.exec(name) ?? [];
  if (stem === undefined) return undefined;
  const takesParameters = measures
    .filter(({ parameters: { form } }) => form !== 'none')
    .map((one) => one.name);
  const stems = name.includes('@') ? [`${stem}_cut`, stem] : [stem, `${stem}_cut`];
  const known = stems
    .map((one) => [...takesParameters, judged].find((known) => known.toLowerCase() === one.toLowerCase()))
    .find((one) => one !== undefined);
  return known && `${known}.${parameters}`;
}
