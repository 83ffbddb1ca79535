import type { Measure } from './measure.js';
import { binG } from './measures/bin-g.js';
import { bpref } from './measures/bpref.js';
import { dcg } from './measures/dcg.js';
import { elevenPointAverage } from './measures/eleven-point-average.js';
import { G } from './measures/g.js';
import { gmBpref } from './measures/gm-bpref.js';
import { gmMap } from './measures/gm-map.js';
import { idealDcg } from './measures/ideal-dcg.js';
import { infAP } from './measures/inf-ap.js';
import { iprecAtRecall } from './measures/iprec-at-recall.js';
import { map } from './measures/map.js';
import { mapAvgjg } from './measures/map-avgjg.js';
import { mapCut } from './measures/map-cut.js';
import { ndcg } from './measures/ndcg.js';
import { ndcgCut } from './measures/ndcg-cut.js';
import { ndcgRel } from './measures/ndcg-rel.js';
import { numNonrelJudgedRet } from './measures/num-nonrel-judged-ret.js';
import { numQ } from './measures/num-q.js';
import { numRel } from './measures/num-rel.js';
import { numRelRet } from './measures/num-rel-ret.js';
import { numRet } from './measures/num-ret.js';
import { P } from './measures/p.js';
import { PAvgjg } from './measures/p-avgjg.js';
import { prefsAvgjg } from './measures/prefs-avgjg.js';
import { prefsAvgjgImp } from './measures/prefs-avgjg-imp.js';
import { prefsAvgjgRet } from './measures/prefs-avgjg-ret.js';
import { prefsAvgjgRnonrel } from './measures/prefs-avgjg-rnonrel.js';
import { prefsAvgjgRnonrelRet } from './measures/prefs-avgjg-rnonrel-ret.js';
import { prefsNumPrefsFul } from './measures/prefs-num-prefs-ful.js';
import { prefsNumPrefsFulRet } from './measures/prefs-num-prefs-ful-ret.js';
import { prefsNumPrefsPoss } from './measures/prefs-num-prefs-poss.js';
import { prefsPair } from './measures/prefs-pair.js';
import { prefsPairImp } from './measures/prefs-pair-imp.js';
import { prefsPairRet } from './measures/prefs-pair-ret.js';
import { prefsSimp } from './measures/prefs-simp.js';
import { prefsSimpImp } from './measures/prefs-simp-imp.js';
import { prefsSimpRet } from './measures/prefs-simp-ret.js';
import { rbp } from './measures/rbp.js';
import { rbpResid } from './measures/rbp-resid.js';
import { recall } from './measures/recall.js';
import { recipRank } from './measures/recip-rank.js';
import { relativeP } from './measures/relative-p.js';
import { relstring } from './measures/relstring.js';
import { Rndcg } from './measures/rndcg.js';
import { Rprec } from './measures/rprec.js';
import { RprecMult } from './measures/rprec-mult.js';
import { RprecMultAvgjg } from './measures/rprec-mult-avgjg.js';
import { runid } from './measures/runid.js';
import { setF } from './measures/set-f.js';
import { setMap } from './measures/set-map.js';
import { setP } from './measures/set-p.js';
import { setRecall } from './measures/set-recall.js';
import { setRelativeP } from './measures/set-relative-p.js';
import { success } from './measures/success.js';
import { unj } from './measures/unj.js';
import { utility } from './measures/utility.js';
import { yaap } from './measures/yaap.js';

/** Every measure, in trec_eval's order, which is the order of the output. */
export const measures: readonly Measure[] = [
  runid,
  numQ,
  numRet,
  numRel,
  numRelRet,
  map,
  gmMap,
  Rprec,
  bpref,
  recipRank,
  iprecAtRecall,
  P,
  relstring,
  recall,
  infAP,
  gmBpref,
  RprecMult,
  utility,
  elevenPointAverage,
  binG,
  G,
  dcg,
  idealDcg,
  ndcg,
  ndcgRel,
  Rndcg,
  ndcgCut,
  mapCut,
  relativeP,
  success,
  setP,
  setRelativeP,
  setRecall,
  setMap,
  setF,
  numNonrelJudgedRet,
  prefsNumPrefsPoss,
  prefsNumPrefsFul,
  prefsNumPrefsFulRet,
  prefsSimp,
  prefsPair,
  prefsAvgjg,
  prefsAvgjgRnonrel,
  prefsSimpRet,
  prefsPairRet,
  prefsAvgjgRet,
  prefsAvgjgRnonrelRet,
  prefsSimpImp,
  prefsPairImp,
  prefsAvgjgImp,
  mapAvgjg,
  PAvgjg,
  RprecMultAvgjg,
  yaap,
  rbp,
  rbpResid,
  unj,
];

/** Measures that trec_eval has only had since 9.0.5 or later. */
export const newerThan904: readonly string[] = ['dcg', 'ideal_dcg', 'rbp', 'rbp_resid', 'unj'];

/** Names for several measures at once. */
export const measureGroups: Readonly<Record<string, readonly string[]>> = {
  official: split(
    'runid num_q num_ret num_rel num_rel_ret map gm_map Rprec bpref recip_rank iprec_at_recall P',
  ),
  set: split('runid num_q num_ret num_rel num_rel_ret utility set_P set_recall set_relative_P set_map set_F'),
  all_trec: split(
    'runid num_q num_ret num_rel num_rel_ret map gm_map Rprec bpref recip_rank iprec_at_recall P relstring recall unj rbp rbp_resid infAP gm_bpref utility 11pt_avg ndcg relative_P Rprec_mult success map_cut ndcg_cut ndcg_rel Rndcg binG G set_P set_recall set_relative_P set_map set_F num_nonrel_judged_ret',
  ),
  all_prefs: split(
    'runid num_q prefs_num_prefs_poss prefs_num_prefs_ful prefs_num_prefs_ful_ret prefs_simp prefs_pair prefs_avgjg prefs_avgjg_Rnonrel prefs_simp_ret prefs_pair_ret prefs_avgjg_ret prefs_avgjg_Rnonrel_ret prefs_simp_imp prefs_pair_imp prefs_avgjg_imp',
  ),
  prefs: split(
    'runid num_q prefs_num_prefs_poss prefs_num_prefs_ful prefs_num_prefs_ful_ret prefs_simp prefs_pair prefs_avgjg',
  ),
  qrels_jg: split('runid num_q map_avgjg P_avgjg Rprec_mult_avgjg'),
};

function split(text: string): readonly string[] {
  return text.split(' ');
}
