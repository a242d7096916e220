import type { ResultListed } from "../../results/result.js";

/** The threshold at which detections count, and who says so. */
export interface OperatingPoint {
  readonly value: number;
  readonly source: string;
}

/**
 * The operating point of an evaluation: the one that is asked for, else the one that the
 * predictions or the model's card state. There is none by default: half way is no detector's.
 *
 * @param stated by predictions or card; null where they are silent
 */
export function chooseOperatingPoint(
  asked: number | null,
  stated: OperatingPoint | null,
): OperatingPoint | null {
  return asked === null ? stated : { value: asked, source: "--threshold" };
}

/** Says in the result where the operating point is from, or that there is none. */
export function operatingPointNote(point: OperatingPoint | null): ResultListed {
  if (point === null) {
    const what =
      "neither --threshold nor the model says from which score on a detection counts: figures at an operating point are left out";
    return { file: "", code: "threshold/none", what };
  }
  const what = `a detection counts from the score ${point.value} on, as ${point.source} says`;
  return { file: "", code: "threshold/used", what };
}
