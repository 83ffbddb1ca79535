import type { Evaluation, EvaluationLine } from './evaluation.js';
import { formatFixed } from './format-number.js';

/** What is printed of an evaluation. */
export interface FormatOptions {
  /** Lines for each topic before the summary (-q). Default false. */
  readonly perTopic?: boolean;
  /** The summary (-n leaves it out). Default true. */
  readonly summary?: boolean;
}

/** trec_eval's output: name, topic and value, with tabs between; numbers with four decimals. */
export function formatEvaluation(evaluation: Evaluation, options: FormatOptions = {}): string {
  let text = '';
  if (options.perTopic) {
    for (const topic of evaluation.topics) text += formatLines(evaluation.topicLines(topic));
  }
  if (options.summary ?? true) text += formatLines(evaluation.summaryLines());
  return text;
}

function formatLines(lines: readonly EvaluationLine[]): string {
  return lines.map(formatLine).join('');
}

function formatLine({ name, topic, value, isCount, isZScore }: EvaluationLine): string {
  if (typeof value === 'string') return `${name.padEnd(22)}\t${topic}\t${value}\n`;
  const number = isCount ? String(value) : formatFixed(value, 4).padStart(6);
  return `${isZScore ? 'Z' : ''}${name.padEnd(22)}\t${topic}\t${number}\n`;
}
