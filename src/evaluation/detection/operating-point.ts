import { said, say } from "../../core/sentence.js";
import type { ModelCard } from "../../models/card/card-types.js";
import type { Note } from "../../results/result.js";
import { threshold } from "../options/threshold.js";

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
  return asked === null ? stated : { value: asked, source: `--${threshold.name}` };
}

/** The least score of a detector's objects, as its card says; null where it says none. */
export function statedByCard({ decode, name }: ModelCard): OperatingPoint | null {
  if (!decode.supported || !("rule" in decode)) return null;
  return {
    value: decode.rule.scoreThreshold,
    source: `the card of ${name}, whose model gives no less`,
  };
}

/** Says in the result where the operating point is from, or that there is none. */
export function operatingPointNote(point: OperatingPoint | null): Note {
  if (point === null) {
    const nobody = {
      command: "neither --threshold nor the model says",
      app: "the model does not say",
    };
    const what = say`${nobody} from which score on a detection counts: figures at an operating point are left out`;
    return { file: "", code: "threshold/none", ...said(what) };
  }
  const what = `a detection counts from the score ${point.value} on, as ${point.source} says`;
  return { file: "", code: "threshold/used", what };
}
