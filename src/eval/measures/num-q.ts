import type { RunMeasure } from '../measure.js';

export const numQ: RunMeasure = {
  name: 'num_q',
  input: 'run',
  help: `Number of topics that the summary values are averaged over: those in both run and qrels, or, with -c,
all topics of the qrels.`,
  parameters: { form: 'none' },
  isCount: true,
  summary: ({ topics }) => topics,
};
