import type { Measure } from './measure.js';
import { map } from './measures/map.js';
import { ndcgCut } from './measures/ndcg-cut.js';
import { numQ } from './measures/num-q.js';
import { numRel } from './measures/num-rel.js';
import { numRelRet } from './measures/num-rel-ret.js';
import { numRet } from './measures/num-ret.js';
import { P } from './measures/p.js';
import { recall } from './measures/recall.js';
import { recipRank } from './measures/recip-rank.js';
import { runid } from './measures/runid.js';

/** Every measure, in trec_eval's order, which is the order of the output. */
export const measures: readonly Measure[] = [
  runid,
  numQ,
  numRet,
  numRel,
  numRelRet,
  map,
  recipRank,
  P,
  recall,
  ndcgCut,
];

/** Names for several measures at once. */
export const measureGroups: Readonly<Record<string, readonly string[]>> = {
  official: ['runid', 'num_q', 'num_ret', 'num_rel', 'num_rel_ret', 'map', 'recip_rank', 'P'],
};
