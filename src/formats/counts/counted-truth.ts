import { HomegroundError } from "../../core/errors.js";
import { type ImageTruth, TRUTH_STATE } from "../import-types.js";

/** Things that a set of images can hold: each is an entry of its own. */
const MOST_THINGS = 20_000_000;
/** Things of one label in one image: the largest pictures of crowds have a fifth of them. */
const MOST_IN_IMAGE = 100_000;

/**
 * Labels of images that stand as often as they are counted.
 *
 * @param counts row-major rowCount × labels.length, whole, ≥ 0; NaN counts nothing
 * @throws HomegroundError `counts/too-many`
 */
export function createCountedTruth(
  rowCount: number,
  labels: readonly string[],
  counts: Float64Array,
  source: string,
): Pick<ImageTruth, "labelNames" | "labelStart" | "labelIndex" | "state"> {
  const width = labels.length;
  let things = 0;
  for (const count of counts) {
    if (Number.isNaN(count)) continue;
    things += count;
    if (count > MOST_IN_IMAGE) throw tooMany(`${count} things in one image`, source);
  }
  if (things > MOST_THINGS) throw tooMany(`${things} things in all`, source);
  const labelStart = new Int32Array(rowCount + 1);
  const labelIndex = new Int32Array(things);
  const state = new Uint8Array(rowCount).fill(TRUTH_STATE.empty);
  let at = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let k = 0; k < width; k++) {
      const count = counts[row * width + k]!;
      if (!(count > 0)) continue;
      labelIndex.fill(k, at, at + count);
      at += count;
      state[row] = TRUTH_STATE.labelled;
    }
    labelStart[row + 1] = at;
  }
  return { labelNames: labels, labelStart, labelIndex, state };
}

function tooMany(what: string, where: string): HomegroundError {
  return new HomegroundError("counts/too-many", {
    what: `${what}: counts are held thing by thing, up to ${MOST_IN_IMAGE} of a label in an image and ${MOST_THINGS} in all`,
    where,
    fix: "Check the unit of the counts, or give fewer images",
  });
}
