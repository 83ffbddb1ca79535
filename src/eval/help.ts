import type { JudgmentFormat } from './judgments.js';
import type { Measure } from './measure.js';
import { parseMeasures } from './measure-set.js';
import type { ParameterForm } from './parameters.js';
import { measureGroups, measures } from './registry.js';

const formats: Readonly<Record<JudgmentFormat, string>> = {
  qrels: `Judgments in format qrels: topic iteration docid relevance.
    The relevance is a whole number from 0; a negative one marks a document that is in the pool but was not
    judged. The iteration is ignored. Lines that begin with # are skipped.`,
  qrels_jg: `Judgments in format qrels_jg: topic group docid relevance.
    As qrels, with the judgments of several users (groups), which may differ.`,
  prefs: `Judgments in format prefs: topic group subgroup docid level.
    Within a subgroup, each document is preferred to those of a lower level; the levels have no other meaning,
    except that 0 is not relevant. The subgroups of a group (a user) add up, and what follows from them is
    preferred too: a to b in one and b to c in another make a to c. A group must not contradict itself; groups
    may contradict each other.`,
  qrels_prefs: `Judgments in format qrels_prefs: topic group docid level.
    A qrels file read as preferences: each group is a user, with one subgroup. See prefs.`,
};

/**
 * Help for measures, as trec_eval's -h gives it: what each measures, its parameters, and its source.
 * @param names as for `parseMeasures`; none lists all measures
 */
export function formatMeasureHelp(names: readonly string[], format: JudgmentFormat = 'qrels'): string {
  const run = `Runs: topic Q0 docid rank score tag.
    Scores order the documents, highest first; docids, descending in bytes, order equal scores.`;
  const parts = [formats[format], run];
  if (names.length === 0) {
    const groups = Object.entries(measureGroups).map(
      ([name, members]) => `    ${name}: ${members.join(' ')}`,
    );
    parts.push(
      `Measures (-h -m <measure> explains one):\n    ${measures.map(({ name }) => name).join(' ')}`,
      `Groups of measures:\n${groups.join('\n')}`,
    );
  } else {
    parts.push(...parseMeasures(names).requested.map(({ measure }) => describe(measure)));
  }
  return `${parts.join('\n\n')}\n`;
}

function describe(measure: Measure): string {
  const lines = [...measure.help.split('\n'), ...parameterHelp(measure.name, measure.parameters)];
  if (measure.source !== undefined) lines.push(`Source: ${measure.source}.`);
  return `${measure.name}\n${lines.map((line) => `    ${line}`).join('\n')}`;
}

function parameterHelp(name: string, parameters: ParameterForm): string[] {
  switch (parameters.form) {
    case 'none':
      return [];
    case 'cutoffs':
    case 'fractions':
    case 'coefficients':
      return [`Default: -m ${name}.${parameters.defaults.join(',')}`];
    case 'pairs':
      return [`Parameters: -m ${name}.<name>=<number>,...`];
  }
}
