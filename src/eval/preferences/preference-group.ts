import { TseriniError } from '../../util/errors.js';

/** A judgment with the document's place: its rank among the judged documents retrieved, the others after them. */
export interface PlacedJudgment {
  readonly subgroup: string;
  readonly place: number;
  readonly level: number;
}

/**
 * The preferences of one user. With one subgroup they are classes, each preferred as a whole to those after it;
 * with more they are a partial order, closed under transitivity.
 */
export type PreferenceOrder =
  | { readonly kind: 'classes'; readonly classes: readonly PreferenceClass[] }
  | {
      readonly kind: 'partial';
      /** Row i, column j is 1 where the document at place i is preferred to the one at place j. */
      readonly prefers: Uint8Array;
      /** Level of the document at each place, or -1 where the group does not have it. */
      readonly levels: Float64Array;
    };

/** Documents of one level, by place. */
export interface PreferenceClass {
  readonly level: number;
  readonly places: readonly number[];
}

/**
 * @param judgments of one group, ordered by subgroup, level (highest first) and place
 * @param judged number of judged documents of the topic
 * @param where for messages: topic and group
 * @throws TseriniError INPUT where a group contradicts itself
 */
export function orderOf(
  judgments: readonly PlacedJudgment[],
  judged: number,
  where: string,
): PreferenceOrder {
  const first = judgments[0]!.subgroup;
  return judgments.every(({ subgroup }) => subgroup === first)
    ? { kind: 'classes', classes: classesOf(judgments, where) }
    : partialOrderOf(judgments, judged, where);
}

/** Calls `visit` with the places of both documents of each preference, the preferred one first. */
export function visitPreferences(
  order: PreferenceOrder,
  visit: (preferred: number, other: number) => void,
): void {
  if (order.kind === 'classes') {
    const { classes } = order;
    for (let i = 0; i < classes.length; i++) {
      for (let j = i + 1; j < classes.length; j++) visitPairs(classes[i]!.places, classes[j]!.places, visit);
    }
    return;
  }
  const { prefers, levels } = order;
  for (let i = 0, cell = 0; i < levels.length; i++) {
    for (let j = 0; j < levels.length; j++, cell++) if (prefers[cell] === 1) visit(i, j);
  }
}

/** Calls `visit` with each pair of one place from both lists. */
export function visitPairs(
  preferred: readonly number[],
  others: readonly number[],
  visit: (preferred: number, other: number) => void,
): void {
  for (const place of preferred) for (const other of others) visit(place, other);
}

function classesOf(judgments: readonly PlacedJudgment[], where: string): PreferenceClass[] {
  const classes: { level: number; places: number[] }[] = [];
  const levels = new Map<number, number>();
  for (const { place, level } of judgments) {
    if ((levels.get(place) ?? level) !== level) throw contradiction(where, 'a document has two levels');
    levels.set(place, level);
    const last = classes.at(-1);
    if (last?.level === level) last.places.push(place);
    else classes.push({ level, places: [place] });
  }
  return classes;
}

function partialOrderOf(
  judgments: readonly PlacedJudgment[],
  judged: number,
  where: string,
): PreferenceOrder {
  const prefers = new Uint8Array(judged * judged);
  const levels = new Float64Array(judged).fill(-1);
  judgments.forEach(({ subgroup, place, level }, index) => {
    const known = levels[place]!;
    if ((known > 0 && level === 0) || (known === 0 && level > 0)) {
      throw contradiction(where, 'a document is both relevant and not');
    }
    levels[place] = level;
    for (let i = index + 1; i < judgments.length && judgments[i]!.subgroup === subgroup; i++) {
      if (judgments[i]!.level !== level) prefers[place * judged + judgments[i]!.place] = 1;
    }
  });
  closeTransitively(prefers, judged);
  for (let i = 0; i < judged; i++) {
    if (prefers[i * judged + i] === 1) {
      throw contradiction(where, 'a document is preferred to another in one subgroup and not in the next');
    }
  }
  return { kind: 'partial', prefers, levels };
}

/** Warshall's algorithm: where a is preferred to b and b to c, a is preferred to c. */
function closeTransitively(prefers: Uint8Array, size: number): void {
  for (let via = 0; via < size; via++) {
    for (let i = 0; i < size; i++) {
      if (prefers[i * size + via] === 0) continue;
      for (let j = 0; j < size; j++) prefers[i * size + j]! |= prefers[via * size + j]!;
    }
  }
}

function contradiction(where: string, what: string): TseriniError {
  return new TseriniError('INPUT', `preferences contradict themselves in ${where}: ${what}`);
}
