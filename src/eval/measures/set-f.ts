import type { RankedMeasure } from '../measure.js';

export const setF: RankedMeasure = {
  name: 'set_F',
  input: 'ranked',
  help: `Weighted harmonic mean of precision P and recall R of all that was retrieved:
(x + 1) P R / (x P + R). x, 1 unless given, is how much recall weighs against precision.`,
  source: 'van Rijsbergen, Information Retrieval, Butterworths 1979, chapter 7',
  parameters: { form: 'coefficients', defaults: [1] },
  average: 'mean',
  evaluate({ relevantRetrieved, retrieved, relevant }, { numbers }, values) {
    if (relevantRetrieved === 0) return;
    const x = numbers[0]!;
    const precision = relevantRetrieved / retrieved;
    const recall = relevantRetrieved / relevant;
    values[0] = ((x + 1) * precision * recall) / (x * precision + recall);
  },
};
