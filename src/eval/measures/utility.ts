import type { RankedMeasure } from '../measure.js';

export const utility: RankedMeasure = {
  name: 'utility',
  input: 'ranked',
  help: `Worth of the retrieved set: a for each relevant document retrieved, b for each other retrieved, c for each
relevant one missed, d for each other left out. Parameters a,b,c,d are 1,-1,0,0 unless given; where d is not 0,
-N is the number of documents in the collection. May be negative.`,
  source: 'Lewis, The TREC-4 Filtering Track, TREC 1995',
  parameters: { form: 'coefficients', defaults: [1, -1, 0, 0], exactly: 4 },
  average: 'mean',
  zeroWhenMissing: true,
  evaluate({ relevantRetrieved, retrieved, relevant, documents }, { numbers }, values) {
    const [a, b, c, d] = numbers as [number, number, number, number];
    values[0] =
      a * relevantRetrieved +
      b * (retrieved - relevantRetrieved) +
      c * (relevant - relevantRetrieved) +
      d * (documents + relevantRetrieved - retrieved - relevant);
  },
};
