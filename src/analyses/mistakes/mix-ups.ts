import type { ClassificationOutcomes } from "../../outcomes/classification-types.js";
import type { ChosenMistake, ChosenMixUp, MistakeGroups } from "./chosen-mistakes.js";

/** So many mix-ups are shown, and so many pictures of each. */
const MOST_MIX_UPS = 3;
const MOST_WRONG = 2;

export interface MixUpOptions {
  /** The picture of a unit. */
  readonly mistakeOf: (unit: number) => ChosenMistake;
  /** Units that should not stand for a mix-up together, such as those of one sequence. */
  readonly groups: MistakeGroups | null;
  /** Place of each unit, −1 where it is not known; null where places are not told apart. */
  readonly place: Int32Array | null;
}

/**
 * The mix-ups that happen most often, the first in the order of classes where several are as frequent. Of
 * each the two wrong units that the model was surest about, of different groups while there are some, and
 * the surest right one of the label that it said, of the first one's place where that has one.
 */
export function mixUpsOf(
  outcomes: ClassificationOutcomes,
  { mistakeOf, groups, place }: MixUpOptions,
): readonly ChosenMixUp[] {
  const { truth, predicted, classes, scores, answerConfidence, unitCount } = outcomes;
  const confidence = scores?.confidence ?? answerConfidence ?? null;
  const sureness = (unit: number): number => confidence?.[unit] ?? 0;
  const bySureness = (a: number, b: number): number => sureness(b) - sureness(a) || a - b;
  const labelled = new Int32Array(classes.length);
  const right: number[][] = classes.map(() => []);
  const pairs = new Map<number, number[]>();
  for (let unit = 0; unit < unitCount; unit++) {
    const [label, said] = [truth[unit]!, predicted[unit]!];
    labelled[label]! += 1;
    if (label === said) {
      right[label]!.push(unit);
      continue;
    }
    const pair = label * classes.length + said;
    const units = pairs.get(pair);
    if (units === undefined) pairs.set(pair, [unit]);
    else units.push(unit);
  }
  const most = [...pairs].sort(([a, as], [b, bs]) => bs.length - as.length || a - b);
  return most.slice(0, MOST_MIX_UPS).map(([pair, units]): ChosenMixUp => {
    const label = Math.floor(pair / classes.length);
    const said = pair % classes.length;
    const wrong = apart([...units].sort(bySureness), groups);
    const rights = [...right[said]!].sort(bySureness);
    const home = place === null ? -1 : place[wrong[0]!]!;
    const beside = rights.find((unit) => home >= 0 && place?.[unit] === home) ?? rights[0];
    return {
      truth: classes[label]!,
      predicted: classes[said]!,
      n: units.length,
      of: labelled[label]!,
      wrong: wrong.map(mistakeOf),
      right: beside === undefined ? null : mistakeOf(beside),
    };
  });
}

/** The first ones of different groups; of one group where there is no other. */
function apart(units: readonly number[], groups: MistakeGroups | null): readonly number[] {
  const [first] = units;
  if (groups === null || first === undefined) return units.slice(0, MOST_WRONG);
  const other = units.find((unit) => groups.of[unit] !== groups.of[first]) ?? units[1];
  return other === undefined ? [first] : [first, other];
}
