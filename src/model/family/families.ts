import { albert } from './albert.js';
import { bert } from './bert.js';
import { deberta } from './deberta.js';
import { distilbert } from './distilbert.js';
import { electra } from './electra.js';
import type { Family } from './family.js';
import { modernbert } from './modernbert.js';
import { mpnet } from './mpnet.js';
import { roberta } from './roberta.js';

/** The families of masked-language models that can be computed. */
export const families: readonly Family[] = [
  bert,
  distilbert,
  roberta,
  modernbert,
  mpnet,
  electra,
  albert,
  deberta,
];
