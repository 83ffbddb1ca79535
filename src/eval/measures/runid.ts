import type { RunMeasure } from '../measure.js';

export const runid: RunMeasure = {
  name: 'runid',
  input: 'run',
  help: 'Name of the run: the tag on the last line of the run file.',
  parameters: { form: 'none' },
  summary: ({ tag }) => tag,
};
