import type { TextMeasure } from '../measure.js';
import { notPooled } from '../ranked-topic.js';

export const relstring: TextMeasure = {
  name: 'relstring',
  input: 'text',
  help: `The relevance levels of the first k documents (10 unless given), a character each, in quotes: a digit;
> for a level above 9; - for a document that the qrels do not name; . for one that they name as not judged.
For each topic only.`,
  parameters: { form: 'coefficients', defaults: [10], exactly: 1 },
  text({ levels }, { numbers }) {
    const top = levels.subarray(0, Math.max(0, Math.trunc(numbers[0]!)));
    return `'${Array.from(top, character).join('')}'`;
  },
};

function character(level: number): string {
  if (level > 9) return '>';
  if (level >= 0) return String(level);
  return level === notPooled ? '-' : '.';
}
