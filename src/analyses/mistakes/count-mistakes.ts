import { type CountingOutcomes, countsOf } from "../../outcomes/counting.js";
import { type ChosenMistakes, type MistakeGroups, MOST_TILES } from "./chosen-mistakes.js";
import { spreadFacts, spreadOut } from "./spread.js";

/** Labels of a tile that are named; the others are summed up in the number before them. */
const MOST_NAMED = 4;

/** Units whose counts are farthest off, label by label: one that is taken for another is off by two. */
export function countMistakes(
  outcomes: CountingOutcomes,
  image: Int32Array,
  files: readonly string[],
  groups: MistakeGroups | null,
): ChosenMistakes {
  const { unitCount, classes, truth, predicted, unit } = outcomes;
  const width = classes.length;
  const miss = new Float64Array(unitCount);
  for (let at = 0; at < truth.length; at++) {
    miss[Math.floor(at / width)]! += Math.abs(predicted[at]! - truth[at]!);
  }
  const wrong: number[] = [];
  for (let i = 0; i < unitCount; i++) if (miss[i]! > 0) wrong.push(i);
  wrong.sort((a, b) => miss[b]! - miss[a]! || a - b);
  const shown = spreadOut(wrong, {
    most: MOST_TILES,
    kindOf: (one) => one, // every miss is of a kind of its own
    groupOf: groups === null ? null : (one) => groups.of[one]!,
  });
  const all = countsOf(outcomes, null);
  const told = (matrix: Float64Array, totals: Float64Array, i: number): string => {
    const total = rounded(totals[i]!);
    const named = classes.flatMap((name, k) => {
      const count = matrix[i * width + k]!;
      return count === 0 ? [] : [`${rounded(count)} ${name}`];
    });
    const isPlain = width === 1 || named.length === 0 || named.length > MOST_NAMED;
    return isPlain ? total : `${total} (${named.join(", ")})`;
  };
  return {
    about: "counts",
    total: wrong.length,
    picturesWithheld: null,
    spread: { ...spreadFacts(groups?.name ?? null), ofKind: null },
    unit,
    worst: shown.map((i) => ({
      image: image[i]!,
      around: null,
      file: files[image[i]!]!,
      truth: told(truth, all.truth, i),
      predicted: told(predicted, all.predicted, i),
      confidence: null,
    })),
  };
}

/** A model may say 3.4000000000000004. */
function rounded(count: number): string {
  return String(Math.round(count * 100) / 100);
}
