import type { ImportProblem } from "../import-types.js";
import type { BoxReading } from "./reinterpret-boxes.js";

/** Sizes of images as displayed, by row of the truth; NaN where a size is not known. */
export interface RowSizes {
  readonly widthPx: Float64Array;
  readonly heightPx: Float64Array;
}

/** Something about the numbers of boxes that looks like a mistake, and what would mend it. */
export interface CoordinateFinding extends ImportProblem {
  /** Value of `--boxes` if the finding is right; null where no reading of the numbers mends it. */
  readonly boxes: BoxReading | null;
}
